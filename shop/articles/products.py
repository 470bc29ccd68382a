"""What an article shows of products: address, live price and stock, licensed use and cautions.

`read_products` costs three queries for any number of products. A product that was withdrawn (deleted, taken off the
shop, not sold in Canada, or a variant of such a product) is simply missing from its answer.
"""
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Q, QuerySet
from oscar.apps.catalogue.models import Product, ProductImage
from oscar.apps.partner.models import StockRecord

from shop.supplements.models import SupplementFacts
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

    @cached_property
    def prices(self) -> list[Decimal]:
        """Different prices of what can be had now (of everything when all is sold out), the lowest first."""
        return sorted({unit.price for unit in self.units_in_stock or self.units})

    @property
    def units_left(self) -> int | None:
        """How many are left, when this is the last variant on sale and few remain; otherwise None."""
        if len(self.units_in_stock) == 1 and self.units_in_stock[0].available <= LOW_STOCK:
            return self.units_in_stock[0].available
        return None


def list_public_products() -> QuerySet[Product]:
    """Products as a customer knows them (no variants), as far as the shop shows them."""
    return Product.objects.filter(is_public=True).exclude(structure=Product.CHILD).exclude(facts__sell_ca=False)


def find_products(product_ids: Iterable[int], *, withdrawn: bool = False) -> dict[int, Product]:
    """{id: product} of those that the shop shows, or of all that exist; one query."""
    wanted = set(product_ids)
    if not wanted:
        return {}
    products = Product.objects.filter(pk__in=wanted).select_related("parent__facts", "facts")
    return {product.pk: product for product in products if withdrawn or not is_withdrawn(product)}


def is_withdrawn(product: Product) -> bool:
    """Not shown in the shop. Asks the database nothing for a product from `find_products`."""
    facts = _facts_of(product)
    is_public = product.is_public and (not product.is_child or product.parent.is_public)
    return not is_public or (facts is not None and not facts.sell_ca)


def _facts_of(product: Product) -> SupplementFacts | None:
    """Those of the product as a customer knows it: a variant's are its parent's."""
    owner = product.parent if product.is_child else product
    return owner.facts if hasattr(owner, "facts") else None


def read_products(product_ids: Iterable[int]) -> dict[int, ShownProduct]:
    """{id: what to show}, in the order given."""
    wanted = list(dict.fromkeys(product_ids))
    if not wanted:
        return {}
    products = find_products(wanted)
    units = _read_units(products.values())
    images = _read_images(products.values())
    return {pk: _show(products[pk], units.get(pk, []), images) for pk in wanted if pk in products}


def _show(product: Product, units: list[Unit], images: dict[int, ProductImage]) -> ShownProduct:
    facts = _facts_of(product)
    return ShownProduct(
        id=product.pk,
        title=product.get_title(),
        url=product.get_absolute_url(),
        summary=facts.summary if facts else "",
        picture=picture_sources(images.get(product.pk)),
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
    return Unit(sku=product.upc or record.partner_sku, label=label, price=record.price, available=available)


def _read_images(products: Iterable[Product]) -> dict[int, ProductImage]:
    """{product id: its own first picture, or else the first of its variants, or of the parent it is a variant of}"""
    family: dict[int, list[ProductImage]] = {}
    ids = {pk for product in products for pk in (product.pk, product.parent_id) if pk}
    rows = ProductImage.objects.filter(Q(product_id__in=ids) | Q(product__parent_id__in=ids, product__is_public=True))
    for image in rows.select_related("product").order_by("product__variant__position", "display_order", "pk"):
        for owner in (image.product_id, image.product.parent_id):
            family.setdefault(owner, []).append(image)
    found = {}
    for product in products:
        images = family.get(product.pk, []) + family.get(product.parent_id, [])
        own = [image for image in images if image.product_id == product.pk]
        if images:
            found[product.pk] = (own or images)[0]
    return found
