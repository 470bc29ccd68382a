"""Oscar's basket, loaded only when a view or template looks at it."""

from typing import Any

from django.http import HttpRequest
from oscar.apps.basket.middleware import BasketMiddleware


class BasketRequest(HttpRequest):
    """A request as our views get it: with Oscar's basket, loaded when it is first looked at."""

    basket: Any
    cookies_to_delete: list[str]


class LazyBasketMiddleware(BasketMiddleware):
    """Oscar's middleware is lazy by itself as long as nothing touches `request.basket`; `has_basket` is how the
    header asks without loading it: an anonymous visitor without the cookie costs no query."""

    @classmethod
    def has_basket(cls, request: HttpRequest) -> bool:
        return bool(cls.get_cookie_key(cls, request) in request.COOKIES or request.user.is_authenticated)
