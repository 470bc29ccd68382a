"""What can be bought of a product: one unit per variant, or the product itself when it has none."""
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from oscar.apps.catalogue.models import Product, ProductImage

from shop.money import round_cents
from shop.supplements.models import Variant

LOW_STOCK = 5  # units; from here on the page says how many are left
MOST_PER_ORDER = 99

IN_STOCK, LOW, SOLD_OUT = "in_stock", "low", "sold_out"


@dataclass(frozen=True)
class Unit:
    """One thing that can be put into the cart. Prices in CAD before tax; `price` is None while it is not for sale."""

    sku: str
    flavour: str
    size: str
    servings: int | None
    price: Decimal | None
    compare_at: Decimal | None
    available: int
    images: tuple[ProductImage, ...]

    @property
    def label(self) -> str:
        return ", ".join(part for part in (self.flavour, self.size) if part)

    @property
    def state(self) -> str:
        if self.price is None or self.available < 1:
            return SOLD_OUT
        return LOW if self.available <= LOW_STOCK else IN_STOCK

    @property
    def is_sold_out(self) -> bool:
        return self.state == SOLD_OUT

    @property
    def most(self) -> int:
        """The largest quantity one may ask for."""
        return min(self.available, MOST_PER_ORDER)

    @property
    def price_per_serving(self) -> Decimal | None:
        if self.price is None or not self.servings or self.servings < 2:
            return None
        return round_cents(self.price / self.servings)


def list_public_products() -> QuerySet[Product]:
    """What the storefront shows: public products as a customer knows them, sold in Canada.

    A variant is not one, and a product whose variants are all withdrawn has nothing to show.
    """
    variants = Product.objects.filter(parent=OuterRef("pk"), is_public=True)
    pages = Product.objects.filter(Q(structure=Product.STANDALONE) | Exists(variants), is_public=True)
    return pages.exclude(facts__sell_ca=False).select_related("facts", "variant")


def has_flavour(word: str) -> Exists:
    """Condition on a product: one of its variants, or it itself, comes in a flavour with this word."""
    of_product = Q(product=OuterRef("pk")) | Q(product__parent=OuterRef("pk"), product__is_public=True)
    return Exists(Variant.objects.filter(of_product, flavour__icontains=word))


def fetch_units(products: Iterable[Product]) -> None:
    """Load everything that `read_units` and pictures need: five queries for any number of products and variants."""
    children = Product.objects.filter(is_public=True).select_related("variant")
    prefetch_related_objects(
        list(products),
        "stockrecords",
        "images",
        Prefetch("children", children, to_attr="public_children"),
        "public_children__stockrecords",
        "public_children__images",
    )


def read_units(product: Product) -> list[Unit]:
    """The product's units in the order of the catalogue. Needs `fetch_units`; asks the database nothing."""
    if product.is_parent:
        sold = sorted(product.public_children, key=lambda child: (_position(child), child.pk))
    else:
        sold = [product]
    return [_read_unit(one) for one in sold]


def _position(product: Product) -> int:
    return product.variant.position if hasattr(product, "variant") else 0


def _read_unit(product: Product) -> Unit:
    variant = product.variant if hasattr(product, "variant") else None
    record = next(iter(product.stockrecords.all()), None)
    return Unit(
        sku=product.upc or (record.partner_sku if record else ""),
        flavour=variant.flavour if variant else "",
        size=variant.size if variant else "",
        servings=variant.servings if variant else None,
        price=record.price if record else None,
        compare_at=_compare_at(variant, record.price if record else None),
        available=max((record.num_in_stock or 0) - (record.num_allocated or 0), 0) if record else 0,
        images=tuple(product.images.all()),
    )


def _compare_at(variant: Variant | None, price: Decimal | None) -> Decimal | None:
    """A former price, only where it really is higher."""
    if variant is None or price is None or variant.compare_at_price is None:
        return None
    return variant.compare_at_price if variant.compare_at_price > price else None
