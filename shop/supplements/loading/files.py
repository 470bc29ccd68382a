"""The catalogue's files as a whole: read all of them, check what no single cell can show, keep every problem found."""
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from shop.supplements.loading import rows
from shop.supplements.loading.tables import Problem, Table, read_table
from shop.supplements.pictures import SMALL_WIDTH, WIDTH, small_name

PICTURE_MOST_BYTES = 40_000
SMALL_PICTURE_MOST_BYTES = 15_000


@dataclass(frozen=True)
class Catalogue:
    """Everything in the files. Rows keep the order of their file, which is the order on the page."""

    path: Path
    categories: Table[rows.CategoryRow]
    products: Table[rows.ProductRow]
    variants: Table[rows.VariantRow]
    nutrients: Table[rows.NutrientRow]
    facts_text: Table[rows.FactTextRow]
    doses: Table[rows.DoseRow]
    pictures: Table[rows.PictureRow]

    def picture_path(self, file: str) -> Path:
        return self.path / "pictures" / file

    @property
    def problems(self) -> list[Problem]:
        tables: list[Table[Any]] = [
            self.categories, self.products, self.variants, self.nutrients, self.facts_text, self.doses, self.pictures,
        ]  # fmt: skip
        return sorted(problem for table in tables for problem in table.problems)


def read_catalogue(path: Path) -> Catalogue:
    """All files below `path`, checked; the caller looks at `problems` before using any row."""

    def table(name: str, row_class: Any) -> Any:
        return read_table(path / name, _shown(path / name), row_class)

    catalogue = Catalogue(
        path,
        table("categories.csv", rows.CategoryRow),
        table("products.csv", rows.ProductRow),
        table("variants.csv", rows.VariantRow),
        table("nutrients.csv", rows.NutrientRow),
        table("facts_text.csv", rows.FactTextRow),
        table("doses_by_age.csv", rows.DoseRow),
        table("pictures.csv", rows.PictureRow),
    )
    _check_doubles(catalogue)
    _check_references(catalogue)
    _check_products(catalogue)
    _check_variants(catalogue)
    _check_pictures(catalogue)
    return catalogue


def _shown(path: Path) -> str:
    """The file's name in messages: from the project's folder where it lies there."""
    return str(path.relative_to(settings.BASE_DIR)) if path.is_relative_to(settings.BASE_DIR) else str(path)


def _check_doubles(catalogue: Catalogue) -> None:
    """What may stand in its file only once. The last column of each key is the one named in the message."""
    keys: list[tuple[Table[Any], tuple[str, ...]]] = [
        (catalogue.categories, ("slug",)),
        (catalogue.categories, ("name",)),
        (catalogue.products, ("slug",)),
        (catalogue.products, ("title",)),
        (catalogue.products, ("npn",)),
        (catalogue.variants, ("sku",)),
        (catalogue.variants, ("product", "flavour", "size")),
        (catalogue.nutrients, ("product", "key")),
        (catalogue.facts_text, ("product", "kind", "text")),
        (catalogue.doses, ("product", "ages")),
        (catalogue.pictures, ("product", "sku", "position")),
        (catalogue.pictures, ("product", "sku", "file")),
    ]
    for table, key in keys:
        first_seen: dict[tuple[str, ...], int] = {}
        for line in table.lines:
            value = tuple(line.cells[name] for name in key)
            first = first_seen.setdefault(value, line.number)
            if first != line.number and value[-1]:
                table.refuse(
                    line.number,
                    key[-1],
                    _('"%(value)s" is already on line %(line)d') % {"value": ", ".join(value), "line": first},
                )


def _check_references(catalogue: Catalogue) -> None:
    def known(table: Table[Any], column: str, names: set[str], message: str) -> None:
        for line in table.lines:
            value = line.cells[column]
            if value and value not in names:
                table.refuse(line.number, column, message % {"value": value})

    products = catalogue.products.texts("slug")
    no_product = _('no product "%(value)s" in products.csv')
    for table in (
        catalogue.variants, catalogue.nutrients, catalogue.facts_text, catalogue.doses, catalogue.pictures,
    ):  # fmt: skip
        known(table, "product", products, no_product)
    no_category = _('no category "%(value)s" in categories.csv')
    known(catalogue.products, "category", catalogue.categories.texts("slug"), no_category)
    owners = {line.cells["sku"]: line.cells["product"] for line in catalogue.variants.lines}
    known(catalogue.pictures, "sku", set(owners), _('no variant "%(value)s" in variants.csv'))
    for line in catalogue.pictures.lines:
        owner = owners.get(line.cells["sku"])
        if owner and owner != line.cells["product"]:
            catalogue.pictures.refuse(
                line.number,
                "sku",
                _('"%(sku)s" belongs to "%(product)s"') % {"sku": line.cells["sku"], "product": owner},
            )


def _check_products(catalogue: Catalogue) -> None:
    with_variants = catalogue.variants.texts("product")
    for line in catalogue.products.lines:
        if line.cells["slug"] not in with_variants:
            catalogue.products.refuse(line.number, "slug", _("has no row in variants.csv"))
    for row in catalogue.products.rows:
        if row.npn_is_fictional and not row.npn:
            catalogue.products.refuse(row.line, "npn_is_fictional", _("there is no number that could be fictional"))
        for allergen in row.free_from:
            if allergen in row.contains_allergens or allergen in row.may_contain:
                catalogue.products.refuse(
                    row.line, "free_from", _('"%(value)s" is also named as contained') % {"value": allergen}
                )


def _check_variants(catalogue: Catalogue) -> None:
    for row in catalogue.variants.rows:
        if row.compare_at_cad is not None and row.compare_at_cad <= row.price_cad:
            catalogue.variants.refuse(row.line, "compare_at_cad", _("is not above price_cad"))
        if row.net_g is not None and row.gross_weight_g < row.net_g:
            catalogue.variants.refuse(row.line, "gross_weight_g", _("is below net_g"))


def _check_pictures(catalogue: Catalogue) -> None:
    for row in catalogue.pictures.rows:
        for file, width, most_bytes in (
            (row.file, WIDTH, PICTURE_MOST_BYTES),
            (small_name(row.file), SMALL_WIDTH, SMALL_PICTURE_MOST_BYTES),
        ):
            fault = _picture_fault(catalogue.picture_path(file), width, most_bytes)
            if fault:
                catalogue.pictures.refuse(row.line, "file", f"pictures/{file} {fault}")


def _picture_fault(path: Path, width: int, most_bytes: int) -> str:
    """What is wrong with a picture's file; empty if nothing is."""
    if not path.is_file():
        return _("is missing")
    if path.stat().st_size >= most_bytes:
        return _("is too heavy: %(size)d bytes, below %(most)d fit") % {"size": path.stat().st_size, "most": most_bytes}
    try:
        with Image.open(path) as picture:
            found = (picture.format, picture.size)
    except UnidentifiedImageError:
        return _("is not a picture")
    if found != ("WEBP", (width, width)):
        return _("is not a WebP of %(width)d × %(width)d pixels") % {"width": width}
    return ""
