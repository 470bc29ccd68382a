"""Addresses of products and categories; Oscar's models call these through ABSOLUTE_URL_OVERRIDES in the settings."""
from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

if TYPE_CHECKING:  # the settings import this module before the models exist
    from oscar.apps.catalogue.models import Category, Product


def product_url(product: Product) -> str:
    """`/products/<slug>/`; a variant is its parent's page with `?variant=<SKU>`."""
    if product.is_child:
        return f"{reverse('product', args=[product.parent.slug])}?{urlencode({'variant': product.upc})}"
    return reverse("product", args=[product.slug])


def category_url(category: Category) -> str:
    return reverse("category", args=[category.slug])
