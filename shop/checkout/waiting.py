"""The order this visitor placed and has not paid yet, for who comes back from Stripe by the browser's own button."""

from oscar.apps.order.models import Order

from shop.checkout.middleware import BasketRequest
from shop.orders.statuses import AWAITING_PAYMENT

WAITING = "waiting-order"  # session key: {number, token}


def find_waiting_order(request: BasketRequest) -> dict[str, str] | None:
    """{number, token} while that order awaits payment; a visitor without a session costs no query."""
    if not request.session.session_key:
        return None
    place: dict[str, str] | None = request.session.get(WAITING)
    if place is None:
        return None
    orders = Order.objects.filter(number=place["number"], placement__token=place["token"], status=AWAITING_PAYMENT)
    return place if orders.exists() else None
