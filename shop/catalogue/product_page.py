"""Everything the page of one product shows."""
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.models import Category, Product, ProductCategory

from shop.catalogue.cards import ProductCard, make_card
from shop.catalogue.choices import Choice, list_choices
from shop.catalogue.units import Unit, fetch_units, list_public_products, read_units
from shop.supplements.models import SupplementFacts
from shop.supplements.nutrients import NUTRIENT_NAMES
from shop.supplements.pictures import PictureSources, picture_sources

RELATED = 4
DIETS = {
    "vegan": _("Vegan"),
    "vegetarian": _("Vegetarian"),
    "gluten_free": _("Gluten-free"),
    "non_gmo": _("Non-GMO"),
    "sugar_free": _("Sugar-free"),
}


@dataclass(frozen=True)
class Nutrient:
    name: str | Promise
    amount: float
    unit: str
    source: str


@dataclass(frozen=True)
class AgeDose:
    """Milligrams of magnesium a day at most, for an age band such as `4–8`."""

    ages: str
    max_mg: float
    supply_days: int | None


@dataclass(frozen=True)
class ProductPage:
    product: Product
    facts: SupplementFacts | None
    category: Category | None
    path: str
    units: list[Unit]
    chosen: Unit
    choices: list[Choice]
    pictures: list[PictureSources]
    related: list[ProductCard]

    @property
    def summary(self) -> str:
        """One line for search engines and shared links."""
        return (self.facts.summary if self.facts else "") or self.product.description

    @property
    def has_other_on_sale(self) -> bool:
        return any(not unit.is_sold_out for unit in self.units)

    @property
    def nutrients(self) -> list[Nutrient]:
        rows = self.facts.nutrients if self.facts else []
        return [
            Nutrient(NUTRIENT_NAMES.get(row["key"], row["key"]), row["amount"], row["unit"], row.get("as") or "")
            for row in rows
        ]

    @property
    def doses(self) -> list[AgeDose]:
        bands: dict[str, Any] = self.facts.dose_by_age if self.facts else {}
        return [
            AgeDose(ages.replace("-", "–"), dose["max_mg"], dose.get("supply_days")) for ages, dose in bands.items()
        ]

    @property
    def diets(self) -> list[str | Promise]:
        flags = self.facts.diet if self.facts else {}
        return [name for key, name in DIETS.items() if flags.get(key)]


def read_product_page(slug: str, sku: str) -> ProductPage | None:
    """The page of the product with this slug, showing the unit `sku`, else the first one that can be bought.

    None when there is no such public product. Eight queries, whatever the number of variants.
    """
    product = list_public_products().filter(slug=slug).first()
    if product is None:
        return None
    category = Category.objects.browsable().filter(product=product).order_by("path").first()
    related = _list_related(product, category)
    fetch_units([product, *related])
    units = read_units(product)
    chosen = _choose(units, sku)
    path = reverse("product", args=[product.slug])
    return ProductPage(
        product=product,
        facts=product.facts if hasattr(product, "facts") else None,
        category=category,
        path=path,
        units=units,
        chosen=chosen,
        choices=list_choices(units, chosen, path),
        pictures=_list_pictures(product, chosen, units),
        related=[make_card(one) for one in related],
    )


def _choose(units: list[Unit], sku: str) -> Unit:
    asked = next((unit for unit in units if unit.sku == sku), None)
    return asked or next((unit for unit in units if not unit.is_sold_out), units[0])


def _list_related(product: Product, category: Category | None) -> list[Product]:
    """Neighbours in the category; where it has too few, the shop's most prominent products follow."""
    in_category = ProductCategory.objects.filter(product=OuterRef("pk"), category=category)
    others = list_public_products().exclude(pk=product.pk).annotate(is_near=Exists(in_category))
    return list(others.order_by("-is_near", "-priority", "pk")[:RELATED])


def _list_pictures(product: Product, chosen: Unit, units: list[Unit]) -> list[PictureSources]:
    """The chosen unit's own pictures before the product's; another unit's where there is none."""
    images = [*chosen.images, *(image for image in product.images.all() if image not in chosen.images)]
    if not images:
        images = [*(image for unit in units for image in unit.images), None][:1]
    return [picture_sources(image) for image in images]
