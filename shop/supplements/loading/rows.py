"""The columns of the catalogue's files: a field here is a column there, read by what its annotation adds.

catalogue_fixtures/README.md says the same in prose.
"""
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from shop.supplements.loading import cells
from shop.supplements.loading.tables import Row
from shop.supplements.nutrients import NUTRIENT_NAMES, UNITS

FORMS = (
    "powder", "powder sticks", "capsule", "tablet", "softgel", "gummy", "liquid drops",
    "topical spray", "bath salt", "accessory", "book",
)  # fmt: skip
PRODUCT_CLASSES = ("Supplement", "Topical", "Accessory", "Book")
TAX_CLASSES = ("nhp_ingestible", "topical", "accessory", "basic_grocery", "book", "gift_card")
STORAGE_CLASSES = ("cool",)
TEXT_KINDS = ("recommended_use", "caution", "non_medicinal_ingredient")
# Canada's priority allergens (SOR/2003-196), and gluten.
ALLERGENS = (
    "milk", "eggs", "fish", "crustaceans", "molluscs", "tree nuts", "peanuts", "sesame", "soybeans", "wheat",
    "mustard", "gluten",
)  # fmt: skip
DIETS = ("vegan", "vegetarian", "gluten_free", "non_gmo", "sugar_free")


def _sku(required: bool = True) -> cells.Reader:
    return cells.matching(cells.SKU, _("a SKU (capitals, digits and hyphens)"), 30, required)


@dataclass(frozen=True)
class CategoryRow(Row):
    slug: Annotated[str, cells.slug()]
    name: Annotated[str, cells.text(80)]
    description: Annotated[str, cells.text(400)]


@dataclass(frozen=True)
class ProductRow(Row):
    slug: Annotated[str, cells.slug()]
    title: Annotated[str, cells.text(120)]
    category: Annotated[str, cells.slug()]
    product_class: Annotated[str, cells.choice(PRODUCT_CLASSES)]
    form: Annotated[str, cells.choice(FORMS)]
    tax_class: Annotated[str, cells.choice(TAX_CLASSES)]
    npn: Annotated[str, cells.matching(cells.NPN, _("a product number of 8 digits"), required=False)]
    npn_is_fictional: Annotated[bool, cells.flag()]
    priority: Annotated[int, cells.whole(0, 1000)]
    summary: Annotated[str, cells.text(120)]
    serving_size: Annotated[str, cells.text(120, required=False)]
    age_group: Annotated[str, cells.text(80, required=False)]
    duration: Annotated[str, cells.text(200, required=False)]
    directions: Annotated[str, cells.text(1000, required=False)]
    storage: Annotated[str, cells.text(1000, required=False)]
    storage_class: Annotated[str, cells.choice(STORAGE_CLASSES, required=False)]
    shelf_life_months: Annotated[int | None, cells.whole(1, 240, required=False)]
    contains_allergens: Annotated[list[str], cells.several(ALLERGENS)]
    may_contain: Annotated[list[str], cells.several(ALLERGENS)]
    free_from: Annotated[list[str], cells.several(ALLERGENS)]
    vegan: Annotated[bool | None, cells.flag(required=False)]
    vegetarian: Annotated[bool | None, cells.flag(required=False)]
    gluten_free: Annotated[bool | None, cells.flag(required=False)]
    non_gmo: Annotated[bool | None, cells.flag(required=False)]
    sugar_free: Annotated[bool | None, cells.flag(required=False)]
    origin_country: Annotated[str, cells.matching(cells.COUNTRY, _("a country code of two capitals"))]
    hs_hint: Annotated[str, cells.text(80, required=False)]
    sell_ca: Annotated[bool, cells.flag()]
    sell_us: Annotated[bool, cells.flag()]
    figures_are_demo: Annotated[bool, cells.flag()]
    figures_note: Annotated[str, cells.text(1000, required=False)]
    description: Annotated[str, cells.text(4000)]


@dataclass(frozen=True)
class VariantRow(Row):
    product: Annotated[str, cells.slug()]
    sku: Annotated[str, _sku()]
    flavour: Annotated[str, cells.text(60, required=False)]
    size: Annotated[str, cells.text(60)]
    net_g: Annotated[int | None, cells.whole(1, required=False)]
    count: Annotated[int | None, cells.whole(1, required=False)]
    price_cad: Annotated[Decimal, cells.dollars()]
    compare_at_cad: Annotated[Decimal | None, cells.dollars(required=False)]
    servings: Annotated[int | None, cells.whole(1, required=False)]
    gross_weight_g: Annotated[int, cells.whole(1)]
    stock: Annotated[int, cells.whole()]
    low_stock_threshold: Annotated[int, cells.whole()]


@dataclass(frozen=True)
class NutrientRow(Row):
    product: Annotated[str, cells.slug()]
    key: Annotated[str, cells.choice(NUTRIENT_NAMES)]
    amount: Annotated[int | float, cells.quantity()]
    unit: Annotated[str, cells.choice(UNITS)]
    form: Annotated[str, cells.text(120, required=False)]


@dataclass(frozen=True)
class FactTextRow(Row):
    product: Annotated[str, cells.slug()]
    kind: Annotated[str, cells.choice(TEXT_KINDS)]
    text: Annotated[str, cells.text(1000)]


@dataclass(frozen=True)
class DoseRow(Row):
    product: Annotated[str, cells.slug()]
    ages: Annotated[str, cells.matching(cells.AGES, _("an age band such as 4-8"))]
    max_mg: Annotated[int, cells.whole(1)]
    supply_days: Annotated[int | None, cells.whole(1, 3650, required=False)]


@dataclass(frozen=True)
class PictureRow(Row):
    product: Annotated[str, cells.slug()]
    sku: Annotated[str, _sku(required=False)]
    position: Annotated[int, cells.whole(1, 20)]
    file: Annotated[str, cells.matching(cells.FILE_NAME, _("a file name such as nc-rl-226.webp"), 80)]
    alt: Annotated[str, cells.text(200)]
