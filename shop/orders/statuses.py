"""The life of an order, and the one function that moves it on. Which moves are allowed: OSCAR_ORDER_STATUS_PIPELINE."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from oscar.apps.order.models import Order, OrderStatusChange

AWAITING_PAYMENT = "Awaiting payment"
PAID = "Paid"
DISPATCHED = "Dispatched"
CANCELLED = "Cancelled"

LABELS: dict[str, Promise] = {
    AWAITING_PAYMENT: _("Awaiting payment"),
    PAID: _("Paid, being packed"),
    DISPATCHED: _("On its way"),
    CANCELLED: _("Cancelled"),
}
HOLDS_STOCK = (AWAITING_PAYMENT, PAID)


def lock_order(order_id: int) -> Order:
    """The order's row, locked until the transaction ends (on SQLite the transaction itself is the lock)."""
    return Order.objects.select_for_update(of=("self",)).get(pk=order_id)


def record_placed(order: Order) -> None:
    """The first history row of an order."""
    OrderStatusChange.objects.create(order=order, old_status="", new_status=order.status)


def change_status(order: Order, status: str) -> None:
    """Move a locked order on and write its history row. Raises Oscar's InvalidOrderStatus for a move not allowed."""
    order.set_status(status)
