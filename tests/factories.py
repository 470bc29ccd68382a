"""Plain makers of what tests need, by the same functions the shop uses wherever there is one."""

from decimal import Decimal
from itertools import count

from django.utils import timezone
from oscar.apps.basket.models import Basket
from oscar.apps.catalogue.models import Product, ProductClass
from oscar.apps.order.models import Order
from oscar.apps.partner.models import Partner, StockRecord
from oscar.apps.partner.strategy import Selector

from shop.orders.placing import Address, Wish, load_basket, place_order
from shop.orders.quoting import Destination, quote_basket
from shop.supplements.models import SupplementFacts, Variant

numbers = count(1)
TORONTO = Address("Ada", "Tremblay", "1 Front St W", "", "Toronto", "ON", "M5V 2T6", "")


def make_product(
    *, price: str = "38.99", stock: int = 10, sku: str = "", tax_class: str = "nhp_ingestible", weight_g: int = 330
) -> Product:
    """A standalone product on sale, with its facts and stock record."""
    sku = sku or f"SKU-{next(numbers)}"
    kind, _created = ProductClass.objects.get_or_create(name="Supplement", defaults={"track_stock": True})
    product = Product.objects.create(
        structure=Product.STANDALONE, title=f"Product {sku}", slug=sku.lower(), upc=sku, product_class=kind
    )
    partner, _created = Partner.objects.get_or_create(code="warehouse", defaults={"name": "Warehouse"})
    StockRecord.objects.create(
        product=product,
        partner=partner,
        partner_sku=sku,
        price_currency="CAD",
        price=Decimal(price),
        num_in_stock=stock,
    )
    SupplementFacts.objects.create(product=product, form="powder", tax_class=tax_class)
    Variant.objects.create(product=product, size="226 g (8 oz)", gross_weight_g=weight_g)
    return product


def make_basket(*wanted: tuple[Product, int]) -> Basket:
    """An anonymous visitor's open basket."""
    basket = Basket.objects.create()
    basket.strategy = Selector().strategy()
    for product, quantity in wanted:
        basket.add_product(product, quantity)
    return basket


def make_wish(basket: Basket, *, address: Address = TORONTO, email: str = "ada@example.com", **changes) -> Wish:
    """What the customer presses on after looking at the true total."""
    fresh = load_basket(basket.pk, None)
    destination = Destination("CA", address.province, address.postcode)
    code = changes.pop("delivery_code", "expedited")
    quote = quote_basket(fresh, destination, code, changes.pop("at", None) or timezone.now())
    values = {
        "basket_id": basket.pk, "user": None, "email": email, "address": address, "delivery_code": code,
        "shown_total": quote.total, "language": "en-ca",
    }  # fmt: skip
    return Wish(**{**values, **changes})


def make_order(product: Product | None = None, quantity: int = 1, **changes) -> Order:
    """A placed order that awaits payment."""
    basket = make_basket((product or make_product(), quantity))
    return place_order(make_wish(basket, **changes))


def stock_of(product: Product) -> tuple[int, int]:
    """(on the shelf, promised)"""
    record = StockRecord.objects.get(product=product)
    return record.num_in_stock, record.num_allocated or 0
