"""Placing an order: the basket becomes an order that awaits payment and holds its stock. No money has moved yet."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from oscar.apps.address.models import Country
from oscar.apps.basket.models import Basket
from oscar.apps.basket.models import Line as BasketLine
from oscar.apps.offer.applicator import Applicator
from oscar.apps.order.models import Line, Order, ShippingAddress
from oscar.apps.order.utils import OrderCreator as OscarOrderCreator
from oscar.apps.partner.strategy import Selector
from oscar.core.prices import Price

from shop.accounts.models import User
from shop.money import round_cents
from shop.orders.models import ChargedTax, Placement
from shop.orders.quoting import Destination, Quote, quote_basket
from shop.orders.statuses import AWAITING_PAYMENT, record_placed
from shop.pricing.taxing import Taxes
from shop.stock.taking import take_stock


class CannotPlace(Exception):
    """The order was not placed and nothing was taken; the customer looks at the cart or the total again."""


class LinesNeedAttention(CannotPlace):
    """A line is sold out, short or withdrawn: the cart page names which."""


class TotalChanged(CannotPlace):
    """The amount the customer saw is no longer the amount (price, tax or delivery changed meanwhile)."""


@dataclass(frozen=True)
class Address:
    first_name: str
    last_name: str
    line1: str
    line2: str
    city: str
    province: str
    postcode: str
    phone: str
    country: str = "CA"


@dataclass(frozen=True)
class Wish:
    """What the customer pressed *Place order and pay* on. `shown_total` is the total the page showed, in dollars."""

    basket_id: int
    user: User | None
    email: str
    address: Address
    delivery_code: str
    shown_total: Decimal
    language: str


@dataclass(frozen=True)
class _Method:
    code: str
    name: str

    def discount(self, basket: Basket) -> Decimal:
        """Asked by Oscar for offers on delivery; our charges know of none, so such an offer gives nothing."""
        return Decimal("0.00")


class OrderCreator(OscarOrderCreator):
    """Oscar's, with stock that is taken under a guard and lines that carry their tax in whole cents."""

    def __init__(self, quote: Quote | None = None) -> None:
        self.quote = quote
        self.created: dict[int, Line] = {}  # basket line id → order line

    def update_stock_records(self, line: BasketLine) -> None:
        """Raises SoldOut; Oscar's own allocates what is not there."""
        if line.product.get_product_class().track_stock:
            take_stock({line.stockrecord_id: line.quantity})

    def create_line_models(
        self, order: Order, basket_line: BasketLine, extra_line_fields: dict[str, Any] | None = None
    ) -> Line:
        fields = dict(extra_line_fields or {})
        if self.quote is not None and self.quote.reckoned is not None:
            fields |= self._with_tax(self.quote, self.quote.reckoned, basket_line)
        if not basket_line.product.get_product_class().track_stock:
            fields["num_allocated"] = 0  # nothing was taken, so nothing is given back
        line = super().create_line_models(order, basket_line, fields)
        self.created[basket_line.pk] = line
        return line

    @staticmethod
    def _with_tax(quote: Quote, taxes: Taxes, basket_line: BasketLine) -> dict[str, Any]:
        index, read = next((i, line) for i, line in enumerate(quote.lines) if line.id == basket_line.pk)
        tax = taxes.on_line(index)
        return {
            "title": read.title,
            "line_price_excl_tax": read.amount,
            "line_price_incl_tax": read.amount + tax,
            "line_price_before_discounts_excl_tax": read.line_price,
            "line_price_before_discounts_incl_tax": read.line_price + tax,
            "unit_price_excl_tax": read.unit_price,
            "unit_price_incl_tax": round_cents((read.line_price + tax) / read.quantity),
        }

    def create_line_price_models(self, order: Order, order_line: Line, basket_line: BasketLine) -> None:
        """Not written: Oscar's per-unit prices cannot hold a line's tax in whole cents, and nothing reads them."""


def find_order_of(basket_id: int) -> Order | None:
    """The order this basket became, if it did."""
    return Order.objects.filter(placement__basket_id=basket_id).first()


