"""The page of one product: which unit it shows, what can be chosen, what it says to whom."""
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from oscar.apps.catalogue.models import Product

from shop.catalogue.choices import list_choices
from shop.catalogue.product_page import ProductPage, read_product_page
from tests.catalogue.shelf import add_variant, make_category, make_parent
from tests.factories import make_product

pytestmark = pytest.mark.django_db


def make_drink() -> Product:
    """Cherry in two sizes, orange in one; cherry 113 g is sold out."""
    parent = make_parent(category=make_category())
    add_variant(parent, "CHE-113", "Cherry", "113 g", "10.00", stock=0)
    add_variant(parent, "CHE-226", "Cherry", "226 g", "18.00", stock=3)
    add_variant(parent, "ORA-226", "Orange", "226 g", "19.00", stock=50)
    return parent


def read(sku: str = "") -> ProductPage:
    page = read_product_page("night-drink", sku)
    assert page is not None
    return page


def test_first_unit_that_can_be_bought_is_shown() -> None:
    make_drink()
    assert read().chosen.sku == "CHE-226"
    assert read("ORA-226").chosen.sku == "ORA-226"
    assert read("CHE-113").chosen.sku == "CHE-113"
    assert read("no such SKU").chosen.sku == "CHE-226"


def test_choices_from_the_chosen_unit() -> None:
    make_drink()
    flavours, sizes = list_choices(read().units, read("ORA-226").chosen, "/p/")
    assert [(o.label, o.url, o.is_current, o.is_sold_out) for o in flavours.options] == [
        ("Cherry", "/p/?variant=CHE-226", False, False),
        ("Orange", "/p/?variant=ORA-226", True, False),
    ]
    assert [(o.label, o.url, o.is_current, o.is_sold_out) for o in sizes.options] == [
        ("113 g", "", False, False),
        ("226 g", "/p/?variant=ORA-226", True, False),
    ]


def test_sold_out_size_can_be_looked_at() -> None:
    make_drink()
    sizes = read("CHE-226").choices[1]
    assert [(o.label, o.is_sold_out) for o in sizes.options] == [("113 g", True), ("226 g", False)]
    html = Client().get("/products/night-drink/?variant=CHE-113").content.decode()
    assert "Sold out" in html
    assert "Add to cart" not in html


@pytest.mark.parametrize(
    ("variants", "names"),
    [
        ([("Cherry", "113 g")], []),
        ([("Cherry", "113 g"), ("Orange", "113 g")], ["Flavour"]),
        ([("Cherry", "113 g"), ("Cherry", "226 g")], ["Size"]),
        ([("", "120 softgels"), ("Lemon", "200 mL")], ["Kind"]),
        ([("Cherry", "30 packets"), ("Orange", "30 packets"), ("Mixed", "5 packets")], ["Flavour", "Size"]),
    ],
)
def test_choices_fit_the_variants(variants: list[tuple[str, str]], names: list[str]) -> None:
    parent = make_parent()
    for number, (flavour, size) in enumerate(variants):
        add_variant(parent, f"V{number}", flavour, size)
    assert [choice.name for choice in read().choices] == names


def test_form_says_what_goes_into_the_cart() -> None:
    make_drink()
    html = Client().get("/products/night-drink/?variant=CHE-226").content.decode()
    assert '<input type="hidden" name="sku" value="CHE-226">' in html
    assert re.search(r'type="number" name="quantity" value="1" min="1" max="3"', html)
    assert "Only 3 left" in html
    assert "$18.00" in html
    assert "$1.80" in html  # a serving


@pytest.mark.parametrize("path", ["/products/none/", "/products/hidden/", "/products/sku-child/"])
def test_what_is_not_on_sale_is_not_found(path: str) -> None:
    make_product(sku="HIDDEN")
    Product.objects.update(is_public=False)
    add_variant(make_parent(), "SKU-CHILD", "Cherry", "113 g")
    assert Client().get(path).status_code == 404


def test_product_whose_variants_are_all_withdrawn_is_nowhere() -> None:
    child = add_variant(make_parent(category=make_category()), "A", "Cherry", "113 g")
    child.is_public = False
    child.save()
    assert Client().get("/products/night-drink/").status_code == 404
    assert "night-drink" not in Client().get("/products/").content.decode()


def test_unit_without_a_price_is_sold_out() -> None:
    add_variant(make_parent(), "A", "Cherry", "113 g", price=None)
    assert read().chosen.is_sold_out
    assert Client().get("/products/night-drink/").status_code == 200


def test_structured_data_names_every_variant_with_its_price() -> None:
    make_drink()
    html = Client().get("/products/night-drink/").content.decode()
    blocks = [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]
    group = next(block for block in blocks if block["@type"] == "ProductGroup")
    offers = {variant["sku"]: variant["offers"] for variant in group["hasVariant"]}
    assert offers["CHE-113"]["availability"] == "https://schema.org/OutOfStock"
    assert (offers["ORA-226"]["price"], offers["ORA-226"]["priceCurrency"]) == ("19.00", "CAD")
    assert offers["ORA-226"]["url"].endswith("/products/night-drink/?variant=ORA-226")
    assert next(block for block in blocks if block["@type"] == "BreadcrumbList")["itemListElement"][-1]["position"] == 4


def test_text_cannot_end_the_data_block() -> None:
    product = make_product(sku="X")
    Product.objects.filter(pk=product.pk).update(title="</script><script>alert(1)</script>")
    assert "<script>alert" not in Client().get("/products/x/").content.decode()


def test_variants_share_one_canonical_address() -> None:
    make_drink()
    html = Client().get("/products/night-drink/?variant=ORA-226").content.decode()
    assert '<link rel="canonical" href="http://127.0.0.1:8000/products/night-drink/">' in html


def test_number_of_queries_does_not_grow_with_variants() -> None:
    sleep = make_category()
    add_variant(make_parent(category=sleep), "A", "Cherry", "113 g")
    add_variant(make_parent("Other", "other", sleep), "B", "Cherry", "113 g")

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert Client().get("/products/night-drink/").status_code == 200
        return len(queries)

    few = count()
    parent = Product.objects.get(slug="night-drink")
    for number in range(20):
        add_variant(parent, f"V{number}", f"Flavour {number}", "113 g")
    for number in range(6):
        add_variant(make_parent(f"More {number}", f"more-{number}", sleep), f"M{number}", "Cherry", "113 g")
    assert count() == few
    assert few <= 12
