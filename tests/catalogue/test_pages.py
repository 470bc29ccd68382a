"""Every storefront page with the real catalogue: it answers, and what the shell promises is there."""
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation
from oscar.apps.catalogue.models import Category, Product

from shop.templatetags.money import cad


@pytest.mark.parametrize("path", ["/", "/products/", "/search/", "/search/?q=lemon", "/categories/sleep/"])
def test_page_has_one_heading_a_title_and_no_inline_code(path: str, shop_data: None) -> None:
    html = Client().get(path).content.decode()
    assert html.count("<h1") == 1
    assert re.search(r"<title>.+ · .+</title>", html)
    assert 'href="#main"' in html
    assert not re.search(r"<[^>]+ style=|<style|<script(?! type=\"(module|application/ld\+json)\")", html)


def test_every_product_and_category_answers(shop_data: None) -> None:
    client = Client()
    products = Product.objects.exclude(structure=Product.CHILD)
    assert products.count() == 29
    for one in [*products, *Category.objects.all()]:
        assert client.get(one.get_absolute_url()).status_code == 200, one


def test_every_link_of_the_front_page_leads_somewhere(shop_data: None) -> None:
    client = Client()
    html = client.get("/").content.decode()
    for path in sorted(set(re.findall(r'href="(/[^"#]*)"', html))):
        if not path.startswith("/static/"):
            assert client.get(path).status_code in {200, 302}, path


def test_fictional_number_and_demo_data_are_marked(shop_data: None) -> None:
    html = Client().get("/products/natural-calm/").content.decode()
    assert "fictional, for this demonstration" in html
    assert "Demo data." in html
    assert "fictional, for" not in Client().get("/products/calm-kids/").content.decode()


@pytest.mark.parametrize(
    ("amount", "language", "text"),
    [
        (Decimal("22.99"), "en-ca", "$22.99"),
        (Decimal("1234.5"), "en-ca", "$1,234.50"),
        ("12.50", "en-ca", "$12.50"),
        (Decimal("22.99"), "fr-ca", "22,99\xa0$"),
        (Decimal("0"), "en-ca", "$0.00"),
        (None, "en-ca", ""),
    ],
)
def test_money_as_people_read_it(amount: Decimal | str | None, language: str, text: str) -> None:
    with translation.override(language):
        assert cad(amount) == text
