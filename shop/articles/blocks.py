"""What the body of an article is made of.

The page reads all its products once and hands them to the blocks as `reading` in the template context (see `Reading`),
so that a page with ten cards and ten mentions costs the same queries as a page with one.
"""
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.rich_text import RichText, expand_db_html

from shop.articles.choosers import ProductChooserBlock
from shop.articles.citations import CitationLinks, find_citations
from shop.articles.mentions import FEATURE, find_mention_ids, link_mentions
from shop.articles.products import ShownProduct, read_products

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "h3", "link", FEATURE]


@dataclass(frozen=True)
class Reading:
    """What one rendering of an article shares among its blocks."""

    products: Mapping[int, ShownProduct] = field(default_factory=dict)
    citations: CitationLinks = field(default_factory=lambda: CitationLinks(0))


class HeadingBlock(blocks.CharBlock):
    def get_context(self, value: str, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context=parent_context), "anchor": slugify(value)}

    class Meta:
        icon = "title"
        template = "articles/blocks/heading.html"


class TextBlock(blocks.RichTextBlock):
    def get_context(self, value: RichText, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "html": render_text(value.source, context.get("reading"))}

    class Meta:
        icon = "pilcrow"
        template = "articles/blocks/text.html"


class PullQuoteBlock(blocks.CharBlock):
    def get_context(self, value: str, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        reading = context.get("reading") or Reading()
        return {**context, "html": reading.citations.link(escape(value))}

    class Meta:
        icon = "openquote"
        template = "articles/blocks/pull_quote.html"


class ProductCardBlock(blocks.StructBlock):
    """An article's page shows it through `split_body`; its own template serves whoever renders the block alone."""

    product = ProductChooserBlock(
        label=_("Product"),
        help_text=_("Price, stock, licensed use and cautions are read from the shop whenever the page is shown."),
    )

    def get_context(self, value: Mapping[str, Any], parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        product = value.get("product")  # None: deleted
        return {**context, "product": read_products([product.pk]).get(product.pk) if product else None}

    class Meta:
        icon = "tag"
        label = _("Product card")
        template = "articles/blocks/product_card.html"
        label_format = "{product}"


class ReferenceBlock(blocks.StructBlock):
    text = blocks.CharBlock(
        label=_("Source"), max_length=400, help_text=_("Authors, title, where and when it was published.")
    )
    url = blocks.URLBlock(label=_("Link"), required=False)

    class Meta:
        icon = "link-external"
        label = _("Reference")
        label_format = "{text}"


class BodyBlock(blocks.StreamBlock):
    heading = HeadingBlock(label=_("Heading"), max_length=120)
    text = TextBlock(
        label=_("Text"),
        features=TEXT_FEATURES,
        help_text=_(
            "Cite with [1] or [1, 2]: the numbers are those of the references below. The tag button inserts a product."
        ),
    )
    pull_quote = PullQuoteBlock(
        label=_("Key sentence"), max_length=240, help_text=_("One sentence set in large type; cite as in the text.")
    )
    product_card = ProductCardBlock()


def render_text(source: str, reading: Reading | None) -> SafeString:
    """Stored rich text as HTML for the page: mentions, other links, then citations."""
    if reading is None:  # rendered outside a page, e.g. when two revisions are compared
        return SafeString(expand_db_html(source))
    return reading.citations.link(expand_db_html(link_mentions(source, reading.products)))


def find_product_ids(body: blocks.StreamValue) -> Iterator[int]:
    """Ids of the products that a body mentions or shows as a card, in reading order, with repetitions. No query."""
    for raw in body.raw_data:
        if raw["type"] == "text":
            yield from find_mention_ids(raw["value"])
        elif raw["type"] == "product_card" and raw["value"]["product"]:
            yield raw["value"]["product"]


@dataclass(frozen=True)
class Part:
    """A block as the page shows it: a product's card, or any other block."""

    product: ShownProduct | None = None
    block: Any = None


def split_body(body: blocks.StreamValue, products: Mapping[int, ShownProduct]) -> Iterator[Part]:
    """The body without the cards of withdrawn products. Cards take their product from `products`: asked for its
    value, Wagtail's chooser block would load it once more."""
    for index, raw in enumerate(body.raw_data):
        if raw["type"] != "product_card":
            yield Part(block=body[index])
        elif product := products.get(raw["value"]["product"]):
            yield Part(product=product)


def find_cited_numbers(body: blocks.StreamValue) -> Iterator[int]:
    for block in body:
        if block.block_type == "text":
            yield from find_citations(block.value.source)
        elif block.block_type == "pull_quote":
            yield from find_citations(block.value)
