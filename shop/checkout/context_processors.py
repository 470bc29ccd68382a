"""What every page's header shows of the basket."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from shop.checkout.middleware import LazyBasketMiddleware


def basket_count(request: HttpRequest) -> dict[str, Any]:
    """`basket_count`: pieces in the basket; 0 without a query for a visitor who has none."""

    def count() -> int:
        if not hasattr(request, "basket") or not LazyBasketMiddleware.has_basket(request):
            return 0
        return int(request.basket.num_items)

    return {"basket_count": SimpleLazyObject(count)}
