"""An article as a reader gets it."""
import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings as shop_settings
from django.core.exceptions import ValidationError
from django.test import Client
from oscar.apps.catalogue.models import Product
from oscar.apps.partner.models import StockRecord
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from shop.articles.models import ArticlePage
from tests.articles.writing import card, count_queries, make_article, mention, read, rewrite, text
from tests.factories import make_product

pytestmark = pytest.mark.django_db


def share_links(html: str) -> list[str]:
    found = re.findall(r'class="share-links__link" href="([^"]+)"', html)
    return [link.replace("&amp;", "&") for link in found]


def nodes(html: str) -> dict[str, dict]:
    found = re.findall(r'<script type="application/ld\+json">(.+?)</script>', html)
    return {node["@type"]: node for node in map(json.loads, found)}


def test_article_shows_what_it_was_given() -> None:
    article = make_article(
        {"type": "heading", "value": "A quiet hour"},
        text("<p>Tea.</p>"),
        source_name="Lamp & Hearth",
        source_url="https://lamp.example/a",
        permission_note="With permission.",
        reviewer="Jo Lake, pharmacist",
        reviewed_on=date(2026, 11, 2),
    )
    html = read(article)
    assert '<h2 id="a-quiet-hour">A quiet hour</h2>' in html
    assert "Words by Ada Roy" in html
    assert 'First published in <a href="https://lamp.example/a" rel="noopener">Lamp &amp; Hearth</a>.' in html
    assert "With permission." in html
    assert "Jo Lake, pharmacist, 2 Nov 2026" in html
    assert "We sell magnesium." in html
    assert "Ask a health professional first if you are pregnant" in html


def test_article_without_a_reviewer_says_so() -> None:
    assert "Not yet reviewed by a health professional" in read(make_article(text("<p>Tea.</p>")))


def test_draft_is_not_found() -> None:
    article = make_article(text("<p>Tea.</p>"), live=False)
    assert Client().get(f"/blog/{article.slug}/").status_code == 404


# ---- citations ----------------------------------------------------------------------------------------------------
def test_citations_link_to_references_and_back() -> None:
    html = read(make_article(text("<p>Seeds. [1] Nuts.[1, 2]</p>"), sources=2))
    first = '<sup class="citation"><a href="#ref-1" id="cite-1" aria-label="Reference 1">1</a></sup>'
    both = (
        '<sup class="citation"><a href="#ref-1" aria-label="Reference 1">1</a>'
        '<a href="#ref-2" id="cite-2" aria-label="Reference 2">2</a></sup>'
    )
    assert f"<p>Seeds.{first} Nuts.{both}</p>" in html
    assert '<li id="ref-2">Source 2 <a class="article-end__back" href="#cite-2">' in html


def test_reference_that_nothing_cites_has_no_way_back() -> None:
    html = read(make_article(text("<p>Seeds.[1]</p>"), sources=2))
    assert '<li id="ref-2">Source 2</li>' in html


def test_key_sentence_is_cited_too_and_escaped() -> None:
    html = read(make_article({"type": "pull_quote", "value": "Salt < seeds.[1]"}, sources=1))
    assert '<p class="article__key">Salt &lt; seeds.<sup class="citation">' in html


@pytest.mark.parametrize("cited", ["[3]", "[0]", "[1, 9]"])
def test_article_cannot_cite_a_reference_it_has_not(cited: str) -> None:
    article = make_article(text("<p>Tea.</p>"), sources=2)
    with pytest.raises(ValidationError) as error:
        rewrite(article, [text(f"<p>Tea.{cited}</p>")]).full_clean()
    assert set(error.value.message_dict) == {"references"}


# ---- cards --------------------------------------------------------------------------------------------------------
def test_card_shows_live_price_and_stock() -> None:
    product = make_product(sku="NC-1", price="38.99", stock=3)
    article = make_article(card(product))
    assert "$38.99" in read(article)
    assert "Only 3 left" in read(article)
    StockRecord.objects.filter(product=product).update(price=Decimal("12.50"), num_in_stock=40)
    assert "$12.50" in read(article)
    assert "In stock" in read(article)


def test_card_counts_promised_units_as_gone_and_offers_nothing_when_sold_out() -> None:
    product = make_product(stock=2)
    article = make_article(card(product))
    StockRecord.objects.filter(product=product).update(num_allocated=2)
    html = read(article)
    assert "Sold out" in html
    assert "Add to cart" not in html


def test_card_shows_licensed_use_and_cautions() -> None:
    product = make_product()
    product.facts.recommended_use = ["Helps to maintain proper muscle function."]
    product.facts.cautions = ["Ask first.", "Keep dry."]
    product.facts.save()
    html = read(make_article(card(product)))
    assert "Helps to maintain proper muscle function." in html
    assert "Ask first. Keep dry." in html


def test_card_of_a_withdrawn_product_is_not_there() -> None:
    product = make_product()
    article = make_article(text("<p>Tea.</p>"), card(product))
    Product.objects.filter(pk=product.pk).update(is_public=False)
    assert "article-product" not in read(article).replace("article-product.css", "")
    product.delete()
    assert "article-product" not in read(article).replace("article-product.css", "")


