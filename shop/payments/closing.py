"""Closing an order that nobody paid: first the payment page, only then the order. No money can arrive for nothing."""

from django.db import transaction
from django.utils import timezone
from oscar.apps.order.models import Order

from shop.celery import enqueue
from shop.orders.cancelling import cancel_unpaid_order
from shop.orders.emails import DELIVER_MAIL, queue_mail
from shop.orders.models import OutboxMail
from shop.orders.statuses import AWAITING_PAYMENT, lock_order
from shop.payments import gateway
from shop.payments.models import PaymentAttempt
from shop.payments.settling import settle_payment
from shop.payments.starting import ensure_session


def close_unpaid_order(order_id: int) -> bool:
    """Cancel an order that awaits payment and give its stock back. True when this call did it: False when it was paid
    after all, is still being paid, or another call was faster. Raises GatewayDown: then nothing has changed."""
    for attempt in PaymentAttempt.objects.filter(order_id=order_id, state=PaymentAttempt.OPEN):
        _close_page(attempt)
    with transaction.atomic():
        order: Order = lock_order(order_id)
        still_open = order.payment_attempts.filter(state__in=(PaymentAttempt.OPEN, PaymentAttempt.QUARANTINED))
        if order.status == AWAITING_PAYMENT and not still_open.exists():
            cancel_unpaid_order(order)
            return True
        return False


def let_hold_end(order_id: int) -> bool:
    """What the sweep does when the hold is over: close the order and tell the customer, who was charged nothing."""
    if not close_unpaid_order(order_id):
        return False
    with transaction.atomic():
        enqueue(DELIVER_MAIL, queue_mail(lock_order(order_id), OutboxMail.CANCELLED).pk)
    return True


def _close_page(attempt: PaymentAttempt) -> None:
    """An attempt without a session may have one whose answer was lost: its key finds it. When Stripe refuses the
    key's parameters (the closing time has passed), the key never opened a page."""
    try:
        session_id = ensure_session(attempt).session_id
    except gateway.GatewayStuck:
        if attempt.expires_at > timezone.now():
            raise
        # No page under this key, and one that was opened so long ago would have closed itself.
        PaymentAttempt.objects.filter(pk=attempt.pk, session_id=None).update(state=PaymentAttempt.EXPIRED)
        return
    except gateway.GatewayRefused:
        PaymentAttempt.objects.filter(pk=attempt.pk, session_id=None).update(state=PaymentAttempt.EXPIRED)
        return
    gateway.expire_session(str(session_id))
    settle_payment(attempt.pk)