def load_basket(basket_id: int, user: User | None) -> Basket:
    """The basket with its strategy and offers, fresh from the database."""
    basket = Basket.objects.get(pk=basket_id)
    basket.strategy = Selector().strategy(user=user)
    if not basket.is_empty:
        Applicator().apply(basket, user, None)
    return basket


def place_order(wish: Wish) -> Order:
    """Turn the basket into an order, once: a second call for the same basket returns the same order.

    Takes the stock, freezes price, tax and delivery, closes the basket; all or nothing. Raises LinesNeedAttention,
    TotalChanged, or shop.stock.taking.SoldOut when another customer was faster.
    """
    with transaction.atomic():
        claimed = Basket.objects.filter(pk=wish.basket_id, status=Basket.OPEN).update(status=Basket.FROZEN)
        if not claimed:
            order = find_order_of(wish.basket_id)
            if order is None:
                raise LinesNeedAttention("the basket is gone")
            return order
        basket = load_basket(wish.basket_id, wish.user)
        now = timezone.now()
        destination = Destination(wish.address.country, wish.address.province, wish.address.postcode)
        quote = quote_basket(basket, destination, wish.delivery_code, now)
        _refuse_unless_as_shown(quote, wish)
        order = _write_order(basket, quote, wish)
        basket.submit()
        return order


def _refuse_unless_as_shown(quote: Quote, wish: Wish) -> None:
    if any(line.problem for line in quote.lines) or not quote.lines:
        raise LinesNeedAttention("a line cannot be sold as it stands")
    if quote.chosen is None or quote.chosen.code != wish.delivery_code:
        raise TotalChanged("the delivery service is not offered")
    if quote.total is None or quote.total <= 0:
        raise LinesNeedAttention("there is nothing to pay")
    if quote.total != wish.shown_total:
        raise TotalChanged(f"shown {wish.shown_total}, now {quote.total}")


def _write_order(basket: Basket, quote: Quote, wish: Wish) -> Order:
    chosen, taxes = quote.chosen, quote.reckoned
    if chosen is None or taxes is None or quote.total is None:
        raise TotalChanged("the total is not known")
    currency = settings.OSCAR_DEFAULT_CURRENCY
    creator = OrderCreator(quote)
    user = wish.user if wish.user is not None and wish.user.is_authenticated else None
    order = creator.place_order(
        basket=basket,
        total=Price(currency, excl_tax=quote.goods + chosen.charge, incl_tax=quote.total),
        shipping_method=_Method(chosen.code, chosen.name),
        shipping_charge=Price(currency, excl_tax=chosen.charge, incl_tax=chosen.charge + taxes.on_line(None)),
        user=user,
        shipping_address=_save_address(wish.address),
        status=AWAITING_PAYMENT,
        guest_email="" if user else wish.email,
    )
    Placement.objects.create(
        order=order,
        basket=basket,
        email=wish.email,
        province=wish.address.province,
        hold_until=timezone.now() + timedelta(seconds=settings.PAYMENT_HOLD_SECONDS),
        arrives_earliest=chosen.earliest,
        arrives_latest=chosen.latest,
        language=wish.language,
    )
    _keep_taxes(order, quote, taxes, creator.created)
    record_placed(order)
    return order


def _save_address(address: Address) -> ShippingAddress:
    country, _created = Country.objects.get_or_create(
        iso_3166_1_a2=address.country,
        defaults={"printable_name": "Canada", "name": "Canada", "is_shipping_country": True},
    )
    saved: ShippingAddress = ShippingAddress.objects.create(
        first_name=address.first_name,
        last_name=address.last_name,
        line1=address.line1,
        line2=address.line2,
        line4=address.city,
        state=address.province,
        postcode=address.postcode,
        country=country,
        phone_number=address.phone,
    )
    return saved


def _keep_taxes(order: Order, quote: Quote, taxes: Taxes, lines: dict[int, Line]) -> None:
    """Each tax on each line and on the delivery, as charged."""
    ChargedTax.objects.bulk_create(
        ChargedTax(
            order=order,
            line=None if share.line is None else lines[quote.lines[share.line].id],
            tax=share.tax,
            rate=share.rate,
            base=share.base,
            amount=share.amount,
        )
        for share in taxes.shares
    )
