"""`load_articles`: repeatable, careful with what staff changed, exact about mistakes."""
import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from oscar.apps.catalogue.models import Product
from PIL import Image as Drawing
from wagtail.images.models import Image
from wagtail.models import Page, Site

from shop.articles import loading
from shop.articles.blocks import find_cited_numbers
from shop.articles.loading import ARTICLES, load_articles, set_up_blog
from shop.articles.manuscripts import ManuscriptError
from shop.articles.models import ArticlePage, BlogIndexPage
from tests.factories import make_product

pytestmark = pytest.mark.django_db
HEAD = "title: Tea\nstandfirst: A cup.\nbyline: Ada Roy\ndate: 2026-11-01\n---\n"


def write(folder: Path, body: str, name: str = "tea.md") -> Path:
    path = folder / name
    path.write_text(HEAD + body, encoding="utf-8")
    return path


def load(folder: Path, body: str) -> ArticlePage:
    write(folder, body)
    load_articles(folder)
    return ArticlePage.objects.get(slug="tea")


# ---- the blog -------------------------------------------------------------------------------------------------------
def test_blog_becomes_the_only_site_s_root_and_the_welcome_page_goes() -> None:
    assert Page.objects.filter(title="Welcome to your new Wagtail site!").exists()
    blog = set_up_blog()
    assert [site.root_page_id for site in Site.objects.all()] == [blog.pk]
    assert Site.objects.get().root_url == settings.SITE_URL
    assert not Page.objects.filter(title="Welcome to your new Wagtail site!").exists()


def test_setting_up_again_keeps_what_staff_wrote_about_the_blog() -> None:
    blog = set_up_blog()
    blog.introduction = "Ours."
    blog.save()
    set_up_blog()
    assert BlogIndexPage.objects.get().introduction == "Ours."


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [("https://shop.example", "shop.example", 443), ("http://shop.example", "shop.example", 80)],
)
def test_site_follows_the_shop_s_address(settings: Any, address: str, host: str, port: int) -> None:
    settings.SITE_URL = address
    set_up_blog()
    assert Site.objects.values_list("hostname", "port").get() == (host, port)


# ---- the format -----------------------------------------------------------------------------------------------------
def test_every_form_of_markup(tmp_path: Path) -> None:
    product = make_product(sku="nc")
    article = load(
        tmp_path,
        "First line\ngoes on, **bold** & *soft*, [there](https://example.org/?a=1&b=2), [the jar](product:nc).[1]\n\n"
        "### Below\n\n- one\n- two\n  goes on\n\n1. first\n2. second\n\n## Part\n\n> Said\n> simply.\n\n{product nc}\n\n"
        "[1]: A source <https://example.org/s>\n",
    )
    kinds = [block.block_type for block in article.body]
    assert kinds == ["text", "heading", "pull_quote", "product_card"]
    assert article.body[0].value.source == (
        "<p>First line goes on, <b>bold</b> &amp; <i>soft</i>, "
        '<a href="https://example.org/?a=1&amp;b=2">there</a>, '
        f'<a linktype="product" id="{product.pk}">the jar</a>.[1]</p>'
        "<h3>Below</h3><ul><li>one</li><li>two goes on</li></ul><ol><li>first</li><li>second</li></ol>"
    )
    assert article.body[2].value == "Said simply."
    assert article.body[3].value["product"] == product
    assert dict(article.references[0].value) == {"text": "A source", "url": "https://example.org/s"}


