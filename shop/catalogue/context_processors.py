"""What the storefront's shell (header and footer) needs on every page."""
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    return {"site_url": settings.SITE_URL, "stand_in": settings.STRIPE_USES_STANDIN}
