"""Lists of products: what they hold, their order, their pages and what they cost the database."""
from collections.abc import Callable

import pytest
from django.core.paginator import InvalidPage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shop.catalogue.listing import PER_PAGE, find_products, in_category, list_categories, make_listing
from shop.catalogue.units import list_public_products
from tests.catalogue.shelf import add_variant, make_category, make_parent
from tests.factories import make_product

pytestmark = pytest.mark.django_db


def names(sort: str = "", page: str = "1") -> list[str]:
    return [card.name for card in make_listing(list_public_products(), "/products/", sort, page).cards]


def count_queries(path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(path).status_code == 200
    return len(queries)


def test_variants_and_hidden_products_are_not_listed() -> None:
    parent = make_parent()
    add_variant(parent, "A", "Cherry", "113 g")
    hidden = make_product(sku="HIDDEN")
    hidden.is_public = False
    hidden.save()
    foreign = make_product(sku="US-ONLY")
    foreign.facts.sell_ca = False
    foreign.facts.save()
    assert names() == ["Night drink"]


def test_card_of_a_product_with_variants_says_from_the_lowest_price_in_stock() -> None:
    parent = make_parent()
    add_variant(parent, "A", "Cherry", "113 g", "10.00", stock=0)
    add_variant(parent, "B", "Cherry", "226 g", "20.00", stock=9)
    add_variant(parent, "C", "Orange", "226 g", "30.00", stock=9)
    card = make_listing(list_public_products(), "/products/", "", "1").cards[0]
    assert (str(card.price_from), str(card.price_to), card.state, card.left) == ("20.00", "30.00", "in_stock", None)
    assert card.flavours == ("Cherry", "Orange")


@pytest.mark.parametrize(
    ("stock", "allocated", "state", "left"),
    [(20, 0, "in_stock", None), (20, 16, "low", 4), (20, 20, "sold_out", None), (0, 0, "sold_out", None)],
)
def test_what_is_promised_is_not_available(stock: int, allocated: int, state: str, left: int | None) -> None:
    add_variant(make_parent(), "A", "Cherry", "113 g", stock=stock, allocated=allocated)
    card = make_listing(list_public_products(), "/products/", "", "1").cards[0]
    assert (card.state, card.left) == (state, left)


def test_sorting() -> None:
    parent = make_parent("B drink")
    add_variant(parent, "B", "", "113 g", "5.00")
    make_product(sku="A", price="30.00")
    dear = make_product(sku="C", price="90.00")
    dear.priority = 10
    dear.save()
    assert names("featured") == ["Product C", "B drink", "Product A"]
    assert names("price") == ["B drink", "Product A", "Product C"]
    assert names("-price") == ["Product C", "Product A", "B drink"]
    assert names("name") == ["B drink", "Product A", "Product C"]
    assert names("no such order") == names("featured")


def test_pages_and_the_way_between_them() -> None:
    for number in range(PER_PAGE + 1):
        make_product(sku=f"P{number:02}")
    first = make_listing(list_public_products(), "/products/", "name", "1")
    second = make_listing(list_public_products(), "/products/", "name", "2")
    assert (len(first.cards), len(second.cards)) == (PER_PAGE, 1)
    assert (first.previous_url, first.next_url) == ("", "/products/?sort=name&page=2")
    assert (second.previous_url, second.next_url) == ("/products/?sort=name", "")
    assert (first.canonical_path, second.canonical_path) == ("/products/", "/products/?page=2")
    with pytest.raises(InvalidPage):
        make_listing(list_public_products(), "/products/", "", "3")


@pytest.mark.parametrize("page", ["0", "-1", "99", "two", "1e9"])
def test_page_that_does_not_exist_is_not_found(page: str) -> None:
    make_product()
    assert Client().get("/products/", {"page": page}).status_code == 404


def test_shop_without_products_says_so_without_failing() -> None:
    assert Client().get("/products/").status_code == 200


def test_category_lists_its_own_and_those_below_it() -> None:
    make_category("Sleep > Drinks")
    sleep, drinks = make_category("Sleep"), make_category("Sleep > Drinks")
    empty = make_category("Books")
    add_variant(make_parent(category=drinks), "A", "", "113 g")
    make_product(sku="ELSEWHERE")
    assert [product.slug for product in in_category(sleep)] == ["night-drink"]
    assert drinks in list_categories()
    assert empty not in list_categories()
    assert Client().get(f"/categories/{drinks.slug}/").status_code == 200
    assert Client().get("/categories/no-such/").status_code == 404


def test_search_wants_every_word_and_knows_flavours() -> None:
    add_variant(make_parent(category=make_category("Sleep")), "A", "Sweet Lemon", "113 g")
    make_product(sku="MUG")

    def found(query: str) -> list[str]:
        return [product.title for product in find_products(query)]

    assert found("LEMON") == ["Night drink"]
    assert found("night lemon") == ["Night drink"]
    assert found("sleep") == ["Night drink"]
    assert found("night mug") == []
    assert found("  ") == []
    assert found("%") == []


@pytest.mark.parametrize("query", ["", "lemon", "<script>alert(1)</script>", "\x00", "a " * 500, "é'\"%_\\"])
def test_search_page_takes_anything(query: str) -> None:
    make_product()
    response = Client().get("/search/", {"q": query})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_hidden_flavour_is_not_found() -> None:
    parent = make_parent()
    add_variant(parent, "A", "Cherry", "113 g")
    child = add_variant(parent, "B", "Watermelon", "113 g")
    child.is_public = False
    child.save()
    assert list(find_products("watermelon")) == []


@pytest.mark.parametrize("path", ["/products/", "/categories/sleep/", "/search/?q=drink", "/products/?sort=price"])
def test_number_of_queries_does_not_grow(path: str, django_assert_max_num_queries: Callable) -> None:
    sleep = make_category("Sleep")
    add_variant(make_parent("Drink 0", "drink-0", sleep), "A-0", "Cherry", "113 g")
    few = count_queries(path)
    for number in range(1, 9):
        parent = make_parent(f"Drink {number}", f"drink-{number}", sleep)
        for flavour in ("Cherry", "Orange", "Lime"):
            add_variant(parent, f"{flavour}-{number}", flavour, "113 g")
    assert count_queries(path) == few
    with django_assert_max_num_queries(9 if path.startswith("/categories/") else 8):
        Client().get(path)
