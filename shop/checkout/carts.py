"""The cart as its page shows it."""

from dataclasses import dataclass
from decimal import Decimal

from oscar.apps.basket.models import Basket

from shop.delivery.quoting import find_free_threshold
from shop.orders.baskets import ReadLine, list_discounts, read_basket

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Cart:
    """`free_delivery_gap`: dollars missing for free standard delivery, None when it is reached or the cart is empty."""

    lines: list[ReadLine]
    subtotal: Decimal
    discounts: list[tuple[str, Decimal]]
    count: int
    free_delivery_gap: Decimal | None

    @property
    def has_problem(self) -> bool:
        return any(line.problem for line in self.lines)


def read_cart(basket: Basket) -> Cart:
    """Money in dollars before tax."""
    lines = read_basket(basket)
    goods = sum((line.amount for line in lines), ZERO)
    return Cart(
        lines=lines,
        subtotal=sum((line.line_price for line in lines), ZERO),
        discounts=list_discounts(basket, lines),
        count=sum(line.quantity for line in lines),
        free_delivery_gap=_find_gap(goods) if lines else None,
    )


def _find_gap(goods: Decimal) -> Decimal | None:
    threshold = find_free_threshold()
    if threshold is None or goods >= threshold:
        return None
    return threshold - goods
