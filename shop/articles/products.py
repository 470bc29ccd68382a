"""What an article shows of products: address, live price and stock, licensed use and cautions.

`read_products` costs three queries for any number of products. A product that was withdrawn (deleted, taken off the
shop, or a variant of such a product) is simply missing from its answer.
"""
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Q, QuerySet
from oscar.apps.catalogue.models import Product, ProductImage
from oscar.apps.partner.models import StockRecord

from shop.supplements.pictures import PictureSources, picture_sources

LOW_STOCK = 5  # units of one variant; from here on the card says how many are left


@dataclass(frozen=True)
class Unit:
    """One thing that can be put into the cart. `price` is in CAD before tax."""

    sku: str
    label: str
    price: Decimal
    available: int

    @property
    def is_in_stock(self) -> bool:
        return self.available > 0


@dataclass(frozen=True)
class ShownProduct:
    id: int
    title: str
    url: str
    summary: str
    picture: PictureSources
    use: str
    cautions: tuple[str, ...]
    units: tuple[Unit, ...]

    @cached_property
    def units_in_stock(self) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units if unit.is_in_stock)

    @property
    def lowest_price(self) -> Decimal | None:
        return min((unit.price for unit in self.units), default=None)

    @property
    def has_price_range(self) -> bool:
        return len({unit.price for unit in self.units}) > 1

    @property
    def units_left(self) -> int | None:
        """How many are left, when this is the last variant on sale and few remain; otherwise None."""
        if len(self.units_in_stock) == 1 and self.units_in_stock[0].available <= LOW_STOCK:
            return self.units_in_stock[0].available
        return None


def list_public_products() -> QuerySet[Product]:
    """Products as a customer knows them (no variants), as far as the shop shows them."""
    return Product.objects.filter(is_public=True).exclude(structure=Product.CHILD)


def is_withdrawn(product: Product) -> bool:
    """Not shown in the shop; `product.parent` must be at hand for a variant."""
    return not product.is_public or (product.is_child and not product.parent.is_public)


def find_products(product_ids: Iterable[int]) -> dict[int, Product]:
    """{id: product} of those that the shop shows; one query."""
    wanted = set(product_ids)
    if not wanted:
        return {}
    products = Product.objects.filter(pk__in=wanted).select_related("parent")
    return {product.pk: product for product in products if not is_withdrawn(product)}


def read_products(product_ids: Iterable[int]) -> dict[int, ShownProduct]:
    """{id: what to show}, in the order given."""
    wanted = list(dict.fromkeys(product_ids))
    if not wanted:
        return {}
    rows = Product.objects.filter(pk__in=wanted).select_related("parent", "facts", "parent__facts")
    products = {product.pk: product for product in rows if not is_withdrawn(product)}
    units = _read_units(products.values())
    images = _read_images(products.values())
    return {pk: _show(products[pk], units.get(pk, []), images) for pk in wanted if pk in products}


def _show(product: Product, units: list[Unit], images: dict[int, ProductImage]) -> ShownProduct:
    facts = getattr(product, "facts", None) or getattr(product.parent, "facts", None)
    return ShownProduct(
        id=product.pk,
        title=product.get_title(),
        url=product.get_absolute_url(),
        summary=facts.summary if facts else "",
        picture=picture_sources(images.get(product.pk) or images.get(product.parent_id)),
        use=facts.recommended_use[0] if facts and facts.recommended_use else "",
        cautions=tuple(facts.cautions) if facts else (),
        units=tuple(units),
    )


def _read_units(products: Iterable[Product]) -> dict[int, list[Unit]]:
    """{product id: its units in the shop's order}; the units of a parent are its public variants."""
    ids = {product.pk for product in products}
    records = (
        StockRecord.objects.filter(Q(product_id__in=ids) | Q(product__parent_id__in=ids, product__is_public=True))
        .select_related("product", "product__variant")
        .order_by("product__variant__position", "product_id", "pk")
    )
    units: dict[int, list[Unit]] = {}
    seen: set[int] = set()
    for record in records:
        product = record.product
        if record.price is None or product.pk in seen:  # one offer a unit: the first partner's
            continue
        seen.add(product.pk)
        for owner in {product.pk, product.parent_id} & ids:
            units.setdefault(owner, []).append(_make_unit(record))
    return units


def _make_unit(record: StockRecord) -> Unit:
    product = record.product
    variant = getattr(product, "variant", None)
    available = max((record.num_in_stock or 0) - (record.num_allocated or 0), 0)
    label = variant.label if variant else product.get_title()
    return Unit(sku=record.partner_sku, label=label, price=record.price, available=available)


def _read_images(products: Iterable[Product]) -> dict[int, ProductImage]:
    """{product id: its first picture}"""
    ids = {pk for product in products for pk in (product.pk, product.parent_id) if pk}
    images: dict[int, ProductImage] = {}
    for image in ProductImage.objects.filter(product_id__in=ids).order_by("display_order", "pk"):
        images.setdefault(image.product_id, image)
    return images