def test_card_of_a_product_with_variants_offers_each_and_starts_with_the_first_in_stock(shop_data: None) -> None:
    parent = Product.objects.get(slug="natural-calm")
    first = parent.children.order_by("variant__position").first()
    StockRecord.objects.filter(product=first).update(num_in_stock=0)
    article = ArticlePage.objects.get(slug="magnesium-and-sleep")
    html = read(article)
    assert f'<option value="{first.upc}" disabled>' in html
    assert html.count("<option") == parent.children.count() + 3  # Calmful Sleep has three
    assert "from $22.99" in html


def test_card_adds_to_the_cart_without_javascript() -> None:
    product = make_product(sku="NC-1")
    client = Client(enforce_csrf_checks=True)
    html = read(make_article(card(product)), client)
    form = re.search(r'<form class="article-product__form" action="([^"]+)" method="post">(.+?)</form>', html, re.DOTALL)
    assert form is not None
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)">', form[2]))
    assert set(fields) == {"csrfmiddlewaretoken", "quantity", "sku"}
    assert client.post(form[1], fields).status_code == 302
    assert "NC-1" in client.get("/cart/").content.decode()


# ---- what other machines read -------------------------------------------------------------------------------------
def test_share_links_carry_address_and_title() -> None:
    article = make_article(text("<p>Tea.</p>"), title="Calm & quiet: 50% more?", slug="calm", standfirst="A + B")
    address = f"{shop_settings.SITE_URL}/blog/calm/"
    facebook, x, linkedin, pinterest, mail = (urlsplit(link) for link in share_links(read(article)))
    assert (facebook.netloc, parse_qs(facebook.query)) == ("www.facebook.com", {"u": [address]})
    assert (x.netloc, parse_qs(x.query)) == ("x.com", {"text": ["Calm & quiet: 50% more?"], "url": [address]})
    assert (linkedin.netloc, parse_qs(linkedin.query)) == ("www.linkedin.com", {"url": [address]})
    assert parse_qs(pinterest.query) == {"url": [address], "description": ["Calm & quiet: 50% more?"]}
    assert parse_qs(mail.query) == {"subject": ["Calm & quiet: 50% more?"], "body": [f"A + B\r\n\r\n{address}"]}
    assert "+" not in mail.query


def test_structured_data_names_article_author_and_trail() -> None:
    article = make_article(text("<p>Tea.[1]</p>"), title="</script> & tea", slug="tea", sources=1)
    found = nodes(read(article))
    assert found["Article"]["headline"] == "</script> & tea"
    assert found["Article"]["author"] == {"@type": "Person", "name": "Ada Roy", "url": f"{shop_settings.SITE_URL}/blog/"}
    assert found["Article"]["datePublished"] == "2026-11-01"
    assert found["Article"]["citation"] == ["Source 1"]
    steps = [step["item"] for step in found["BreadcrumbList"]["itemListElement"]]
    assert steps == [f"{shop_settings.SITE_URL}/", f"{shop_settings.SITE_URL}/blog/", f"{shop_settings.SITE_URL}/blog/tea/"]


def test_head_names_canonical_address_and_open_graph() -> None:
    html = read(make_article(text("<p>Tea.</p>"), slug="tea", search_description="About tea."))
    assert f'<link rel="canonical" href="{shop_settings.SITE_URL}/blog/tea/">' in html
    assert '<meta name="description" content="About tea.">' in html
    assert '<meta property="og:type" content="article">' in html


def test_page_holds_no_inline_script_or_style(shop_data: None) -> None:
    for path in ("/blog/", "/blog/magnesium-and-sleep/"):
        html = Client().get(path).content.decode()
        assert set(re.findall(r"<script(.*?)>", html)) <= {' type="application/ld+json"'}
        assert not re.search(r"<style|\sstyle=|\son\w+=", html)


# ---- cost ---------------------------------------------------------------------------------------------------------
def test_ten_mentions_and_cards_cost_the_queries_of_one() -> None:
    products = [make_product() for _ in range(10)]
    make_article(text(mention(products[0])), card(products[0]), slug="one")
    blocks = [block for product in products for block in (text(mention(product)), card(product))]
    make_article(*blocks, slug="ten")
    assert count_queries("/blog/ten/") == count_queries("/blog/one/") <= 12


def test_pictures_cost_the_same_for_every_article_and_stay_within_the_budget(
    tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    for number in range(3):
        article = make_article(text("<p>Tea.</p>"), card(make_product()), slug=f"tea-{number}")
        article.hero = Image.objects.create(title=f"{number}", file=get_test_image_file())
        article.save()
    for number in range(3):
        assert count_queries(f"/blog/tea-{number}/") <= 12
    assert count_queries("/blog/") <= 8


def test_first_article_stays_within_its_budget(shop_data: None) -> None:
    assert count_queries("/blog/magnesium-and-sleep/") <= 12