@pytest.mark.parametrize(
    ("body", "line", "complaint"),
    [
        ("One.\n\nTry [it](product:nowhere).\n", 8, "the catalogue has no product nowhere"),
        ("{product nowhere}\n", 6, "the catalogue has no product nowhere"),
        ("[there](mailto:a@example.org)\n", 6, "a link goes to https://…, /… or product:slug: mailto:a@example.org"),
        ("Tea.\n\n[2]: A source\n", 8, "expected the reference [1]: source <address>"),
    ],
)
def test_mistake_is_named_by_file_and_line_and_nothing_is_loaded(
    tmp_path: Path, body: str, line: int, complaint: str
) -> None:
    path = write(tmp_path, body)
    write(tmp_path, "Fine.\n", "another.md")
    with pytest.raises(ManuscriptError) as error:
        load_articles(tmp_path)
    assert str(error.value) == f"{path}:{line}: {complaint}"
    assert not ArticlePage.objects.exists()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("title: Tea\n", ":1: no line `---` between the fields and the text"),
        ("title: Tea\n---\n", ":1: the field `standfirst` is missing"),
        ("titel: Tea\n---\n", ":1: not a field of an article: titel: Tea"),
    ],
)
def test_mistake_in_the_fields(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "tea.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ManuscriptError) as error:
        load_articles(tmp_path)
    assert str(error.value) == f"{path}{complaint}"


def test_command_reports_a_mistake_without_a_traceback(tmp_path: Path) -> None:
    write(tmp_path, "{product nowhere}\n")
    with pytest.raises(CommandError, match=r"tea\.md:6: the catalogue has no product nowhere"):
        call_command("load_articles", folder=tmp_path)


# ---- again ----------------------------------------------------------------------------------------------------------
def test_loading_again_leaves_what_staff_changed(tmp_path: Path) -> None:
    article = load(tmp_path, "Tea.\n")
    article.title = "Coffee"
    article.save_revision().publish()
    out = StringIO()
    call_command("load_articles", folder=tmp_path, stdout=out)
    assert out.getvalue() == "left as they are: tea\n"
    assert ArticlePage.objects.get().title == "Coffee"


def test_overwriting_is_a_new_revision_of_the_same_page(tmp_path: Path) -> None:
    article = load(tmp_path, "Tea.\n")
    write(tmp_path, "More tea.\n")
    out = StringIO()
    call_command("load_articles", folder=tmp_path, overwrite=True, stdout=out)
    assert out.getvalue() == "overwritten: tea\n"
    again = ArticlePage.objects.get()
    assert (again.pk, again.revisions.count()) == (article.pk, 2)
    assert again.body[0].value.source == "<p>More tea.</p>"


def test_picture_is_loaded_once_with_its_description(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(loading, "PICTURES", tmp_path)
    Drawing.new("RGB", (1600, 900), "#443355").save(tmp_path / "tea.png")
    write(tmp_path, "Tea.\n")
    text = (tmp_path / "tea.md").read_text(encoding="utf-8")
    (tmp_path / "tea.md").write_text("hero_alt: A cup at dusk.\n" + text, encoding="utf-8")
    load_articles(tmp_path)
    load_articles(tmp_path, overwrite=True)
    image = Image.objects.get()
    assert image == ArticlePage.objects.get().hero
    assert (image.default_alt_text, image.width) == ("A cup at dusk.", 1600)
    assert image.renditions.count() == 7


# ---- the shop's own articles ----------------------------------------------------------------------------------------
def plain(article: ArticlePage) -> str:
    parts = [article.title, article.standfirst, article.search_description]
    for block in article.body:
        value = getattr(block.value, "source", block.value)
        parts.append(re.sub(r"<[^>]+>", " ", value) if isinstance(value, str) else "")
    return " ".join(parts)


def own_articles() -> list[ArticlePage]:
    return list(ArticlePage.objects.order_by("-date"))


def test_first_article_mentions_both_products_inline_and_as_cards(shop_data: None) -> None:
    article = own_articles()[0]
    wanted = set(Product.objects.filter(slug__in=["natural-calm", "calmful-sleep"]).values_list("pk", flat=True))
    cards = {block.value["product"].pk for block in article.body if block.block_type == "product_card"}
    inline = {int(found) for found in re.findall(r'linktype="product" id="(\d+)"', json.dumps(article.body.get_prep_value())
                                                 .replace('\\"', '"'))}  # fmt: skip
    assert article.slug == "magnesium-and-sleep"
    assert cards == inline == wanted
    assert 900 <= len(plain(article).split()) <= 1300
    assert article.source_name
    assert article.source_url
    assert "Demo" in article.permission_note


def test_own_articles_cite_every_reference_and_only_these(shop_data: None) -> None:
    assert len(own_articles()) == len(list(ARTICLES.glob("[!R]*.md"))) == 3
    for article in own_articles():
        assert set(find_cited_numbers(article.body)) == set(range(1, len(article.references) + 1)), article.slug


# The words of label_rules.json's claim linter: what an article beside a product must not say.
FORBIDDEN = (
    "cure|cures|treat|treats|treatment|heal|heals|prevent|prevents|reverse|diagnose|remedy|fights|combats|eliminates|"
    "insomnia|anxiety disorder|depression|adhd|autism|migraine|hypertension|high blood pressure|diabetes|osteoporosis|"
    "arthritis|fibromyalgia|restless legs|epilepsy|asthma|cancer|heart disease|dementia|alzheimer|pms|constipation|"
    "chronic pain|clinically proven|guaranteed|miracle|100% absorbed|most absorbable|fast-acting|detox|toxin-free|"
    "no side effects|non-toxic|safe for everyone|doctor recommended|better than medication"
)


def test_own_articles_make_no_forbidden_claim(shop_data: None) -> None:
    for article in own_articles():
        assert re.findall(rf"\b(?:{FORBIDDEN})\b", plain(article).lower()) == [], article.slug
