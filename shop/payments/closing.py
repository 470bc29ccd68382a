"""Closing an order that nobody paid: first the payment page, only then the order. No money can arrive for nothing."""

from django.db import transaction
from oscar.apps.order.models import Order

from shop.orders.cancelling import cancel_unpaid_order
from shop.orders.statuses import AWAITING_PAYMENT, CANCELLED, lock_order
from shop.payments import gateway
from shop.payments.models import PaymentAttempt
from shop.payments.settling import settle_payment
from shop.payments.starting import ensure_session


def close_unpaid_order(order_id: int) -> bool:
    """Cancel an order that awaits payment and give its stock back. False when it was paid after all or is still
    being paid. Raises GatewayDown when Stripe cannot be asked: then nothing has changed."""
    for attempt in PaymentAttempt.objects.filter(order_id=order_id, state=PaymentAttempt.OPEN):
        _close_page(attempt)
    with transaction.atomic():
        order: Order = lock_order(order_id)
        still_open = order.payment_attempts.filter(state__in=(PaymentAttempt.OPEN, PaymentAttempt.QUARANTINED))
        if order.status == AWAITING_PAYMENT and not still_open.exists():
            cancel_unpaid_order(order)
        return bool(order.status == CANCELLED)


def _close_page(attempt: PaymentAttempt) -> None:
    """An attempt without a session may have one whose answer was lost: its key finds it. When Stripe refuses the
    key's parameters (the closing time has passed), the key never opened a page."""
    try:
        session_id = ensure_session(attempt).session_id
    except gateway.GatewayRefused:
        PaymentAttempt.objects.filter(pk=attempt.pk, session_id=None).update(state=PaymentAttempt.EXPIRED)
        return
    gateway.expire_session(str(session_id))
    settle_payment(attempt.pk)
