"""The committed pictures, and the addresses that templates get for them."""
import csv

import pytest
from oscar.apps.catalogue.models import Product, ProductImage
from PIL import Image

from shop.supplements.loading import CATALOGUE_PATH
from shop.supplements.pictures import picture_sources, small_name

PICTURES = CATALOGUE_PATH / "pictures"


def rows() -> list[dict[str, str]]:
    with (CATALOGUE_PATH / "pictures.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_picture_exists_in_both_sizes_and_is_light() -> None:
    for file in {row["file"] for row in rows()}:
        for name, width, most in ((file, 960, 40_000), (small_name(file), 480, 15_000)):
            path = PICTURES / name
            assert path.stat().st_size < most, name
            with Image.open(path) as picture:
                assert (picture.format, picture.size) == ("WEBP", (width, width)), name


def test_no_picture_lies_there_unused() -> None:
    used = {row["file"] for row in rows()} | {small_name(row["file"]) for row in rows()}
    assert {path.name for path in PICTURES.glob("*.webp")} == used


def test_every_product_and_every_variant_of_several_has_a_picture() -> None:
    with (CATALOGUE_PATH / "variants.csv").open(encoding="utf-8") as file:
        variants = list(csv.DictReader(file))
    sizes: dict[str, int] = {}
    for variant in variants:
        sizes[variant["product"]] = sizes.get(variant["product"], 0) + 1
    assert {row["product"] for row in rows() if not row["sku"]} == set(sizes)
    assert {row["sku"] for row in rows()} - {""} == {one["sku"] for one in variants if sizes[one["product"]] > 1}


def test_alternative_texts_tell_pictures_of_a_product_apart() -> None:
    texts = [(row["product"], row["sku"], row["alt"]) for row in rows()]
    assert len({(product, alt) for product, sku, alt in texts if sku}) == len([1 for _, sku, _ in texts if sku])


def test_articles_and_home_pictures_are_light() -> None:
    articles = list((PICTURES / "articles").glob("*.webp"))
    assert len(articles) == 3
    for path in articles:
        assert path.stat().st_size < 60_000
        with Image.open(path) as picture:
            assert picture.size == (1200, 675)


def image(name: str) -> ProductImage:
    return ProductImage(product=Product(), original=name, caption="Jar of Natural Calm")


def test_sources_of_a_catalogue_picture_cost_no_query_and_no_look_at_the_file() -> None:
    assert picture_sources(image("catalogue/pictures/nc-rl-226.webp")) == {
        "src": "/media/catalogue/pictures/nc-rl-226.webp",
        "srcset": (
            "/media/catalogue/pictures/nc-rl-226-480.webp 480w, /media/catalogue/pictures/nc-rl-226.webp 960w"
        ),
        "width": 960,
        "height": 960,
        "alt": "Jar of Natural Calm",
    }


def test_a_picture_that_staff_uploaded_has_one_size() -> None:
    sources = picture_sources(image("images/products/2026/11/new.jpg"))
    assert (sources["src"], sources["srcset"]) == ("/media/images/products/2026/11/new.jpg", "")
    assert (sources["width"], sources["height"]) == (None, None)


@pytest.mark.parametrize("nothing", [None, {"original": None, "caption": "", "is_missing": True}])
def test_a_product_without_pictures_shows_the_placeholder(nothing: object) -> None:
    assert picture_sources(nothing)["src"] == "/static/img/no-picture.svg"
