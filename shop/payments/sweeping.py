"""The sweep: everything that a lost event, a dead broker or a crash left undone is found and finished here."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from oscar.apps.order.models import Order

from shop.orders.emails import deliver_mail, find_due_mails
from shop.orders.models import StaffTask
from shop.orders.staff_tasks import ask_staff
from shop.orders.statuses import AWAITING_PAYMENT
from shop.payments import gateway
from shop.payments.closing import let_hold_end
from shop.payments.models import PaymentAttempt, Refund, StripeEvent
from shop.payments.refunding import send_refund
from shop.payments.settling import settle_payment
from shop.payments.webhooks import process_event

logger = logging.getLogger(__name__)
Thing = TypeVar("Thing")
LOOK_BACK = timedelta(hours=48)
QUEUE_HAS = timedelta(seconds=5)  # a job that young is probably being done by the worker


@dataclass
class Swept:
    """How many of each were brought to an end; `problems` are things that could not be asked or done this time."""

    events: int = 0
    payments: int = 0
    cancelled: int = 0
    refunds: int = 0
    mails: int = 0
    at_stripe: int = 0
    problems: list[str] = field(default_factory=list)
    needs_person: int = 0

    @property
    def repaired(self) -> int:
        return self.events + self.payments + self.cancelled + self.refunds + self.mails + self.at_stripe

    @property
    def exit_code(self) -> int:
        """0 clean, 1 something was repaired, 2 a person is needed (an open staff task, or Stripe cannot be asked)."""
        if self.needs_person or self.problems:
            return 2
        return 1 if self.repaired else 0

    def as_dict(self) -> dict[str, object]:
        return {**asdict(self), "repaired": self.repaired, "exit": self.exit_code}


def sweep() -> Swept:
    """One pass over everything open. May run at any time, beside itself and beside the workers."""
    swept = Swept()
    now = timezone.now()
    young = now - QUEUE_HAS
    swept.mails = _each(swept, find_due_mails(), deliver_mail)  # first: they wait for nobody
    events = StripeEvent.objects.filter(processed_at=None, received_at__lt=young)
    swept.events = _each(swept, events.values_list("pk", flat=True), process_event)
    attempts = PaymentAttempt.objects.filter(state=PaymentAttempt.OPEN).exclude(session_id=None)
    swept.payments = _each(swept, attempts.values_list("pk", flat=True), settle_payment)
    overdue = Order.objects.filter(status=AWAITING_PAYMENT, placement__hold_until__lt=now)
    swept.cancelled = _each(swept, overdue.values_list("pk", flat=True), let_hold_end)
    swept.at_stripe = _compare_with_stripe(swept, now - LOOK_BACK)
    refunds = Refund.objects.filter(state=Refund.PENDING)
    swept.refunds = _each(swept, refunds.values_list("pk", flat=True), send_refund)
    swept.mails += _each(swept, find_due_mails(), deliver_mail)  # and those that the above caused
    swept.needs_person = StaffTask.objects.filter(resolved_at=None).count()
    if swept.repaired or swept.problems:
        logger.info("sweep: %s", swept.as_dict())
    return swept


def _each(swept: Swept, things: Iterable[Thing], act: Callable[[Thing], bool]) -> int:
    """How many of `things` (ids, sessions) `act` changed. One that fails does not stop the others; Stripe out of reach
    stops them all until the next sweep (each would wait for its time-out)."""
    done = 0
    for thing in list(things):
        try:
            done += bool(act(thing))
        except gateway.GatewayDown as error:
            swept.problems.append(f"{act.__name__} {_name(thing)}: {error}")
            break
        except Exception as error:  # noqa: BLE001  one broken row must not keep every other from being settled
            _report(swept, f"{act.__name__} {_name(thing)}", error)
    return done


def _name(thing: object) -> str:
    return str(getattr(thing, "id", thing))


def _report(swept: Swept, what: str, error: Exception) -> None:
    logger.error("sweep: %s fails: %s", what, type(error).__name__, exc_info=error)
    swept.problems.append(f"{what}: {type(error).__name__}")
    with transaction.atomic():
        ask_staff(f"sweep-{what}", f"The sweep cannot finish {what}: {type(error).__name__}")


def _compare_with_stripe(swept: Swept, since: datetime) -> int:
    """The other way round: every payment that Stripe took lately belongs to an attempt here."""
    settled = 0
    try:
        for session in gateway.list_sessions(since):
            if session.paid:
                settled += _each(swept, [session], _match)
    except (gateway.GatewayDown, gateway.GatewayRefused) as error:
        swept.problems.append(f"list sessions: {error}")
    return settled


def _match(session: gateway.Session) -> bool:
    attempt = PaymentAttempt.objects.filter(session_id=session.id).first()
    if attempt is None and session.key:
        attempt = PaymentAttempt.objects.filter(key=session.key, session_id=None).first()
        if attempt is not None:
            PaymentAttempt.objects.filter(pk=attempt.pk, session_id=None).update(session_id=session.id)
    if attempt is None and StaffTask.objects.filter(key=f"money-without-order-{session.id}").exists():
        return False  # a person knows, or has dealt with it
    if attempt is None:
        with transaction.atomic():
            reason = f"Stripe took {session.amount} {session.currency} ({session.id}) that no order here asked for"
            ask_staff(f"money-without-order-{session.id}", reason)
        return False
    return attempt.state != PaymentAttempt.QUARANTINED and settle_payment(attempt.pk)
