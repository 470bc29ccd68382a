"""Lists of products: all, of a category, found by words; sorted and in pages."""
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.models import Category, Product, ProductCategory

from shop.catalogue.cards import ProductCard, make_cards
from shop.catalogue.units import has_flavour, list_public_products

PER_PAGE = 12
MOST_WORDS = 8  # of a search; more would only make the query long

FEATURED, CHEAPEST, DEAREST, NAME = "featured", "price", "-price", "name"
SORTS: dict[str, str | Promise] = {
    FEATURED: _("Featured"),
    CHEAPEST: _("Price, low to high"),
    DEAREST: _("Price, high to low"),
    NAME: _("Name"),
}


@dataclass(frozen=True)
class Listing:
    """One page of cards and the way to its neighbours (`""` where there is none)."""

    path: str
    query: str
    sort: str
    page: Page[Product]
    cards: list[ProductCard]

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def canonical_path(self) -> str:
        """Sorting makes no new page for a search engine, the page number does."""
        return f"{self.path}?page={self.page.number}" if self.page.number > 1 else self.path

    @property
    def previous_url(self) -> str:
        return self.url_of(self.page.number - 1) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        return self.url_of(self.page.number + 1) if self.page.has_next() else ""

    @property
    def numbered_urls(self) -> list[tuple[int, str]]:
        return [(number, self.url_of(number)) for number in self.page.paginator.page_range]

    def url_of(self, number: int) -> str:
        parts = {
            "q": self.query,
            "sort": "" if self.sort == FEATURED else self.sort,
            "page": "" if number == 1 else str(number),
        }
        query = urlencode({name: value for name, value in parts.items() if value})
        return f"{self.path}?{query}" if query else self.path


def make_listing(products: QuerySet[Product], path: str, sort: str, page: str, query: str = "") -> Listing:
    """Raises `django.core.paginator.InvalidPage` for a page that does not exist; an unknown order means the usual."""
    sort = sort if sort in SORTS else FEATURED
    chosen = Paginator(_sort(products, sort), PER_PAGE).page(page)
    return Listing(path, query, sort, chosen, make_cards(chosen.object_list))


def list_categories() -> list[Category]:
    """Public categories that have something to show, in the order of the catalogue."""
    held = list_public_products().filter(categories=OuterRef("pk"))
    return list(Category.objects.browsable().filter(Exists(held)).order_by("path"))


def in_category(category: Category) -> QuerySet[Product]:
    """Products of the category and of those below it."""
    below = ProductCategory.objects.filter(product=OuterRef("pk"), category__path__startswith=category.path)
    return list_public_products().filter(Exists(below))


def find_products(query: str) -> QuerySet[Product]:
    """Products that have every word in their name, summary, description, category or flavour."""
    found = list_public_products()
    words = query.split()[:MOST_WORDS]
    if not words:
        return found.none()
    for word in words:
        of_category = ProductCategory.objects.filter(product=OuterRef("pk"), category__name__icontains=word)
        found = found.filter(
            Q(title__icontains=word)
            | Q(facts__summary__icontains=word)
            | Q(description__icontains=word)
            | Exists(of_category)
            | has_flavour(word)
        )
    return found


def _sort(products: QuerySet[Product], sort: str) -> QuerySet[Product]:
    if sort == NAME:
        return products.order_by("title", "pk")
    if sort in {CHEAPEST, DEAREST}:
        of_variants = Min("children__stockrecords__price", filter=Q(children__is_public=True))
        priced = products.annotate(lowest_price=Coalesce(of_variants, Min("stockrecords__price")))
        price = F("lowest_price")
        by_price = price.asc(nulls_last=True) if sort == CHEAPEST else price.desc(nulls_last=True)
        return priced.order_by(by_price, "title", "pk")
    return products.order_by("-priority", "pk")
