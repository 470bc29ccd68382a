"""What is in a basket, read once: prices, facts that tax and parcel depend on, and what is wrong with each line."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from oscar.apps.basket.models import Basket
from oscar.apps.basket.models import Line as BasketLine
from oscar.apps.catalogue.models import Product, ProductImage

from shop.money import round_cents, split_cents
from shop.stock.taking import count_available
from shop.supplements.models import SupplementFacts, Variant
from shop.supplements.pictures import PictureSources, picture_sources

MAX_PER_LINE = 99
# What a product without facts of ours counts as, until staff give it some: fully taxed, half a kilogram.
DEFAULT_TAX_CLASS = "accessory"
DEFAULT_WEIGHT_G = 500


@dataclass(frozen=True)
class ReadLine:
    """One basket line. Money in dollars before tax: `unit_price` and `line_price` before discounts, `amount` after."""

    id: int
    stockrecord_id: int | None
    product_url: str
    name: str
    variant_label: str
    sku: str
    image: PictureSources
    quantity: int
    unit_price: Decimal
    line_price: Decimal
    amount: Decimal
    tax_class: str
    weight_g: int
    max_quantity: int
    problem: str | Promise

    @property
    def title(self) -> str:
        """As kept on the order: `Natural Calm, Raspberry-Lemon, 226 g (8 oz)`"""
        return ", ".join(part for part in (self.name, self.variant_label) if part)[:255]


def read_basket(basket: Basket) -> list[ReadLine]:
    """The basket's lines in the order they were added. `basket` carries its strategy, offers applied."""
    if basket.id is None:
        return []
    lines = list(basket.all_lines())  # Oscar's own cached objects: they carry the discounts
    prefetch_related_objects(lines, "product__parent")
    owners = {line.product_id: line.product.parent_id or line.product_id for line in lines}
    variants = {row.product_id: row for row in Variant.objects.filter(product_id__in=owners)}
    facts = {row.product_id: row for row in SupplementFacts.objects.filter(product_id__in=set(owners.values()))}
    available = count_available([line.stockrecord_id for line in lines if line.stockrecord_id])
    pictures = _pictures_of([*owners, *owners.values()])
    return [
        _read_line(
            line,
            variants.get(line.product_id),
            facts.get(owners[line.product_id]),
            available.get(line.stockrecord_id, 0),
            pictures.get(line.product_id) or pictures.get(owners[line.product_id]),
        )
        for line in lines
    ]


def list_discounts(basket: Basket, lines: list[ReadLine]) -> list[tuple[str, Decimal]]:
    """(name, dollars) of each discount, in whole cents that sum to what the lines were reduced by."""
    rows = [row for row in (*basket.offer_discounts, *basket.voucher_discounts) if row["discount"]]
    reduced = sum((line.line_price - line.amount for line in lines), Decimal("0.00"))
    if not rows:
        return []
    shares = split_cents(reduced, [Decimal(row["discount"]) for row in rows])
    return [(str(row["name"]), share) for row, share in zip(rows, shares, strict=True)]


def _pictures_of(product_ids: list[int]) -> dict[int, ProductImage]:
    rows = ProductImage.objects.filter(product_id__in=product_ids).order_by("-display_order")
    return {row.product_id: row for row in rows}


def _read_line(
    line: BasketLine,
    variant: Variant | None,
    facts: SupplementFacts | None,
    available: int,
    picture: ProductImage | None,
) -> ReadLine:
    product: Product = line.product
    on_sale = product.is_public and (product.parent is None or product.parent.is_public)
    priced = on_sale and line.stockrecord is not None and line.stockrecord.price is not None
    return ReadLine(
        id=line.pk,
        stockrecord_id=line.stockrecord_id,
        product_url=product.get_absolute_url(),
        name=(product.parent or product).title,  # a variant's own title repeats its label
        variant_label=variant.label if variant else "",
        sku=product.upc or "",
        image=picture_sources(picture),
        quantity=line.quantity,
        unit_price=line.unit_price_excl_tax if priced else Decimal("0.00"),
        line_price=line.line_price_excl_tax if priced else Decimal("0.00"),
        # Oscar leaves fractions of a cent, and the int 0 where a discount takes all.
        amount=round_cents(Decimal(line.line_price_excl_tax_incl_discounts)) if priced else Decimal("0.00"),
        tax_class=facts.tax_class if facts else DEFAULT_TAX_CLASS,
        weight_g=(variant.gross_weight_g if variant else DEFAULT_WEIGHT_G) * line.quantity,
        max_quantity=max(min(available, MAX_PER_LINE), 0),
        problem=_find_problem(priced, line.quantity, available),
    )


def _find_problem(priced: bool, quantity: int, available: int) -> str | Promise:
    if not priced:
        return _("This product is no longer sold. Please remove it.")
    if available < 1:
        return _("This has just sold out. Please remove it.")
    if available < quantity:
        return ngettext(
            "Only %(count)d is left. Please change the quantity.",
            "Only %(count)d are left. Please change the quantity.",
            available,
        ) % {"count": available}
    return ""
