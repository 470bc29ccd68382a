"""A bad row is refused by file, line and column, all of them at once, and nothing is written."""
import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from oscar.apps.catalogue.models import Category, Product

from shop.supplements.loading import CATALOGUE_PATH, CatalogueError, load_catalogue

pytestmark = pytest.mark.django_db

NC = "natural-calm,NC-UNF-113,Unflavoured,113 g (4 oz),113,,22.99,,55,190,34,5"  # line 2 of variants.csv
BAD_ROWS = {
    "not an amount": ("variants.csv", NC, NC.replace("22.99", "2x.99"), 2, "price_cad", '"2x.99" is not an amount in dollars'),
    "negative price": ("variants.csv", NC, NC.replace("22.99", "-22.99"), 2, "price_cad", "-22.99 is not above zero"),
    "no price": ("variants.csv", NC, NC.replace("22.99", ""), 2, "price_cad", "must not be empty"),
    "part of a cent": ("variants.csv", NC, NC.replace("22.99", "22.995"), 2, "price_cad", "22.995 is not in whole cents"),
    "compare-at below price": (
        "variants.csv", NC, NC.replace("22.99,", "22.99,20.00"), 2, "compare_at_cad", "is not above price_cad"),
    "negative stock": ("variants.csv", NC, NC.replace(",34,5", ",-1,5"), 2, "stock", "-1 is not between 0 and 999999"),
    "half a unit": ("variants.csv", NC, NC.replace(",34,5", ",3.5,5"), 2, "stock", '"3.5" is not a whole number'),
    "lighter than its content": ("variants.csv", NC, NC.replace(",190,", ",90,"), 2, "gross_weight_g", "is below net_g"),
    "SKU twice": ("variants.csv", "NC-UNF-226", "NC-UNF-113", 3, "sku", '"NC-UNF-113" is already on line 2'),
    "SKU of another shape": ("variants.csv", "NC-UNF-226", "nc unf", 3, "sku", '"nc unf" is not a SKU'),
    "same flavour and size": (
        "variants.csv", "NC-UNF-226,Unflavoured,226 g (8 oz),226", "NC-UNF-226,Unflavoured,113 g (4 oz),113", 3, "size",
        '"natural-calm, Unflavoured, 113 g (4 oz)" is already on line 2'),
    "unknown product": ("variants.csv", NC, NC.replace("natural-calm", "calm"), 2, "product", 'no product "calm"'),
    "too few cells": ("variants.csv", NC, NC.removesuffix(",5"), 2, "-", "has 11 cells, the header has 12"),
    "unknown column": ("variants.csv", "low_stock_threshold", "low_stock", 1, "low_stock", "unknown column"),
    "missing column": ("variants.csv", "low_stock_threshold", "low_stock", 1, "low_stock_threshold", "column is missing"),
    "column twice": ("variants.csv", "stock,low_stock_threshold", "stock,stock", 1, "stock", "column is there twice"),
    "unclosed quotation mark": ("variants.csv", NC, NC.replace("Unflavoured", '"Unflavoured'), 2, "-", "cannot be read"),
    "unknown category": ("products.csv", ",sleep,Supplement,powder", ",naps,Supplement,powder", 5, "category", 'no category "naps"'),
    "slug twice": ("products.csv", "melatonin-3,", "calmful-sleep,", 25, "slug", '"calmful-sleep" is already on line 5'),
    "unknown form": ("products.csv", "Supplement,gummy", "Supplement,jelly", 10, "form", '"jelly" is not one of'),
    "unknown tax class": ("products.csv", "book,book", "book,printed", 30, "tax_class", '"printed" is not one of'),
    "NPN of 7 digits": ("products.csv", "00000023", "0000023", 25, "npn", '"0000023" is not a product number of 8 digits'),
    "neither yes nor no": (
        "products.csv", "80057401,no", "80057401,maybe", 4, "npn_is_fictional", '"maybe" is neither yes nor no'),
    "markup in a text": (
        "products.csv", "A fizzing scoop", "A <b>fizzing</b> scoop", 14, "summary", "only plain text is possible"),
    "free from what it contains": (
        "products.csv", ",fish,,milk; eggs; crust", ",fish,,fish; milk; eggs; crust", 18, "free_from",
        '"fish" is also named as contained'),
    "unknown unit": ("nutrients.csv", "melatonin-3,melatonin,3,mg", "melatonin-3,melatonin,3,kg", 75, "unit", '"kg" is not one of'),
    "unknown nutrient": ("nutrients.csv", "natural-calm,magnesium", "natural-calm,magnesuim", 2, "key", '"magnesuim" is not one of'),
    "nutrient twice": (
        "nutrients.csv", "calmful-sleep,gaba,100", "calmful-sleep,magnesium,100", 7, "key",
        '"calmful-sleep, magnesium" is already on line 5'),
    "amount of nothing": ("nutrients.csv", "gaba,100", "gaba,0", 7, "amount", "0 is not above zero"),
    "unknown kind of text": (
        "facts_text.csv", "melatonin-3,recommended_use", "melatonin-3,claim", 170, "kind", '"claim" is not one of'),
    "bad age band": ("doses_by_age.csv", "4-8", "4 to 8", 3, "ages", '"4 to 8" is not an age band'),
    "picture missing": ("pictures.csv", "acc-mug.webp", "acc-cup.webp", None, "file", "pictures/acc-cup.webp is missing"),
    "picture of another product's variant": (
        "pictures.csv", "natural-calm,NC-RL-226", "calm-kids,NC-RL-226", None, "sku", '"NC-RL-226" belongs to "natural-calm"'),
}  # fmt: skip


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE_PATH, copy, ignore=shutil.ignore_patterns("articles", "draw"))
    return copy


