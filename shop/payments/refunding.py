"""Giving money back. The row comes first; `send_refund` may run any number of times and refunds once."""

from decimal import Decimal

from django.db import transaction

from shop.celery import enqueue
from shop.orders.emails import DELIVER_MAIL, queue_mail
from shop.orders.models import OutboxMail
from shop.orders.staff_tasks import ask_staff
from shop.payments import gateway
from shop.payments.models import PaymentAttempt, Refund


def queue_refund(attempt: PaymentAttempt, amount: Decimal, reason: str) -> Refund:
    """Owe the customer `amount` dollars of a paid attempt. Must run inside a transaction; the money moves after it."""
    refund: Refund = attempt.refunds.create(amount=amount, reason=reason)
    enqueue("shop.payments.tasks.send_refund", refund.pk)
    return refund


def send_refund(refund_id: int) -> bool:
    """Ask Stripe how a refund stands and keep its answer: a pending one is made, one that succeeded may still fail
    later (a closed card account). True when it came to an end now. Raises GatewayDown."""
    refund = Refund.objects.select_related("attempt__order").get(pk=refund_id)
    if refund.state == Refund.FAILED:
        return False
    if refund.state == Refund.SUCCEEDED and not refund.refund_id:
        return False
    order = refund.attempt.order
    try:
        if refund.refund_id:
            answer = gateway.fetch_refund(refund.refund_id)
        else:
            answer = gateway.create_refund(refund.attempt.payment_intent, refund.amount, refund.key, order.number)
    except gateway.GatewayRefused as refusal:
        return _fail(refund, str(refusal))
    if answer.status in {"failed", "canceled"}:
        return _fail(refund, answer.status)
    with transaction.atomic():
        state = Refund.SUCCEEDED if answer.status == "succeeded" else Refund.PENDING
        pending = Refund.objects.filter(pk=refund_id, state=Refund.PENDING)
        if not pending.update(state=state, refund_id=answer.id) or state == Refund.PENDING:
            return False
        facts = {"refund_amount": str(refund.amount), "refund_reason": refund.reason}
        enqueue(DELIVER_MAIL, queue_mail(order, OutboxMail.REFUNDED, refund.key, facts).pk)
    return True


def _fail(refund: Refund, why: str) -> bool:
    """The customer stays owed: a person takes over."""
    with transaction.atomic():
        if not Refund.objects.filter(pk=refund.pk).exclude(state=Refund.FAILED).update(state=Refund.FAILED):
            return False
        order = refund.attempt.order
        reason = f"Refund of {refund.amount} {refund.attempt.currency} for order {order.number} failed: {why}"
        ask_staff(f"refund-failed-{refund.key}", reason, order)
    return True
