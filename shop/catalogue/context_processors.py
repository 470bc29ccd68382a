"""What the storefront's shell (header and footer) needs on every page."""
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from shop.delivery.quoting import find_free_threshold


def shell(request: HttpRequest) -> dict[str, Any]:
    """`free_delivery_from`: dollars from which standard delivery to the provinces is free, or None; one query
    where a template looks, so not in what every page shows."""
    return {
        "site_url": settings.SITE_URL,
        "stand_in": settings.STRIPE_USES_STANDIN,
        "free_delivery_from": cache(lambda: find_free_threshold()),  # noqa: PLW0108  a cache of its own for each request
    }
