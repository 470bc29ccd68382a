"""The one settling function. Webhook, return page and sweep only trigger it; it asks Stripe how things stand now, so
late, repeated, reordered and lost events change nothing about the end.
"""

from django.db import transaction
from django.utils import timezone
from oscar.apps.order.models import Order

from shop.orders.confirming import confirm_order
from shop.orders.staff_tasks import ask_staff
from shop.orders.statuses import AWAITING_PAYMENT, lock_order
from shop.payments import gateway
from shop.payments.models import PaymentAttempt, Refund
from shop.payments.refunding import queue_refund


def settle_payment(attempt_id: int) -> bool:
    """Bring one attempt and its order to where Stripe says the money is. True when that changed anything here.

    May be called any number of times, at the same time too. Raises GatewayDown when Stripe cannot be asked.
    """
    attempt = PaymentAttempt.objects.get(pk=attempt_id)
    if attempt.state == PaymentAttempt.PAID or not attempt.session_id:
        return False
    session = gateway.fetch_session(attempt.session_id)
    with transaction.atomic():
        order = lock_order(attempt.order_id)
        attempt = PaymentAttempt.objects.select_for_update().get(pk=attempt_id)
        if attempt.state == PaymentAttempt.PAID:
            return False
        if session.paid:
            return _take_money(order, attempt, session)
        if (session.status == "expired" or session.failed) and attempt.state == PaymentAttempt.OPEN:
            attempt.state, attempt.settled_at = PaymentAttempt.EXPIRED, timezone.now()
            attempt.save(update_fields=["state", "settled_at"])
            return True
        return False


def _take_money(order: Order, attempt: PaymentAttempt, session: gateway.Session) -> bool:
    wrong = _find_mismatch(attempt, session)
    if wrong:
        changed = attempt.state != PaymentAttempt.QUARANTINED
        attempt.state = PaymentAttempt.QUARANTINED
        attempt.payment_intent = session.payment_intent
        attempt.save(update_fields=["state", "payment_intent"])
        if changed:
            ask_staff(
                f"payment-mismatch-{attempt.key}",
                f"Payment for order {order.number} is not what was asked: {wrong}",
                order,
            )
        return changed
    attempt.state, attempt.settled_at = PaymentAttempt.PAID, timezone.now()
    attempt.payment_intent = session.payment_intent
    attempt.save(update_fields=["state", "settled_at", "payment_intent"])
    if order.status == AWAITING_PAYMENT:
        confirm_order(order)
    else:  # cancelled meanwhile, or paid by another page
        queue_refund(attempt, attempt.amount, Refund.LATE)
    return True


def _find_mismatch(attempt: PaymentAttempt, session: gateway.Session) -> str:
    """What differs between the money and what was asked for; "" when nothing does."""
    if session.key != attempt.key:
        return f"reference {session.key!r}"
    if (session.amount, session.currency) != (attempt.amount, attempt.currency):
        return f"{session.amount} {session.currency} in place of {attempt.amount} {attempt.currency}"
    if session.livemode != gateway.is_live():
        return "test money in a live shop" if gateway.is_live() else "live money in a test shop"
    return ""
