"""The list of articles, the feed and the sitemap."""
from datetime import date, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from shop.articles.loading import set_up_blog
from shop.articles.models import ARTICLES_PER_PAGE
from tests.articles.writing import count_queries, make_article, text

pytestmark = pytest.mark.django_db


def make_articles(count: int) -> None:
    for number in range(count):
        make_article(text("<p>Tea.</p>"), title=f"No. {number}.", date=date(2026, 1, 1) + timedelta(days=number))


def test_empty_blog_says_so() -> None:
    set_up_blog()
    html = Client().get("/blog/").content.decode()
    assert "Nothing to read yet" in html


def test_list_shows_the_newest_first_and_no_drafts() -> None:
    make_articles(3)
    make_article(text("<p>Tea.</p>"), title="Secret", live=False)
    html = Client().get("/blog/").content.decode()
    assert html.index("No. 2.") < html.index("No. 1.") < html.index("No. 0.")
    assert "Secret" not in html


def test_long_list_is_paged() -> None:
    make_articles(ARTICLES_PER_PAGE + 1)
    first, second = (Client().get(path).content.decode() for path in ("/blog/", "/blog/?page=2"))
    assert 'rel="next" href="?page=2"' in first
    assert "No. 0." not in first
    assert "No. 0." in second
    assert 'rel="prev" href="/blog/"' in second
    assert f'<link rel="canonical" href="{settings.SITE_URL}/blog/?page=2">' in second


@pytest.mark.parametrize("page", ["99", "0", "x"])
def test_page_that_does_not_exist_gives_the_nearest(page: str) -> None:
    make_articles(1)
    response = Client().get(f"/blog/?page={page}")
    assert response.status_code == 200
    assert f'<link rel="canonical" href="{settings.SITE_URL}/blog/">' in response.content.decode()


def test_list_costs_the_same_for_one_article_and_for_nine() -> None:
    make_articles(1)
    once = count_queries("/blog/")
    make_articles(8)
    assert count_queries("/blog/") == once <= 10


def test_feed_lists_published_articles_with_whole_addresses() -> None:
    make_articles(2)
    make_article(text("<p>Tea.</p>"), title="Secret", live=False)
    response = Client().get("/blog/feed/")
    channel = ElementTree.fromstring(response.content).find("channel")
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert channel is not None
    assert [item.findtext("title") for item in channel.iter("item")] == ["No. 1.", "No. 0."]
    assert channel.findtext("item/link") == f"{settings.SITE_URL}/blog/no-1/"
    assert channel.findtext("item/pubDate") == "Fri, 02 Jan 2026 00:00:00 -0500"
    assert channel.findtext("link") == f"{settings.SITE_URL}/blog/"


def test_sitemap_lists_blog_and_published_articles() -> None:
    make_articles(1)
    make_article(text("<p>Tea.</p>"), title="Secret", live=False)
    xml = Client().get("/sitemap.xml").content.decode()
    assert f"<loc>{settings.SITE_URL}/blog/</loc>" in xml
    assert f"<loc>{settings.SITE_URL}/blog/no-0/</loc>" in xml
    assert "secret" not in xml


def test_blog_answers_under_any_host_name_with_the_shop_s_address() -> None:
    make_articles(1)
    html = Client(SERVER_NAME="localhost").get("/blog/no-0/").content.decode()
    assert f'<link rel="canonical" href="{settings.SITE_URL}/blog/no-0/">' in html
    assert urlsplit(settings.SITE_URL).hostname != "localhost"
