"""The storefront's pages: read the request, ask one function, answer."""
from typing import Any

from django.core.paginator import InvalidPage
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from oscar.apps.catalogue.models import Category, Product

from shop.catalogue.cards import make_cards
from shop.catalogue.listing import SORTS, Listing, find_products, in_category, list_categories, make_listing
from shop.catalogue.product_page import read_product_page
from shop.catalogue.structured_data import absolute, describe_product, describe_site, describe_trail, list_trail
from shop.catalogue.units import list_public_products

ON_HOME = 10  # the first two as a pair, the others as a shelf
LONGEST_SEARCH = 100


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    cards = make_cards(list_public_products().order_by("-priority", "pk")[:ON_HOME])
    context = {
        "pair": cards[:2],
        "shelf": cards[2:],
        "categories": list_categories(),
        "structured_data": describe_site(),
    }
    return render(request, "home.html", context)


@require_safe
def product_list(request: HttpRequest) -> HttpResponse:
    listing = _read_listing(request, list_public_products(), reverse("products"))
    return render(request, "catalogue/products.html", _listing_context(listing))


@require_safe
def category_list(request: HttpRequest, slug: str) -> HttpResponse:
    category = Category.objects.browsable().filter(slug=slug).order_by("path").first()
    if category is None:
        raise Http404
    listing = _read_listing(request, in_category(category), category.get_absolute_url())
    context = _listing_context(listing, category)
    return render(request, "catalogue/category.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    listing = _read_listing(request, find_products(query), reverse("search"), query)
    return render(request, "catalogue/search.html", {**_listing_context(listing), "query": query})


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    page = read_product_page(slug, request.GET.get("variant", ""))
    if page is None:
        raise Http404
    trail = list_trail(page.category, (page.product.title, page.path))
    context = {
        "page": page,
        "trail": trail,
        "share_image": absolute(page.pictures[0]["src"]),
        "structured_data": [describe_product(page), describe_trail(trail)],
    }
    return render(request, "catalogue/product.html", context)


def _read_listing(request: HttpRequest, products: QuerySet[Product], path: str, query: str = "") -> Listing:
    try:
        return make_listing(products, path, request.GET.get("sort", ""), request.GET.get("page", "1"), query)
    except InvalidPage as error:
        raise Http404 from error


def _listing_context(listing: Listing, category: Category | None = None) -> dict[str, Any]:
    trail = list_trail(category)
    return {
        "listing": listing,
        "sorts": SORTS,
        "category": category,
        "categories": list_categories(),
        "trail": trail,
        "structured_data": [describe_trail(trail)],
    }
