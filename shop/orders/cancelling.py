"""Cancelling an order that nobody paid: the stock goes back on sale."""

from django.db.models import F
from oscar.apps.order.models import Line, Order

from shop.orders.statuses import CANCELLED, change_status
from shop.stock.taking import give_back


def cancel_unpaid_order(order: Order) -> None:
    """Cancel a locked order that awaits payment and give its stock back, once. The caller has made sure that the
    payment page can no longer take money (shop.payments.cancelling)."""
    change_status(order, CANCELLED)
    release_stock(order)


def release_stock(order: Order) -> None:
    """Give back what the order's lines still hold; in stock-record order, as it was taken."""
    for line in order.lines.filter(num_allocated__gt=0).order_by("stockrecord_id"):
        units = line.num_allocated
        held = Line.objects.filter(pk=line.pk, num_allocated=units)
        ours = held.update(num_allocated=F("num_allocated") - units, allocation_cancelled=True)
        if ours and line.stockrecord_id is not None:  # None: staff deleted the product meanwhile
            give_back(line.stockrecord_id, units)
