"""What a basket costs at an address: goods, discounts, delivery, taxes, total. Shown by the page, kept by the order."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from oscar.apps.basket.models import Basket

from shop.delivery.dates import WAREHOUSE_ZONE
from shop.delivery.postcodes import PROVINCES
from shop.delivery.quoting import DeliveryOption, NoDelivery, quote_delivery
from shop.orders.baskets import ReadLine, list_discounts, read_basket
from shop.pricing.taxing import TaxedLine, Taxes, reckon_taxes

ZERO = Decimal("0.00")
REFUSALS = {
    "zone": _lazy("We do not deliver there yet."),
    "weight": _lazy("This is too heavy for one parcel (30 kg). Please make two orders of it."),
    "tax": _lazy("We cannot reckon the tax for this order right now. Please try again later."),
}
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Destination:
    """Where the parcel goes; `postcode` normalised, both empty while the customer has not said."""

    country: str = "CA"
    province: str = ""
    postcode: str = ""

    @property
    def known(self) -> bool:
        return self.country != "CA" or self.province in PROVINCES


@dataclass(frozen=True)
class TaxLine:
    label: str
    amount: Decimal


@dataclass(frozen=True)
class Method:
    """A delivery option as the page lists it."""

    option: DeliveryOption
    selected: bool

    @property
    def code(self) -> str:
        return self.option.code

    @property
    def name(self) -> str:
        return self.option.name

    @property
    def charge(self) -> Decimal:
        return self.option.charge

    @property
    def dates(self) -> str:
        return describe_dates(self.option)


@dataclass(frozen=True)
class Quote:
    """All amounts in dollars; `delivery`, `taxes` and `total` are None until the province is known."""

    lines: list[ReadLine]
    subtotal: Decimal
    discounts: list[tuple[str, Decimal]]
    goods: Decimal
    methods: list[Method] = field(default_factory=list)
    delivery: Decimal | None = None
    reckoned: Taxes | None = None
    taxes: list[TaxLine] | None = None
    total: Decimal | None = None
    no_delivery: str = ""

    @property
    def ready(self) -> bool:
        """Whether it can be ordered as it stands."""
        return self.total is not None and bool(self.lines) and not any(line.problem for line in self.lines)

    @property
    def chosen(self) -> DeliveryOption | None:
        return next((method.option for method in self.methods if method.selected), None)


def quote_basket(basket: Basket, destination: Destination, delivery_code: str, at: datetime) -> Quote:
    """The quote for a basket (strategy set, offers applied) at `at`, an aware time. An unknown `delivery_code` means
    the standard service."""
    lines = read_basket(basket)
    subtotal = sum((line.line_price for line in lines), ZERO)
    goods = sum((line.amount for line in lines), ZERO)
    discounts = list_discounts(basket, lines)
    quote = Quote(lines, subtotal, discounts, goods)
    if not destination.known or not lines:
        return quote
    try:
        options = quote_delivery(
            country=destination.country,
            province=destination.province,
            postcode=destination.postcode,
            weight_g=sum(line.weight_g for line in lines),
            goods=goods,
            at=at,
        )
    except NoDelivery as refusal:
        return Quote(lines, subtotal, discounts, goods, no_delivery=str(REFUSALS[refusal.reason]))
    try:
        return _complete(quote, options, delivery_code, destination, at)
    except ValueError as error:  # a tax class or province that staff gave no rule: nothing is sold untaxed
        logger.error("cannot tax basket %s: %s", basket.pk, error)
        return Quote(lines, subtotal, discounts, goods, no_delivery=str(REFUSALS["tax"]))


def _complete(
    quote: Quote, options: list[DeliveryOption], delivery_code: str, destination: Destination, at: datetime
) -> Quote:
    chosen = next((option for option in options if option.code == delivery_code), options[0])
    reckoned = reckon_taxes(
        [TaxedLine(line.tax_class, line.amount) for line in quote.lines],
        chosen.charge,
        country=destination.country,
        province=destination.province,
        on=at.astimezone(WAREHOUSE_ZONE).date(),
    )
    return Quote(
        lines=quote.lines,
        subtotal=quote.subtotal,
        discounts=quote.discounts,
        goods=quote.goods,
        methods=[Method(option, option is chosen) for option in options],
        delivery=chosen.charge,
        reckoned=reckoned,
        taxes=[TaxLine(label_tax(tax.tax, tax.rate, destination.province), tax.amount) for tax in reckoned.totals],
        total=quote.goods + chosen.charge + reckoned.amount,
    )


def label_tax(tax: str, rate: Decimal | None, province: str) -> str:
    """`HST 13 % (Ontario)`; federal GST names no province, mixed rates no rate."""
    words = [tax]
    if rate is not None:
        percent = formats.number_format((rate * 100).normalize(), use_l10n=True)
        words.append(_("%(percent)s%%") % {"percent": percent})
    if tax != "GST" and province in PROVINCES:
        words.append(f"({PROVINCES[province]})")
    return " ".join(words)


def describe_dates(option: DeliveryOption) -> str:
    """`Tue 24 Nov – Thu 26 Nov`, or one day."""
    first, last = (formats.date_format(day, "D j M") for day in (option.earliest, option.latest))
    return first if option.earliest == option.latest else _("%(first)s – %(last)s") % {"first": first, "last": last}
