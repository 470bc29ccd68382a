"""The blog's part of `/sitemap.xml` (wired in shop/urls.py)."""
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sites.models import Site
from django.contrib.sites.requests import RequestSite
from wagtail.models import Page

from shop.articles.listing import list_published
from shop.articles.models import ArticlePage, BlogIndexPage


class ArticleSitemap(Sitemap[Page]):
    """The blog and every published article. Addresses follow SITE_URL, not the host of the request."""

    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Site | RequestSite | None = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def items(self) -> list[Page]:
        return [*BlogIndexPage.objects.live().public(), *list_published(ArticlePage.objects.all())]

    def location(self, item: Page) -> str:
        return str(item.get_url_parts()[2])

    def lastmod(self, item: Page) -> datetime | None:
        return item.last_published_at
