"""What an editor can do in /cms/."""
import os
from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from oscar.apps.catalogue.models import Product
from playwright.sync_api import Page as BrowserPage
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from shop.articles.loading import set_up_blog
from shop.articles.models import ArticlePage
from tests.articles.writing import make_article, mention, read, text
from tests.factories import make_product


@pytest.fixture
def editor(db: None) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser(email="ed@example.org", password="correct horse"))
    return client


def choose(client: Client, words: str = "") -> str:
    response = client.get("/cms/products/chooser/results/", {"q": words})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
def test_chooser_is_for_staff() -> None:
    response = Client().get("/cms/products/chooser/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_chooser_offers_products_of_the_shop_and_no_variants(editor: Client) -> None:
    shown, hidden, parent = make_product(sku="SHOWN"), make_product(sku="HIDDEN"), make_product(sku="PARENT")
    Product.objects.filter(pk=hidden.pk).update(is_public=False)
    Product.objects.filter(pk=parent.pk).update(structure=Product.PARENT)
    Product.objects.create(structure=Product.CHILD, parent=parent, upc="CHILD-1", title="Child")
    html = choose(editor)
    assert shown.title in html
    assert parent.title in html
    assert hidden.title not in html
    assert "Child" not in html


def test_chooser_finds_by_name_by_sku_and_by_a_variant_s_sku(editor: Client) -> None:
    parent, other = make_product(sku="PARENT"), make_product(sku="OTHER")
    Product.objects.filter(pk=parent.pk).update(structure=Product.PARENT)
    Product.objects.create(structure=Product.CHILD, parent=parent, upc="VARIANT-9")
    for words in ("product par", "PARENT", "variant-9"):
        html = choose(editor, words)
        assert parent.title in html
        assert other.title not in html


def test_chosen_product_brings_its_name_and_address(editor: Client) -> None:
    product = make_product(sku="NC-1")
    result = editor.get(f"/cms/products/chooser/chosen/{product.pk}/").json()["result"]
    assert result["id"] == str(product.pk)
    assert (result["title"], result["url"]) == (product.title, "/products/nc-1/")
    assert result["edit_url"] == f"/dashboard/catalogue/products/{product.pk}/"


def test_hidden_product_cannot_be_chosen(editor: Client) -> None:
    product = make_product()
    Product.objects.filter(pk=product.pk).update(is_public=False)
    assert editor.get(f"/cms/products/chooser/chosen/{product.pk}/").status_code == 404


def test_preview_shows_the_draft(editor: Client) -> None:
    article = make_article(text("<p>Tea.</p>"), live=False)
    response = editor.get(f"/cms/pages/{article.pk}/view_draft/")
    assert response.status_code == 200
    assert "<p>Tea.</p>" in response.content.decode()


def test_preview_shows_an_article_that_was_never_saved(editor: Client) -> None:
    product = make_product()
    body = streamfield([("text", rich_text("<p>Tea.</p>", features=["bold"])), ("product_card", {"product": product.pk})])
    fields = {"title": "New", "slug": "new", "standfirst": "A cup.", "byline": "Ada Roy", "date": "2026-11-01"}
    form = nested_form_data({**fields, "body": body, "references": streamfield([]), "comments": inline_formset([])})
    path = f"/cms/pages/add/articles/articlepage/{set_up_blog().pk}/preview/"
    assert editor.post(path, form).json() == {"is_valid": True, "is_available": True}
    html = editor.get(path, {"mode": ""}).content.decode()
    assert "Words by Ada Roy" in html
    assert f'aria-label="{product.title}"' in html


# ---- in a real browser ----------------------------------------------------------------------------------------------
@pytest.fixture
def browser_page(chromium_path: str, live_server: LiveServer, editor: Client) -> Iterator[BrowserPage]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1400, "height": 1000})
        name, cookie = next((name, cookie) for name, cookie in editor.cookies.items() if "session" in name)
        context.add_cookies([{"name": name, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(60_000)
        yield page
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def open_text(page: BrowserPage, live_server: LiveServer, article: ArticlePage) -> None:
    page.goto(f"{live_server.url}/cms/pages/{article.pk}/edit/")
    page.locator(".public-DraftEditor-content").first.click()


def publish(page: BrowserPage, *, mentions: int) -> None:
    """Once the rich text, with this many mentions, has reached its form field (the editor writes a moment later)."""
    page.wait_for_function(
        """wanted => [...document.querySelectorAll('[name^="body-"][name$="-value"]')]
            .some(field => field.value.includes('entityMap')
                && Object.keys(JSON.parse(field.value).entityMap).length === wanted)""",
        arg=mentions,
    )
    page.evaluate("""() => document.querySelector('#page-edit-form')
        .requestSubmit(document.querySelector('button[name="action-publish"]'))""")
    page.wait_for_selector("text=has been published")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_editor_turns_words_into_a_mention(browser_page: BrowserPage, live_server: LiveServer) -> None:
    product = make_product(sku="NC-1")
    article = make_article(text("<p>Try the jar</p>"))
    open_text(browser_page, live_server, article)
    browser_page.keyboard.press("Control+End")
    for _ in "the jar":
        browser_page.keyboard.press("Shift+ArrowLeft")
    browser_page.locator('button[name="PRODUCT"]').dispatch_event("mousedown")
    browser_page.fill(".modal-body input[name=q]", "NC-1")
    browser_page.locator(".modal-body a[data-chooser-modal-choice]", has_text=product.title).click()
    browser_page.wait_for_selector(".TooltipEntity:has-text('the jar')")
    publish(browser_page, mentions=1)
    article.refresh_from_db()
    assert 'Try <a class="product-mention" href="/products/nc-1/">the jar</a>' in read(article)
    assert list(article.mentions.values_list("product_id", flat=True)) == [product.pk]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_editor_sees_which_product_is_mentioned_and_removes_it(
    browser_page: BrowserPage, live_server: LiveServer
) -> None:
    product = make_product(sku="NC-1")
    article = make_article(text(mention(product)))
    open_text(browser_page, live_server, article)
    browser_page.locator(".TooltipEntity").click()
    tooltip = browser_page.locator(".Tooltip")
    assert product.title in tooltip.inner_text()
    tooltip.get_by_role("button", name="Remove").click()
    browser_page.wait_for_selector(".TooltipEntity", state="detached")
    publish(browser_page, mentions=0)
    article.refresh_from_db()
    assert "Try the jar tonight." in read(article)
    assert not article.mentions.exists()
