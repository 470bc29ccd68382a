"""Products as lists show them."""
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from oscar.apps.catalogue.models import Product

from shop.catalogue.units import IN_STOCK, LOW, SOLD_OUT, Unit, fetch_units, read_units
from shop.supplements.pictures import PictureSources, picture_sources


@dataclass(frozen=True)
class ProductCard:
    """`price_to` and `compare_at` are None where there is one price and nothing to compare. `left` only when few."""

    name: str
    url: str
    summary: str
    picture: PictureSources
    price_from: Decimal | None
    price_to: Decimal | None
    compare_at: Decimal | None
    state: str
    left: int | None
    flavours: tuple[str, ...]
    form: str


def make_cards(products: Iterable[Product]) -> list[ProductCard]:
    """Five queries for any number of products."""
    products = list(products)
    fetch_units(products)
    return [make_card(product) for product in products]


def make_card(product: Product) -> ProductCard:
    """Needs `fetch_units`."""
    units = read_units(product)
    on_sale = [unit for unit in units if not unit.is_sold_out]
    prices = sorted({unit.price for unit in on_sale or units if unit.price is not None})
    facts = product.facts if hasattr(product, "facts") else None
    return ProductCard(
        name=product.title,
        url=product.get_absolute_url(),
        summary=facts.summary if facts else "",
        picture=_picture(product, units),
        price_from=prices[0] if prices else None,
        price_to=prices[-1] if len(prices) > 1 else None,
        compare_at=units[0].compare_at if len(units) == 1 else None,
        state=_state(on_sale),
        left=on_sale[0].available if _state(on_sale) == LOW else None,
        flavours=tuple(dict.fromkeys(unit.flavour for unit in units if unit.flavour)),
        form=facts.form if facts else "",
    )


def _state(on_sale: list[Unit]) -> str:
    """Few are left only when this holds for the last variant on sale."""
    if not on_sale:
        return SOLD_OUT
    return LOW if len(on_sale) == 1 and on_sale[0].state == LOW else IN_STOCK


def _picture(product: Product, units: list[Unit]) -> PictureSources:
    images = [*product.images.all(), *(image for unit in units for image in unit.images), None]
    return picture_sources(images[0])
