"""Makers of articles for the tests."""
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from oscar.apps.catalogue.models import Product

from shop.articles.loading import set_up_blog
from shop.articles.models import ArticlePage


def mention(product: Product, words: str = "the jar") -> str:
    """A paragraph that mentions the product, as stored."""
    return f'<p>Try <a linktype="product" id="{product.pk}">{words}</a> tonight.</p>'


def card(product: Product) -> dict[str, Any]:
    return {"type": "product_card", "value": {"product": product.pk}}


def text(html: str) -> dict[str, Any]:
    return {"type": "text", "value": html}


def make_article(*blocks: dict[str, Any], sources: int = 0, live: bool = True, **fields: Any) -> ArticlePage:
    """A page of the blog, published unless `live` is false."""
    blog = set_up_blog()
    references = [{"type": "reference", "value": {"text": f"Source {n + 1}", "url": ""}} for n in range(sources)]
    values = {"title": "Evening", "standfirst": "A cup.", "byline": "Ada Roy", "date": date(2026, 11, 1), **fields}
    article = ArticlePage(body=json.dumps(list(blocks)), references=json.dumps(references), live=live, **values)
    blog.add_child(instance=article)
    article.save_revision().publish() if live else article.save_revision()
    article.refresh_from_db()
    return article


def rewrite(article: ArticlePage, blocks: Iterable[dict[str, Any]]) -> ArticlePage:
    """The article as an editor opens it, with another body; nothing is saved."""
    draft = article.get_latest_revision_as_object()
    draft.body = json.dumps(list(blocks))
    return draft


def read(article: ArticlePage, client: Client | None = None) -> str:
    """The article's HTML as a visitor gets it."""
    response = (client or Client()).get(f"/blog/{article.slug}/")
    assert response.status_code == 200
    return response.content.decode()


def count_queries(path: str) -> int:
    """Queries of a warm visit: the fewest of three, since Wagtail keeps addresses of sites and pictures in the cache,
    which may drop an entry at any time."""
    client = Client()
    client.get(path)
    return min(_count_once(client, path) for _ in range(3))


def _count_once(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)
