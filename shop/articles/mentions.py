"""Inline product mentions: `<a linktype="product" id="7">Natural Calm</a>` in the database, a link on the page.

Only the product's id is stored, so a mention survives a renamed product and a new address. A mention of a withdrawn
product is plain text. `link_mentions` and `LinkHandler` do the same: the first with the page's products already read
(one query for the whole page), the second for rich text rendered anywhere else (one query for each value).
"""
import re
from collections.abc import Iterator, Mapping
from typing import Protocol

from django.utils.html import format_html
from oscar.apps.catalogue.models import Product
from wagtail.rich_text import LinkHandler
from wagtail.rich_text.rewriters import extract_attrs

from shop.articles.products import find_products

LINK_TYPE = "product"
FEATURE = "product-mention"
MENTION = re.compile(r"<a\b(?P<attributes>[^>]*)>(?P<text>.*?)</a>", re.DOTALL)


class HasAddress(Protocol):
    """A product of Oscar's or ShownProduct: what a mention needs to know."""

    @property
    def url(self) -> str: ...


def read_mention_id(attributes: Mapping[str, str]) -> int | None:
    """The product id in a mention's attributes; None when it is missing or no number."""
    product_id = attributes.get("id", "")
    return int(product_id) if product_id.isdecimal() else None


def find_mention_ids(source: str) -> Iterator[int]:
    """Ids of the products that a rich text (as stored) mentions, in reading order, with repetitions."""
    for match in MENTION.finditer(source):
        attributes = extract_attrs(match["attributes"])
        product_id = read_mention_id(attributes)
        if attributes.get("linktype") == LINK_TYPE and product_id is not None:
            yield product_id


def link_mentions(source: str, products: Mapping[int, HasAddress]) -> str:
    """The stored rich text with its mentions turned into links; those not in `products` become plain text."""

    def replace(match: re.Match[str]) -> str:
        attributes = extract_attrs(match["attributes"])
        if attributes.get("linktype") != LINK_TYPE:
            return match[0]
        product_id = read_mention_id(attributes)
        if product_id is None or product_id not in products:
            return match["text"]
        return open_link(products[product_id].url) + match["text"] + "</a>"

    return MENTION.sub(replace, source)


def open_link(url: str) -> str:
    return format_html('<a class="product-mention" href="{}">', url)


class ProductLinkHandler(LinkHandler):
    """Database to HTML outside an article's body. Wagtail replaces the opening tag only, so a withdrawn product
    leaves an `<a>` without an address, which browsers and screen readers treat as text."""

    identifier = LINK_TYPE

    @staticmethod
    def get_model() -> type[Product]:
        return Product

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        ids = [read_mention_id(attrs) for attrs in attrs_list]
        products = find_products(product_id for product_id in ids if product_id is not None)
        links = {pk: open_link(product.get_absolute_url()) for pk, product in products.items()}
        return ["<a>" if product_id is None else links.get(product_id, "<a>") for product_id in ids]

    @classmethod
    def extract_references(cls, attrs: dict[str, str]) -> Iterator[tuple[type[Product], str, str, str]]:
        """For Wagtail's "used in" lists."""
        if read_mention_id(attrs) is not None:
            yield cls.get_model(), attrs["id"], "", ""
