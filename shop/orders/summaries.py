"""An order as its readers see it (thank-you page, order page, mails): figures as stored, nothing reckoned again."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from oscar.apps.order.models import Line, Order

from shop.orders.models import ChargedTax, Dispatch
from shop.orders.quoting import TaxLine, label_tax
from shop.orders.statuses import LABELS
from shop.supplements.pictures import PictureSources, picture_sources

ZERO = Decimal("0.00")
TRACKING_URLS = {
    Dispatch.CANADA_POST: "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={number}",
    Dispatch.PUROLATOR: "https://www.purolator.com/en/shipping/tracker?pin={number}",
    Dispatch.UPS: "https://www.ups.com/track?tracknum={number}",
}


@dataclass(frozen=True)
class SummaryLine:
    name: str
    variant_label: str
    sku: str
    quantity: int
    unit_price: Decimal
    line_price: Decimal
    image: PictureSources
    product_url: str


@dataclass(frozen=True)
class OrderSummary:
    """Money in dollars; `subtotal` and line prices before discounts and tax."""

    number: str
    status: str | Promise
    status_code: str
    placed_at: datetime
    email: str
    lines: list[SummaryLine]
    subtotal: Decimal
    discounts: list[tuple[str, Decimal]]
    delivery: Decimal
    delivery_name: str
    delivery_dates: str
    taxes: list[TaxLine]
    total: Decimal
    address: list[str]
    tracking: dict[str, str] | None = None
    history: list[tuple[datetime, str | Promise]] = field(default_factory=list)


def order_url(order: Order) -> str:
    """The order's page for whoever holds the link."""
    return reverse("order", args=[order.number, order.placement.token])


def summarise_order(order: Order) -> OrderSummary:
    """Read everything a page or mail shows of the order, in a handful of queries whatever its size."""
    prefetch_related_objects(
        [order], "placement", "shipping_address__country", "status_changes", "discounts", "dispatch", "charged_taxes",
        "lines__product__parent__images", "lines__product__images",
    )  # fmt: skip
    lines = [_summarise_line(line) for line in order.lines.all()]
    return OrderSummary(
        number=order.number,
        status=LABELS.get(order.status, order.status),
        status_code=order.status,
        placed_at=order.date_placed,
        email=order.placement.email,
        lines=lines,
        subtotal=sum((line.line_price for line in lines), ZERO),
        discounts=[(row.offer_name or row.voucher_code, row.amount) for row in order.discounts.all() if row.amount],
        delivery=order.shipping_excl_tax,
        delivery_name=order.shipping_method,
        delivery_dates=_describe_arrival(order.placement.arrives_earliest, order.placement.arrives_latest),
        taxes=_total_taxes(order),
        total=order.total_incl_tax,
        address=_list_address(order),
        tracking=_describe_tracking(order),
        history=[(row.date_created, LABELS.get(row.new_status, row.new_status)) for row in _history(order)],
    )


def _history(order: Order) -> list[Any]:
    return sorted(order.status_changes.all(), key=lambda row: row.pk)


def _summarise_line(line: Line) -> SummaryLine:
    product = line.product
    pictures = []
    if product is not None:
        pictures = list(product.images.all()) or (list(product.parent.images.all()) if product.parent else [])
    return SummaryLine(
        name=line.title,
        variant_label="",
        sku=line.partner_sku,
        quantity=line.quantity,
        unit_price=line.unit_price_excl_tax,
        line_price=line.line_price_before_discounts_excl_tax,
        image=picture_sources(pictures[0] if pictures else None),
        product_url=product.get_absolute_url() if product is not None and product.is_public else "",
    )


def _total_taxes(order: Order) -> list[TaxLine]:
    """Stored shares summed per tax, federal first as charged."""
    by_tax: dict[str, list[ChargedTax]] = {}
    for share in order.charged_taxes.all():
        by_tax.setdefault(share.tax, []).append(share)
    totals = []
    for tax, shares in by_tax.items():
        rates = {share.rate for share in shares}
        rate = rates.pop() if len(rates) == 1 else None
        totals.append(TaxLine(label_tax(tax, rate, order.placement.province), sum((s.amount for s in shares), ZERO)))
    return totals


def _list_address(order: Order) -> list[str]:
    address = order.shipping_address
    if address is None:
        return []
    city = f"{address.line4} {address.state} {address.postcode}"
    country = _("Canada") if address.country_id == "CA" else str(address.country)
    rows = [f"{address.first_name} {address.last_name}", address.line1, address.line2, city, country]
    return [row.strip() for row in rows if row.strip()]


def _describe_arrival(first: date, last: date) -> str:
    words = [formats.date_format(day, "l j F") for day in (first, last)]
    return words[0] if first == last else _("%(first)s – %(last)s") % {"first": words[0], "last": words[1]}


def _describe_tracking(order: Order) -> dict[str, str] | None:
    dispatch = getattr(order, "dispatch", None)
    if dispatch is None:
        return None
    pattern = TRACKING_URLS.get(dispatch.carrier, "")
    return {
        "carrier": str(dispatch.get_carrier_display()),
        "number": dispatch.tracking_number,
        "url": pattern.format(number=quote(dispatch.tracking_number)),
    }
