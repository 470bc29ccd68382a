"""JSON-LD of the blog: schema.org's Article, Blog and BreadcrumbList."""
from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext

if TYPE_CHECKING:  # the models import this module
    from shop.articles.models import ArticlePage, BlogIndexPage

Node = dict[str, Any]
LOGO = "img/logo-512.png"


def describe_article(article: ArticlePage, url: str, picture_url: str) -> list[Node]:
    blog = article.get_parent()
    node: Node = {
        "@type": "Article",
        "@id": f"{url}#article",
        "headline": article.title,
        "description": article.summary,
        "url": url,
        "mainEntityOfPage": url,
        "inLanguage": settings.LANGUAGE_CODE,
        "datePublished": article.date.isoformat(),
        "dateModified": (article.last_published_at or article.latest_revision_created_at or article.date).isoformat(),
        "author": describe_author(article.byline, _locate(blog)),
        "publisher": describe_publisher(),
        "citation": [reference.value["text"] for reference in article.references],
    }
    if picture_url:
        node["image"] = [picture_url]
    if article.source_url:
        node["isBasedOn"] = article.source_url
    return [_state(node), _state(describe_trail([_home(), (blog.title, _locate(blog)), (article.title, url)]))]


def describe_author(byline: str, url: str) -> Node:
    """A byline such as "Stay Calm editors" is the house, any other a person."""
    kind = "Organization" if byline.startswith(settings.WAGTAIL_SITE_NAME) else "Person"
    return {"@type": kind, "name": byline, "url": url}


def describe_index(blog: BlogIndexPage, url: str, articles: Iterable[ArticlePage]) -> list[Node]:
    node: Node = {
        "@type": "Blog",
        "name": blog.title,
        "url": url,
        "inLanguage": settings.LANGUAGE_CODE,
        "publisher": describe_publisher(),
        "mainEntity": {
            "@type": "ItemList",
            "itemListElement": [
                {"@type": "ListItem", "position": number, "name": article.title, "url": _locate(article)}
                for number, article in enumerate(articles, 1)
            ],
        },
    }
    if blog.introduction:
        node["description"] = blog.introduction
    return [_state(node), _state(describe_trail([_home(), (blog.title, _locate(blog))]))]


def _home() -> tuple[str, str]:
    return gettext("Home"), f"{settings.SITE_URL}{reverse('home')}"


def describe_publisher() -> Node:
    logo = f"{settings.SITE_URL}{static(LOGO)}"
    return {"@type": "Organization", "name": settings.OSCAR_SHOP_NAME, "url": f"{settings.SITE_URL}/", "logo": logo}


def describe_trail(steps: Iterable[tuple[str, str]]) -> Node:
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": url}
        for number, (name, url) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _state(node: Node) -> Node:
    return {"@context": "https://schema.org", **node}


def _locate(page: Any) -> str:
    return f"{settings.SITE_URL}{page.get_url_parts()[2]}"
