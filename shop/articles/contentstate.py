"""Product mentions between the database and the rich text editor (Draftail's "contentstate"). Apart from mentions.py
because Wagtail's converters can only be imported once all models are loaded."""
from typing import Any

from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import LinkElementHandler

from shop.articles.mentions import LINK_TYPE, read_mention_id
from shop.articles.products import find_products, is_withdrawn

ENTITY_TYPE = "PRODUCT"


class ProductElementHandler(LinkElementHandler):
    """Database to editor. Without `url` the editor shows the mention as broken but keeps its id."""

    def get_attribute_data(self, attrs: dict[str, str]) -> dict[str, Any]:
        product_id = read_mention_id(attrs)
        product = find_products([product_id], withdrawn=True).get(product_id) if product_id else None
        if product is None:
            return {"id": product_id}
        if is_withdrawn(product):
            return {"id": product_id, "title": product.get_title()}
        return {"id": product_id, "title": product.get_title(), "url": product.get_absolute_url()}


def build_mention(props: dict[str, Any]) -> Any:
    """Editor to database."""
    return DOM.create_element("a", {"linktype": LINK_TYPE, "id": props.get("id")}, props["children"])


CONVERTER_RULE = {
    "from_database_format": {f'a[linktype="{LINK_TYPE}"]': ProductElementHandler(ENTITY_TYPE)},
    "to_database_format": {"entity_decorators": {ENTITY_TYPE: build_mention}},
}
