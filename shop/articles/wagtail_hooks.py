"""What the editor learns about products: the chooser and the inline mention."""
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.models import Product
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.admin.viewsets.base import ViewSet
from wagtail.rich_text.feature_registry import FeatureRegistry

from shop.articles.choosers import ProductURLFinder, product_chooser
from shop.articles.contentstate import CONVERTER_RULE, ENTITY_TYPE
from shop.articles.mentions import FEATURE, ProductLinkHandler

register_admin_url_finder(Product, ProductURLFinder)


@hooks.register("register_admin_viewset")
def register_product_chooser() -> ViewSet:
    return product_chooser


@hooks.register("register_rich_text_features")
def register_product_mention(features: FeatureRegistry) -> None:
    features.register_link_type(ProductLinkHandler)
    button = {
        "type": ENTITY_TYPE,
        "icon": "tag",
        "description": _("Product"),
        "attributes": ["id", "title", "url"],
        "chooserUrls": {"productChooser": reverse_lazy("product_chooser:choose")},
    }
    scripts = ["wagtailadmin/js/chooser-modal.js", "articles/product-mention.js"]
    features.register_editor_plugin("draftail", FEATURE, EntityFeature(button, js=scripts))
    features.register_converter_rule("contentstate", FEATURE, CONVERTER_RULE)
