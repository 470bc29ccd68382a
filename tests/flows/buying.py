"""Buying over plain HTTP, as a browser without a screen would: real gunicorn, real cookies, real CSRF."""

import re
from decimal import Decimal

import requests

from tests.factories import TORONTO

FORM = {"email": "ada@example.com", "delivery_method": "expedited", **vars(TORONTO)}


class Buyer:
    """One visitor of the shop at `base`."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.http = requests.Session()

    def page(self, path: str) -> str:
        answer = self.http.get(f"{self.base}{path}", timeout=30)
        answer.raise_for_status()
        return answer.text

    def post(self, path: str, **fields: object) -> requests.Response:
        token = self.http.cookies.get("csrftoken") or self.http.cookies.get("__Host-csrf")
        data = {"csrfmiddlewaretoken": token, **fields}
        return self.http.post(f"{self.base}{path}", data, timeout=30, allow_redirects=False)

    def place(self, slug: str, sku: str) -> tuple[str, Decimal]:
        """(Stripe session, total) of an order for one piece."""
        self.page(f"/products/{slug}/")
        self.post("/cart/add/", sku=sku, quantity=1)
        basket = field(self.page("/checkout/"), "basket")
        seen = self.post("/checkout/", **FORM, action="update", basket=basket)
        total = field(seen.text, "shown_total")
        placed = self.post("/checkout/", **FORM, action="place", basket=basket, shown_total=total)
        assert placed.status_code == 303, (placed.status_code, placed.headers.get("Location"))
        return placed.headers["Location"].rsplit("/", 1)[-1], Decimal(total)


def field(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"no hidden field {name}"
    return found[1]
