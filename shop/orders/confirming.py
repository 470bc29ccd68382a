"""Confirming an order: its money has arrived."""

from oscar.apps.order.models import Order

from shop.celery import enqueue
from shop.orders.emails import DELIVER_MAIL, queue_mail
from shop.orders.models import OutboxMail
from shop.orders.statuses import PAID, change_status


def confirm_order(order: Order) -> None:
    """Move a locked order from *Awaiting payment* to *Paid* and queue its one confirmation mail."""
    change_status(order, PAID)
    enqueue(DELIVER_MAIL, queue_mail(order, OutboxMail.CONFIRMED).pk)
