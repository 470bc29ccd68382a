"""Mails about an order. `queue_mail` writes the row in the caller's transaction; a job or the sweep delivers it."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from oscar.apps.order.models import Order

from shop.orders.models import OutboxMail
from shop.orders.summaries import order_url, summarise_order

logger = logging.getLogger(__name__)
DELIVER_MAIL = "shop.orders.tasks.deliver_mail"
SUBJECTS: dict[str, Promise] = {
    OutboxMail.CONFIRMED: _("Your Stay Calm order %(number)s is confirmed"),
    OutboxMail.DISPATCHED: _("Your Stay Calm order %(number)s is on its way"),
    OutboxMail.CANCELLED: _("Your Stay Calm order %(number)s is cancelled"),
    OutboxMail.REFUNDED: _("Your refund for Stay Calm order %(number)s"),
}
CLAIM = timedelta(minutes=2)  # longer than a mail server may take; after a crash the sweep tries again
MAX_WAIT = timedelta(hours=6)


def queue_mail(order: Order, kind: str, about: str = "", facts: dict[str, str] | None = None) -> OutboxMail:
    """One mail per order, kind and matter: a second call returns the first row. The caller queues `deliver_mail`."""
    defaults = {"not_before": timezone.now(), "facts": facts or {}}
    mail, _created = OutboxMail.objects.get_or_create(order=order, kind=kind, about=about, defaults=defaults)
    return mail


def deliver_mail(mail_id: int) -> bool:
    """Send one queued mail, unless it was sent or another worker is at it. True when it went out now.

    The claim (`not_before` moved on by a conditional UPDATE) keeps two workers from sending it twice; a worker that
    dies between sending and marking lets it go out once more, never not at all.
    """
    now = timezone.now()
    due = OutboxMail.objects.filter(pk=mail_id, sent_at__isnull=True, not_before__lte=now)
    if not due.update(not_before=now + CLAIM, attempts=F("attempts") + 1):
        return False
    mail = OutboxMail.objects.select_related("order__placement").get(pk=mail_id)
    try:
        _send(mail)
    except Exception as error:  # noqa: BLE001  whatever the mail server or a template does, the row stays for the sweep
        kind = type(error).__name__  # and no more: the text may hold the address
        logger.warning("mail %s of order %s waits: %s", mail.kind, mail.order.number, kind)
        wait = min(timedelta(seconds=30) * 2 ** min(mail.attempts, 10), MAX_WAIT)
        OutboxMail.objects.filter(pk=mail_id).update(
            not_before=now + wait, last_error=type(error).__name__
        )  # the text may hold the address
        return False
    OutboxMail.objects.filter(pk=mail_id).update(sent_at=timezone.now(), last_error="")
    return True


def find_due_mails() -> list[int]:
    """Ids of mails that should have gone out by now, oldest first."""
    due = OutboxMail.objects.filter(sent_at__isnull=True, not_before__lte=timezone.now())
    return list(due.order_by("pk").values_list("pk", flat=True))


def _send(mail: OutboxMail) -> None:
    order = mail.order
    with translation.override(order.placement.language):
        context = {
            **mail.facts,
            "order": summarise_order(order),
            "order_url": settings.SITE_URL + order_url(order),
            "site_url": settings.SITE_URL,
            "shop_name": settings.OSCAR_SHOP_NAME,
            "stand_in": settings.STRIPE_USES_STANDIN,
        }
        message = EmailMultiAlternatives(
            subject=str(SUBJECTS[mail.kind]) % {"number": order.number},
            body=render_to_string(f"emails/{mail.kind}.txt", context),
            to=[order.placement.email],
            # The same id on a second attempt: mail programs show such a pair once.
            headers={"Message-ID": f"<{mail.kind}{mail.about}.{order.number}@{settings.SITE_HOST}>"},
        )
        message.attach_alternative(render_to_string(f"emails/{mail.kind}.html", context), "text/html")
    message.send()
