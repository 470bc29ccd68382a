"""Product pictures: the files into MEDIA under stable names, a row of Oscar's `ProductImage` for each place of use."""
from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from oscar.apps.catalogue.models import Product, ProductImage

from shop.supplements.loading.files import Catalogue
from shop.supplements.loading.report import Report
from shop.supplements.loading.syncing import sync_rows
from shop.supplements.pictures import FOLDER, small_name

PICTURE = "pictures"


def write_picture_rows(
    catalogue: Catalogue, report: Report, products: dict[str, Product], purchasable: dict[str, Product]
) -> None:
    """A picture belongs to a product's page, or to one variant. Its `code` ties the row to the file's line."""
    wanted = {}
    for row in catalogue.pictures.rows:
        code = f"{row.sku or row.product}/{Path(row.file).stem}"
        owner = purchasable[row.sku] if row.sku else products[row.product]
        wanted[code] = {
            "code": code,
            "product_id": owner.pk,
            "original": f"{FOLDER}/{row.file}",
            "caption": row.alt,
            "display_order": row.position - 1,
        }
    existing = {one.code: one for one in ProductImage.objects.filter(code__in=wanted)}
    sync_rows(ProductImage, existing, wanted, (report, PICTURE, str))


def write_picture_files(catalogue: Catalogue, report: Report) -> None:
    """Copy what is new or different into MEDIA. A dry run only reports it."""
    for code, source, name in _files(catalogue):
        content = source.read_bytes()
        there = default_storage.exists(name)
        if there:
            with default_storage.open(name) as stored:
                if stored.read() == content:
                    continue
            report.change(PICTURE, code, {"file"})
        if report.dry_run:
            continue
        if there:
            default_storage.delete(name)
        default_storage.save(name, ContentFile(content))


def _files(catalogue: Catalogue) -> Iterator[tuple[str, Path, str]]:
    """(code for the report, file, name in MEDIA) of every picture in both sizes, each file once."""
    seen = set()
    for row in catalogue.pictures.rows:
        for file in (row.file, small_name(row.file)):
            if file not in seen:
                seen.add(file)
                code = f"{row.sku or row.product}/{Path(row.file).stem}"
                yield code, catalogue.picture_path(file), f"{FOLDER}/{file}"
