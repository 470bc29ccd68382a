"""Dispatching an order: the parcel leaves, the stock with it, and the customer is told."""

from django.db import transaction
from oscar.apps.order.models import Order

from shop.accounts.models import User
from shop.celery import enqueue
from shop.orders.emails import DELIVER_MAIL, queue_mail
from shop.orders.models import Dispatch, OutboxMail
from shop.orders.statuses import DISPATCHED, PAID, change_status, lock_order
from shop.stock.taking import ship_stock


class CannotDispatch(Exception):
    """The order is not paid, or has left already."""


def dispatch_order(order_id: int, *, carrier: str, tracking_number: str, by: User | None) -> Order:
    """Record the parcel of a paid order, take its units off the shelf, queue the mail. Raises CannotDispatch."""
    with transaction.atomic():
        order = lock_order(order_id)
        if order.status != PAID:
            raise CannotDispatch(order.status)
        for line in order.lines.order_by("stockrecord_id"):
            if line.num_allocated:
                if line.stockrecord_id is not None:  # staff deleted the product meanwhile
                    ship_stock(line.stockrecord_id, line.num_allocated)
                line.num_allocated = 0
                line.save(update_fields=["num_allocated"])
        Dispatch.objects.create(order=order, carrier=carrier, tracking_number=tracking_number.strip(), dispatched_by=by)
        change_status(order, DISPATCHED)
        enqueue(DELIVER_MAIL, queue_mail(order, OutboxMail.DISPATCHED).pk)
        return order
