"""/sitemap.xml and /robots.txt: what search engines may find."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from oscar.apps.catalogue.models import Category, Product

from shop.articles.sitemaps import ArticleSitemap

# The empty cart is open: it holds nothing of anybody, and a crawler that asks for the checkout is led there.
CLOSED = (
    "/checkout/return/",
    "/checkout/thank-you/",
    "/orders/",
    "/account/",
    "/accounts/",
    "/dashboard/",
    "/cms/",
    "/admin/",
    "/search/",
)


class _OurAddress(Sitemap):
    """Addresses under SITE_URL, whatever the request called the shop."""

    protocol = settings.SITE_URL.split(":")[0]

    def get_domain(self, site: Any = None) -> str:
        return settings.SITE_URL.split("://")[1]


class PageSitemap(_OurAddress):
    def items(self) -> list[str]:
        return ["home", "products"]

    def location(self, item: str) -> str:
        return reverse(item)


class ProductSitemap(_OurAddress):
    def items(self) -> QuerySet[Product]:
        return Product.objects.filter(is_public=True).exclude(structure=Product.CHILD).order_by("pk")

    def lastmod(self, item: Product) -> datetime:
        return item.date_updated


class CategorySitemap(_OurAddress):
    def items(self) -> QuerySet[Category]:
        return Category.objects.filter(is_public=True).order_by("path")


SITEMAPS: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {
    "pages": PageSitemap,
    "products": ProductSitemap,
    "categories": CategorySitemap,
    "articles": ArticleSitemap,
}


@require_safe
def sitemap_view(request: HttpRequest) -> HttpResponse:
    return sitemap(request, sitemaps=SITEMAPS)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Personal and staff pages are closed; the sitemap is named with its full address."""
    rows = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), "", f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    return HttpResponse("\n".join(rows) + "\n", content_type="text/plain")
