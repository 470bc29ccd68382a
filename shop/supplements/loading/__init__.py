"""Loading the catalogue: `load_catalogue()` reads catalogue_fixtures/, refuses it whole if anything is wrong, and
brings the shop to what it says. It may be run any number of times.
"""
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import ngettext
from oscar.apps.catalogue.models import Product

from shop.supplements.loading import writing
from shop.supplements.loading.conflicts import find_conflicts
from shop.supplements.loading.files import Catalogue, read_catalogue
from shop.supplements.loading.picture_files import write_picture_files, write_picture_rows
from shop.supplements.loading.report import Report
from shop.supplements.loading.tables import Problem

__all__ = ["CATALOGUE_PATH", "CatalogueError", "Report", "load_catalogue"]

CATALOGUE_PATH = settings.BASE_DIR / "catalogue_fixtures"


class CatalogueError(Exception):
    """The files cannot be loaded; nothing was written. `problems` names each by file, line and column."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        count = ngettext("%(n)d problem in the catalogue", "%(n)d problems in the catalogue", len(problems))
        super().__init__("\n".join([count % {"n": len(problems)}, *map(str, problems)]))


def load_catalogue(path: Path | str = CATALOGUE_PATH, dry_run: bool = False) -> Report:
    """Load the files below `path`. Raises `CatalogueError` with every problem found, before anything is written."""
    catalogue = read_catalogue(Path(path).resolve())
    _refuse(catalogue.problems)
    report = Report(dry_run)
    with transaction.atomic():
        _refuse(find_conflicts(catalogue))
        _write(catalogue, report)
        if dry_run:
            transaction.set_rollback(True)
    return report


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise CatalogueError(problems)


def _write(catalogue: Catalogue, report: Report) -> None:
    categories = writing.write_categories(catalogue, report)
    products = writing.write_products(catalogue, report)
    writing.write_facts(catalogue, report, products)
    writing.write_product_categories(catalogue, report, products, categories)
    purchasable = writing.write_variants(catalogue, report, products)
    writing.write_stock_records(catalogue, report, purchasable)
    write_picture_rows(catalogue, report, products, purchasable)
    write_picture_files(catalogue, report)
    report.unlisted = _unlisted(products, purchasable)


def _unlisted(products: dict[str, Product], purchasable: dict[str, Product]) -> list[str]:
    """Products and SKUs in the shop that the files no longer name; taking them off sale is a person's decision."""
    pages = Product.objects.exclude(structure=Product.CHILD).exclude(slug__in=products)
    variants = Product.objects.filter(structure=Product.CHILD).exclude(upc__in=purchasable)
    return [*pages.values_list("slug", flat=True), *variants.values_list("upc", flat=True)]