@pytest.fixture
def refused(folder: Path) -> Callable[[], list[str]]:
    """Loads the changed files, which must fail and write nothing; gives the problems."""

    def load() -> list[str]:
        with pytest.raises(CatalogueError) as caught:
            load_catalogue(folder)
        assert Product.objects.count() == Category.objects.count() == 0
        return [str(problem) for problem in caught.value.problems]

    return load


@pytest.mark.parametrize("case", BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_a_bad_row_is_named(case: tuple[str, str, str, int | None, str, str], folder: Path, refused) -> None:
    name, old, new, line, column, message = case
    content = (folder / name).read_text(encoding="utf-8")
    assert old in content
    line = line or content[: content.index(old)].count("\n") + 1
    (folder / name).write_text(content.replace(old, new, 1), encoding="utf-8")

    problems = refused()

    assert any(one.startswith(f"{folder / name}:{line}:{column}: ") and message in one for one in problems), problems


def test_every_problem_is_listed_at_once(folder: Path, refused) -> None:
    variants = folder / "variants.csv"
    content = variants.read_text(encoding="utf-8").replace("22.99", "free", 1).replace(",86,5", ",many,5", 1)
    variants.write_text(content, encoding="utf-8")
    (folder / "categories.csv").write_text("slug,name,description\n", encoding="utf-8")
    problems = refused()
    assert f'{variants}:2:price_cad: "free" is not an amount in dollars' in problems
    assert f'{variants}:3:stock: "many" is not a whole number' in problems
    assert sum("no category" in problem for problem in problems) == 29


def test_lines_are_counted_as_an_editor_shows_them(folder: Path, refused) -> None:
    """A cell with a line break, a blank line and a byte order mark do not shift the numbers."""
    nutrients = folder / "nutrients.csv"
    content = nutrients.read_text(encoding="utf-8")
    content = content.replace("citrate (from carbonate and citric acid)", '"citrate\n(from carbonate)"', 1)
    content = content.replace("calmful-sleep,gaba,100", "\ncalmful-sleep,gaba,much", 1)
    nutrients.write_text("\ufeff" + content, encoding="utf-8")
    assert refused() == [f'{nutrients}:9:amount: "much" is not a number']


def test_a_missing_file_and_one_in_another_encoding(folder: Path, refused) -> None:
    (folder / "doses_by_age.csv").unlink()
    (folder / "facts_text.csv").write_bytes(b"product,kind,text\nnatural-calm,caution,\xe9t\xe9\n")
    problems = refused()
    assert f"{folder / 'doses_by_age.csv'}:1:-: the file is missing" in problems
    assert f"{folder / 'facts_text.csv'}:2:-: is not UTF-8 text" in problems


def test_a_heavy_or_wrong_picture(folder: Path, refused) -> None:
    (folder / "pictures" / "acc-mug.webp").write_bytes(b"x" * 40_000)
    (folder / "pictures" / "acc-spn-480.webp").write_bytes(b"not a picture")
    shutil.copy(folder / "pictures" / "bok-sj-480.webp", folder / "pictures" / "bok-sj.webp")
    problems = "\n".join(refused())
    assert "pictures/acc-mug.webp is too heavy: 40000 bytes, below 40000 fit" in problems
    assert "pictures/acc-spn-480.webp is not a picture" in problems
    assert "pictures/bok-sj.webp is not a WebP of 960 × 960 pixels" in problems


def test_a_product_without_variants(folder: Path, refused) -> None:
    variants = folder / "variants.csv"
    lines = variants.read_text(encoding="utf-8").splitlines(keepends=True)
    variants.write_text("".join(line for line in lines if "ZN25-090" not in line), encoding="utf-8")
    assert f"{folder / 'products.csv'}:16:slug: has no row in variants.csv" in refused()


def test_a_sku_that_the_shop_sells_as_another_product(folder: Path) -> None:
    load_catalogue(folder)
    for name in ("variants.csv", "products.csv", "nutrients.csv", "facts_text.csv", "pictures.csv"):
        content = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(content.replace("zinc-citrate-25,", "zinc-25,"), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder)
    assert '"ZN25-090" is already sold in the shop as "zinc-citrate-25"' in str(caught.value)
    assert not Product.objects.filter(slug="zinc-25").exists()


def test_command_fails_with_the_list(folder: Path) -> None:
    variants = folder / "variants.csv"
    variants.write_text(variants.read_text(encoding="utf-8").replace("22.99", "2x.99", 1), encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        call_command("load_catalogue", path=str(folder), stdout=StringIO())
    assert f'{variants}:2:price_cad: "2x.99" is not an amount in dollars' in str(caught.value)
    assert "1 problem in the catalogue" in str(caught.value)
