"""An inline mention is a link to the product wherever it is now, and plain text once the product is withdrawn."""
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.apps.catalogue.models import Product
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.rich_text import expand_db_html

from shop.articles.mentions import FEATURE, find_mention_ids
from tests.articles.writing import make_article, mention, read, text
from tests.factories import make_product

pytestmark = pytest.mark.django_db
PLAIN = "<p>Try the jar tonight.</p>"


def make_variant(parent: Product) -> Product:
    parent.structure = Product.PARENT
    parent.save()
    return Product.objects.create(structure=Product.CHILD, parent=parent, upc=f"{parent.upc}-1")


def test_mention_is_a_link_to_the_product() -> None:
    product = make_product(sku="NC-1")
    article = make_article(text(mention(product)))
    assert '<p>Try <a class="product-mention" href="/products/nc-1/">the jar</a> tonight.</p>' in read(article)


def test_mention_follows_a_renamed_product() -> None:
    product = make_product(sku="NC-1")
    article = make_article(text(mention(product)))
    product.title, product.slug = "Quiet Powder", "quiet-powder"
    product.save()
    assert '<a class="product-mention" href="/products/quiet-powder/">the jar</a>' in read(article)


def test_mention_of_a_variant_leads_to_its_parent_with_the_variant_chosen() -> None:
    variant = make_variant(make_product(sku="NC-1"))
    article = make_article(text(mention(variant)))
    assert 'href="/products/nc-1/?variant=NC-1-1"' in read(article)


@pytest.mark.parametrize("how", ["deleted", "hidden", "not sold in Canada"])
def test_mention_of_a_withdrawn_product_is_plain_text(how: str) -> None:
    product = make_product()
    article = make_article(text(mention(product)))
    if how == "deleted":
        product.delete()
    elif how == "hidden":
        Product.objects.filter(pk=product.pk).update(is_public=False)
    else:
        product.facts.sell_ca = False
        product.facts.save()
    assert PLAIN in read(article)


def test_mention_of_a_variant_whose_parent_is_hidden_is_plain_text() -> None:
    parent = make_product()
    article = make_article(text(mention(make_variant(parent))))
    Product.objects.filter(pk=parent.pk).update(is_public=False)
    assert PLAIN in read(article)


def test_mention_comes_back_with_its_product() -> None:
    product = make_product(sku="NC-1")
    product.is_public = False
    product.save()
    article = make_article(text(mention(product)))
    assert PLAIN in read(article)
    Product.objects.filter(pk=product.pk).update(is_public=True)
    assert 'href="/products/nc-1/"' in read(article)


def test_markup_within_a_mention_survives() -> None:
    product = make_product(sku="NC-1")
    article = make_article(text(f'<p><a linktype="product" id="{product.pk}"><b>the</b> jar</a></p>'))
    assert '<a class="product-mention" href="/products/nc-1/"><b>the</b> jar</a>' in read(article)


def test_damaged_mention_is_plain_text() -> None:
    article = make_article(text('<p>Try <a linktype="product" id="x7">the jar</a> tonight.</p>'))
    assert PLAIN in read(article)


def test_other_links_are_left_alone() -> None:
    article = make_article(text('<p><a href="https://example.org/a">there</a></p>'))
    assert '<p><a href="https://example.org/a">there</a></p>' in read(article)


def test_mention_ids_are_found_in_reading_order() -> None:
    source = '<p><a id="7" linktype="product">a</a> <a href="/x/">b</a> <a linktype="product" id="3">c</a></p>'
    assert list(find_mention_ids(source)) == [7, 3]


def test_rich_text_outside_an_article_costs_one_query_for_all_mentions() -> None:
    products = [make_product(sku=f"NC-{number}") for number in range(3)]
    source = "".join(mention(product) for product in products)
    with CaptureQueriesContext(connection) as queries:
        html = expand_db_html(source)
    assert len(queries) == 1
    assert html.count('<a class="product-mention" href="/products/nc-') == 3


def test_withdrawn_product_outside_an_article_has_no_address() -> None:
    product = make_product()
    source = mention(product)
    product.delete()
    assert expand_db_html(source) == "<p>Try <a>the jar</a> tonight.</p>"


def test_editor_gives_back_what_it_was_given() -> None:
    product = make_product(sku="NC-1")
    converter = ContentstateConverter(features=[FEATURE])
    state = converter.from_database_format(mention(product))
    entity = json.loads(state)["entityMap"]["0"]
    assert entity["type"] == "PRODUCT"
    assert entity["data"] == {"id": product.pk, "title": product.title, "url": "/products/nc-1/"}
    assert f'<a linktype="product" id="{product.pk}">the jar</a>' in converter.to_database_format(state)


@pytest.mark.parametrize(("how", "known"), [("hidden", True), ("deleted", False)])
def test_editor_keeps_a_withdrawn_product_and_shows_it_as_broken(how: str, known: bool) -> None:
    product = make_product()
    source, product_id = mention(product), product.pk
    if how == "deleted":
        product.delete()
    else:
        Product.objects.filter(pk=product_id).update(is_public=False)
    converter = ContentstateConverter(features=[FEATURE])
    state = converter.from_database_format(source)
    data = json.loads(state)["entityMap"]["0"]["data"]
    assert data == ({"id": product_id, "title": product.title} if known else {"id": product_id})
    assert f'<a linktype="product" id="{product_id}">the jar</a>' in converter.to_database_format(state)
