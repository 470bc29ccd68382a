"""`load_catalogue` with the shop's own files: what it makes, that it can be repeated, and what it never touches."""
import csv
import json
import shutil
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from oscar.apps.catalogue.models import Category, Product, ProductCategory, ProductImage
from oscar.apps.partner.models import Partner, StockRecord

from shop.supplements.loading import CATALOGUE_PATH, load_catalogue
from shop.supplements.models import SupplementFacts, Variant

FACTS = Path(settings.BASE_DIR).parent / "shared" / "data" / "catalogue_facts.json"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the catalogue's files that a test may change."""
    copy = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE_PATH, copy, ignore=shutil.ignore_patterns("articles", "draw"))
    return copy


def edit(path: Path, old: str, new: str) -> None:
    content = path.read_text(encoding="utf-8")
    assert content.count(old) == 1, f"{old!r} is there {content.count(old)} times"
    path.write_text(content.replace(old, new), encoding="utf-8")


def table(name: str) -> list[dict[str, str]]:
    with (CATALOGUE_PATH / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_loads_29_products_with_55_variants_in_15_categories() -> None:
    report = load_catalogue()

    assert len(report.added("categories")) == Category.objects.count() == 15
    assert len(report.added("products")) == SupplementFacts.objects.count() == 29
    assert len(report.added("variants")) == Variant.objects.count() == StockRecord.objects.count() == 55
    assert Product.objects.filter(structure=Product.PARENT).count() == 14
    assert Product.objects.filter(structure=Product.STANDALONE).count() == 15
    assert Product.objects.filter(structure=Product.CHILD).count() == 40
    assert ProductCategory.objects.count() == 29
    assert Partner.objects.get().name == "Stay Calm warehouse"
    slugs = list(Product.objects.values_list("slug", flat=True))
    assert len(slugs) == len(set(slugs))


def test_files_say_what_the_collected_facts_say() -> None:
    if not FACTS.exists():
        pytest.skip("the collected facts are not on this machine")
    facts = json.loads(FACTS.read_text(encoding="utf-8"))
    load_catalogue()

    assert [category.name for category in Category.get_root_nodes()] == facts["categories"]
    for product in facts["products"]:
        ours = SupplementFacts.objects.get(product__slug=product["slug"])
        assert ours.product.title == product["name"]
        assert (ours.npn, ours.form, ours.tax_class) == (product["npn"] or "", product["form"], product["tax_class"])
        assert [(n["key"], n["amount"], n["unit"]) for n in ours.nutrients] == [
            (n["key"], n["amount"], n["unit"]) for n in product["serving"]["nutrients"]
        ]
        assert len(ours.cautions) == len(product["cautions"])
        for variant in product["variants"]:
            sold = Product.objects.get(upc=variant["sku"])
            stock = sold.stockrecords.get()
            assert stock.price == Decimal(str(variant["price_cad"]))
            assert (stock.partner_sku, stock.price_currency) == (variant["sku"], "CAD")
            mine = sold.variant
            assert (mine.flavour, mine.size) == (variant["flavour"] or "", variant["net"])
            assert (mine.net_g, mine.count, mine.servings) == (variant["net_g"], variant["count"], variant["servings"])
            assert mine.gross_weight_g == variant["gross_weight_g"]


def test_a_variant_is_a_child_with_its_own_slug_title_stock_and_picture() -> None:
    load_catalogue()
    child = Product.objects.get(upc="NC-RL-226")

    assert child.slug == "natural-calm-nc-rl-226"
    assert child.parent.slug == "natural-calm"
    assert child.title == "Natural Calm Magnesium Citrate Powder, Raspberry-Lemon, 226 g (8 oz)"
    assert child.variant.label == "Raspberry-Lemon, 226 g (8 oz)"
    assert child.get_product_class().name == "Supplement"
    assert child.is_shipping_required
    assert child.primary_image().original.name == "catalogue/pictures/nc-rl-226.webp"
    assert child.parent.primary_image().caption == "Jar of Natural Calm, raspberry-lemon, 226 g"


def test_one_variant_is_sold_out_and_one_is_low() -> None:
    load_catalogue()
    levels = dict(StockRecord.objects.values_list("partner_sku", "num_in_stock"))
    assert [sku for sku, level in levels.items() if level == 0] == ["NC-CHE-452"]
    assert [sku for sku, level in levels.items() if 0 < level <= 3] == ["NCC-SL-452"]


def test_demo_figures_and_fictional_numbers_are_marked() -> None:
    load_catalogue()
    kids = SupplementFacts.objects.get(product__slug="calm-kids")
    assert (kids.npn, kids.npn_is_fictional, kids.figures_are_demo) == ("80057401", False, True)
    assert not SupplementFacts.objects.exclude(npn="").exclude(npn="80057401").filter(npn_is_fictional=False).exists()
    assert not SupplementFacts.objects.filter(figures_are_demo=False).exists()
    assert kids.dose_by_age["4-8"] == {"max_mg": 110, "supply_days": 90}


def test_second_run_leaves_everything(django_assert_max_num_queries) -> None:
    load_catalogue()
    images = ProductImage.objects.count()
    with django_assert_max_num_queries(20):
        again = load_catalogue()
    for kind in again.outcomes:
        assert (again.added(kind), again.changed(kind)) == ([], [])
    assert len(again.left("variants")) == 55
    assert again.unlisted == []
    assert ProductImage.objects.count() == images


def test_changed_price_and_text_are_reported_by_field(folder: Path) -> None:
    load_catalogue(folder)
    edit(folder / "variants.csv", "NC-RL-226,Raspberry-Lemon,226 g (8 oz),226,,38.99", "NC-RL-226,Raspberry-Lemon,226 g (8 oz),226,,39.99")
    edit(folder / "products.csv", "Plain magnesium citrate in a capsule, 150 mg each.", "Plain citrate, 150 mg each.")
    edit(folder / "products.csv", "One drop a day: 25 mcg", "A drop a day: 25 mcg")

    report = load_catalogue(folder)

    assert report.outcomes["variants"]["NC-RL-226"] == {"price"}
    assert report.changed("variants") == ["NC-RL-226"]
    assert sorted(report.changed("products")) == ["magnesium-citrate-150", "vitamin-d3-drops"]
    assert report.outcomes["products"]["vitamin-d3-drops"] == {"meta_description", "summary"}
    assert "  NC-RL-226: price" in report.lines()
    assert StockRecord.objects.get(partner_sku="NC-RL-226").price == Decimal("39.99")


def test_stock_is_never_overwritten(folder: Path) -> None:
    load_catalogue(folder)
    StockRecord.objects.filter(partner_sku="NC-RL-226").update(num_in_stock=7, num_allocated=2, low_stock_threshold=1)
    edit(folder / "variants.csv", "226 g (8 oz),226,,38.99,,110,330,140,5", "226 g (8 oz),226,,41.00,,110,330,500,50")

    load_catalogue(folder)

    record = StockRecord.objects.get(partner_sku="NC-RL-226")
    assert (record.num_in_stock, record.num_allocated, record.low_stock_threshold) == (7, 2, 1)
    assert record.price == Decimal("41.00")


def test_dry_run_reports_and_writes_nothing(media: Path) -> None:
    report = load_catalogue(dry_run=True)
    assert len(report.added("variants")) == 55
    assert Product.objects.count() == Category.objects.count() == ProductImage.objects.count() == 0
    assert not media.exists()


def test_a_product_moves_to_the_category_its_row_names(folder: Path) -> None:
    load_catalogue(folder)
    edit(folder / "products.csv", "Zinc Citrate 25 mg,minerals", "Zinc Citrate 25 mg,vitamins")
    report = load_catalogue(folder)
    assert report.outcomes["products"]["zinc-citrate-25"] == {"category"}
    assert Product.objects.get(slug="zinc-citrate-25").categories.get().slug == "vitamins"


def test_category_order_follows_the_file(folder: Path) -> None:
    load_catalogue(folder)
    lines = (folder / "categories.csv").read_text(encoding="utf-8").splitlines()
    lines[1], lines[2] = lines[2], lines[1]
    (folder / "categories.csv").write_text("\n".join(lines), encoding="utf-8")
    report = load_catalogue(folder)
    assert sorted(report.changed("categories")) == ["kids", "magnesium-drinks"]
    assert [one.slug for one in Category.get_root_nodes()][:3] == ["kids", "magnesium-drinks", "sleep"]


def test_a_single_product_that_gets_a_second_size_keeps_what_was_sold(folder: Path) -> None:
    load_catalogue(folder)
    sold = Product.objects.get(upc="ASH-090")
    StockRecord.objects.filter(product=sold).update(num_in_stock=4)
    with (folder / "variants.csv").open("a", encoding="utf-8") as file:
        file.write("ashwagandha,ASH-180,,180 capsules,,180,49.99,,180,200,12,5\n")

    report = load_catalogue(folder)

    parent = Product.objects.get(slug="ashwagandha")
    assert parent.is_parent
    assert parent.facts.form == "capsule"
    assert [child.upc for child in parent.children.order_by("variant__position")] == ["ASH-090", "ASH-180"]
    sold.refresh_from_db()
    assert (sold.parent, sold.stockrecords.get().num_in_stock) == (parent, 4)
    assert report.added("variants") == ["ASH-180"]
    assert load_catalogue(folder).changed("products") == []


def test_what_the_files_no_longer_name_is_kept_and_reported(folder: Path) -> None:
    load_catalogue(folder)
    edit(folder / "variants.csv", "natural-calm,NC-SL-452,Sweet Lemon,452 g (16 oz),452,,62.99,,220,590,24,5\n", "")
    pictures = [line for line in (folder / "pictures.csv").read_text().splitlines() if "NC-SL-452" not in line]
    (folder / "pictures.csv").write_text("\n".join(pictures), encoding="utf-8")
    assert load_catalogue(folder).unlisted == ["NC-SL-452"]
    assert Product.objects.filter(upc="NC-SL-452").exists()


def test_pictures_are_copied_once_and_replaced_when_they_change(folder: Path, media: Path) -> None:
    load_catalogue(folder)
    stored = sorted(path.name for path in (media / "catalogue" / "pictures").iterdir())
    assert stored == sorted({row["file"] for row in table("pictures.csv")} | {
        row["file"].replace(".webp", "-480.webp") for row in table("pictures.csv")
    })  # fmt: skip
    shutil.copy(folder / "pictures" / "mbg-240.webp", folder / "pictures" / "mbg-120.webp")

    report = load_catalogue(folder)

    assert report.changed("pictures") == ["magnesium-bisglycinate-200/mbg-120"]
    assert sorted(path.name for path in (media / "catalogue" / "pictures").iterdir()) == stored
    with default_storage.open("catalogue/pictures/mbg-120.webp") as file:
        assert file.read() == (folder / "pictures" / "mbg-240.webp").read_bytes()


def test_command_prints_the_report() -> None:
    out = StringIO()
    call_command("load_catalogue", stdout=out)
    call_command("load_catalogue", stdout=out)
    assert "variants: 55 added, 0 changed, 0 left" in out.getvalue()
    assert "variants: 0 added, 0 changed, 55 left" in out.getvalue()
