"""Opening the payment page of an order, once however often it is asked for."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from oscar.apps.order.models import Order

from shop.money import to_cents
from shop.orders.statuses import AWAITING_PAYMENT, lock_order
from shop.orders.summaries import OrderSummary, summarise_order
from shop.payments import gateway
from shop.payments.models import PaymentAttempt

# Stripe closes no page sooner than 30 minutes after it opened; the sweep closes it when the hold ends.
SHORTEST_PAGE = timedelta(minutes=35)
LONGEST_PAGE = timedelta(hours=23)


class NotPayable(Exception):
    """The order is not waiting for a payment (any more)."""


def start_payment(order_id: int) -> str:
    """Address of the payment page of an order. Raises NotPayable, GatewayDown, GatewayRefused.

    Pressing *Pay* three times at once gives three times the same page: one open attempt per order (constraint), one
    idempotency key per attempt.
    """
    with transaction.atomic():
        order = lock_order(order_id)
        attempt = _find_or_create_attempt(order)
    return ensure_session(attempt).session_url


def _find_or_create_attempt(order: Order) -> PaymentAttempt:
    now = timezone.now()
    if order.status != AWAITING_PAYMENT or order.placement.hold_until <= now:
        raise NotPayable(order.status)
    attempts = order.payment_attempts
    if attempts.filter(state__in=(PaymentAttempt.PAID, PaymentAttempt.QUARANTINED)).exists():
        raise NotPayable("a payment is being looked at")
    attempt: PaymentAttempt | None = attempts.filter(state=PaymentAttempt.OPEN).first()
    return attempt or attempts.create(
        amount=order.total_incl_tax,
        currency=order.currency,
        expires_at=min(max(order.placement.hold_until, now + SHORTEST_PAGE), now + LONGEST_PAGE),
    )


def ensure_session(attempt: PaymentAttempt) -> PaymentAttempt:
    """The attempt with its Stripe session. When the answer to an earlier call was lost, the same key finds it again."""
    if attempt.session_id:
        return attempt
    try:
        session = gateway.open_session(_describe(attempt))
    except (
        gateway.GatewayDown
    ) as down:  # a key keeps its answer even when that was a 500: the page may be there all the same
        found = gateway.find_session(attempt.key, attempt.created_at - timedelta(minutes=5))
        if found is None:
            raise gateway.GatewayStuck(str(down)) from down
        session = found
    PaymentAttempt.objects.filter(pk=attempt.pk).update(
        session_id=session.id, session_url=session.url, payment_intent=session.payment_intent
    )
    attempt.session_id, attempt.session_url = session.id, session.url
    return attempt


def _describe(attempt: PaymentAttempt) -> gateway.SessionRequest:
    """The same for every call of one attempt: Stripe refuses a key that comes back with other parameters."""
    order = attempt.order
    with translation.override(order.placement.language):
        summary = summarise_order(order)
    place = [order.number, order.placement.token]
    return gateway.SessionRequest(
        key=attempt.key,
        order_number=order.number,
        email=order.placement.email,
        currency=attempt.currency,
        lines=_charge_lines(order, summary),
        success_url=f"{settings.SITE_URL}{reverse('payment-return', args=place)}",
        cancel_url=f"{settings.SITE_URL}{reverse('payment-return', args=place)}",
        expires_at=attempt.expires_at,
    )


def _charge_lines(order: Order, summary: OrderSummary) -> list[gateway.ChargeLine]:
    """Goods after discounts, delivery, then each tax: their sum is the order's total to the cent."""
    lines = [
        gateway.ChargeLine(f"{line.quantity} × {line.title}", line.line_price_excl_tax) for line in order.lines.all()
    ]
    lines.append(gateway.ChargeLine(summary.delivery_name, summary.delivery))
    lines += [gateway.ChargeLine(tax.label, tax.amount) for tax in summary.taxes]
    if sum(to_cents(line.amount) for line in lines) != to_cents(order.total_incl_tax):
        raise ValueError(f"order {order.number}: its lines do not sum to its total")
    return [line for line in lines if line.amount]
