"""What must always hold of money, stock, mail and history. `manage.py check_invariants` runs all of it.

I1 money, I2 one payment an order, I3 stock, I4 mail, I6 history: names of ../shared/cases.md.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.conf import settings
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from oscar.apps.order.models import Line, Order, OrderStatusChange
from oscar.apps.partner.models import StockRecord

from shop.orders.models import ChargedTax, OutboxMail
from shop.orders.statuses import AWAITING_PAYMENT, CANCELLED, DISPATCHED, HOLDS_STOCK, PAID
from shop.payments.models import PaymentAttempt, Refund

ZERO = Decimal("0.00")
SOLD = (PAID, DISPATCHED)


@dataclass
class Finding:
    """One area: how many things were looked at, and what is wrong with which."""

    checked: int = 0
    wrong: list[str] = field(default_factory=list)


def check_invariants() -> dict[str, Finding]:
    """{area: finding}; all is well when no finding has anything wrong."""
    return {"money": check_money(), "stock": check_stock(), "mail": check_mail(), "history": check_history()}


def check_money() -> Finding:
    found = Finding()
    for order in Order.objects.prefetch_related("payment_attempts__refunds", "lines", "charged_taxes"):
        found.checked += 1
        found.wrong += [f"order {order.number}: {what}" for what in (*_check_sums(order), *_check_payments(order))]
    return found


def _check_sums(order: Order) -> Iterable[str]:
    lines = list(order.lines.all())
    excl = sum((line.line_price_excl_tax for line in lines), ZERO) + order.shipping_excl_tax
    incl = sum((line.line_price_incl_tax for line in lines), ZERO) + order.shipping_incl_tax
    taxes: list[ChargedTax] = list(order.charged_taxes.all())
    if not lines:
        yield "has no lines"
    if excl != order.total_excl_tax:
        yield f"lines and delivery are {excl}, total before tax is {order.total_excl_tax}"
    if incl != order.total_incl_tax:
        yield f"lines and delivery with tax are {incl}, total is {order.total_incl_tax}"
    if sum((tax.amount for tax in taxes), ZERO) != order.total_incl_tax - order.total_excl_tax:
        yield "taxes charged are not the difference of its totals"
    for line in lines:
        on_line = sum((tax.amount for tax in taxes if tax.line_id == line.pk), ZERO)
        if on_line != line.line_price_incl_tax - line.line_price_excl_tax:
            yield f"line {line.pk} bears {on_line} of tax, its prices say otherwise"


def _check_payments(order: Order) -> Iterable[str]:
    paid = [attempt for attempt in order.payment_attempts.all() if attempt.state == PaymentAttempt.PAID]
    kept = [attempt for attempt in paid if _refunded(attempt) < attempt.amount]
    if any(_refunded(attempt) > attempt.amount for attempt in paid):
        yield "more refunded than paid"
    if order.status in SOLD:
        if len(kept) != 1:
            yield f"{order.status} with {len(kept)} payments kept"
        elif (kept[0].amount, kept[0].currency) != (order.total_incl_tax, order.currency):
            yield f"paid {kept[0].amount} {kept[0].currency}, total is {order.total_incl_tax} {order.currency}"
    elif kept:
        yield f"{order.status} with a payment kept"


def _refunded(attempt: PaymentAttempt) -> Decimal:
    """Owed or given back: a pending refund counts, a failed one does not."""
    live = (refund for refund in attempt.refunds.all() if refund.state != Refund.FAILED)
    return sum((refund.amount for refund in live), ZERO)


def check_stock() -> Finding:
    found = Finding(checked=StockRecord.objects.count())
    allocated = Coalesce(F("num_allocated"), 0)
    beyond = StockRecord.objects.annotate(held=allocated).filter(Q(held__lt=0) | Q(held__gt=F("num_in_stock")))
    found.wrong += [f"{row.partner_sku}: {row.held} allocated of {row.num_in_stock}" for row in beyond]
    promised = {
        row["stockrecord_id"]: row["units"]
        for row in Line.objects.filter(num_allocated__gt=0)
        .values("stockrecord_id")
        .annotate(units=Sum("num_allocated"))
    }
    for row in StockRecord.objects.all():
        if (row.num_allocated or 0) != promised.get(row.pk, 0):
            found.wrong.append(
                f"{row.partner_sku}: {row.num_allocated} allocated, orders hold {promised.get(row.pk, 0)}"
            )
    for line in Line.objects.select_related("order").filter(num_allocated__gt=0).exclude(order__status__in=HOLDS_STOCK):
        found.wrong.append(f"order {line.order.number} is {line.order.status} and still holds {line.partner_sku}")
    # A class of goods that is not counted holds nothing.
    short = Line.objects.select_related("order").filter(order__status__in=HOLDS_STOCK, num_allocated__lt=F("quantity"))
    found.wrong += [f"order {line.order.number} holds too few of {line.partner_sku}" for line in short]
    return found


def check_mail() -> Finding:
    """One mail per order and kind (a constraint keeps it); none missing, none too early."""
    found = Finding(checked=OutboxMail.objects.count())
    kinds: dict[int, Counter[str]] = {}
    for mail in OutboxMail.objects.all():
        kinds.setdefault(mail.order_id, Counter())[mail.kind] += 1
    for order in Order.objects.all():
        has = kinds.get(order.pk, Counter())
        wanted = {OutboxMail.CONFIRMED: order.status in SOLD, OutboxMail.DISPATCHED: order.status == DISPATCHED}
        for kind, due in wanted.items():
            allowed = {1} if due else {0, 1} if order.status == CANCELLED else {0}
            if has[kind] not in allowed:
                found.wrong.append(f"order {order.number} is {order.status} and has {has[kind]} × {kind}")
    return found


def check_history() -> Finding:
    """Every order's rows lead from nothing to its status in steps that are allowed."""
    found = Finding()
    pipeline = {"": (AWAITING_PAYMENT,), **settings.OSCAR_ORDER_STATUS_PIPELINE}
    steps: dict[int, list[OrderStatusChange]] = {}
    for row in OrderStatusChange.objects.order_by("pk"):
        steps.setdefault(row.order_id, []).append(row)
    for order in Order.objects.all():
        status = ""
        for row in steps.get(order.pk, []):
            found.checked += 1
            if row.old_status != status or row.new_status not in pipeline.get(status, ()):
                found.wrong.append(f"order {order.number}: {row.old_status!r} → {row.new_status!r} after {status!r}")
            status = row.new_status
        if status != order.status:
            found.wrong.append(f"order {order.number} is {order.status}, its history ends in {status!r}")
    return found
