"""Which basket a request may use, and putting things into it."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from oscar.apps.basket.models import Basket
from oscar.apps.catalogue.models import Product
from oscar.apps.order.models import Order

from shop.accounts.models import signed_in
from shop.checkout.middleware import BasketRequest, LazyBasketMiddleware
from shop.orders.baskets import MAX_PER_LINE
from shop.stock.taking import count_available


def find_product(sku: str) -> Product | None:
    """The product that is on sale under this SKU, as one thing to buy."""
    if not sku or "\x00" in sku:  # PostgreSQL takes no such text
        return None
    found = Product.objects.select_related("parent").filter(upc=sku, is_public=True).exclude(structure=Product.PARENT)
    product = found.first()
    if product is None or (product.parent is not None and not product.parent.is_public):
        return None
    return product


def owns_basket(request: BasketRequest, basket_id: int) -> bool:
    """Whether the basket is this visitor's: by the signed cookie, or by the account."""
    cookie = request.COOKIES.get(LazyBasketMiddleware.get_cookie_key(LazyBasketMiddleware, request), "")
    try:
        if cookie and int(Signer().unsign(cookie)) == basket_id:
            return True
    except (BadSignature, ValueError):
        pass
    user = request.user
    return bool(user.is_authenticated and Basket.objects.filter(pk=basket_id, owner_id=user.pk).exists())


def add_to_basket(request: BasketRequest, product: Product, quantity: int) -> int:
    """Put up to `quantity` units in, never more than can be sold. Returns how many went in."""
    basket = request.basket
    stockrecord = product.stockrecords.first()
    if stockrecord is None:
        return 0
    there = sum(line.quantity for line in basket.all_lines() if line.product_id == product.pk)
    room = min(count_available([stockrecord.pk]).get(stockrecord.pk, 0), MAX_PER_LINE) - there
    fits = max(min(quantity, room), 0)
    if fits:
        with transaction.atomic():
            if not _is_open(basket):  # its order is being placed at this moment: what comes now goes into a new one
                basket = _start_new_basket(request)
            basket.add_product(product, fits)
    return fits


def _is_open(basket: Basket) -> bool:
    """Locks the row: placing an order changes the same one."""
    return basket.id is None or Basket.objects.select_for_update().filter(pk=basket.pk, status=Basket.OPEN).exists()


def _start_new_basket(request: BasketRequest) -> Basket:
    basket = Basket(owner=signed_in(request))
    basket.strategy = request.basket.strategy
    request.basket = basket
    request.cookies_to_delete.append(settings.OSCAR_BASKET_COOKIE_OPEN)
    return basket


def refill_basket(request: BasketRequest, order: Order) -> None:
    """Put what an order held back into the visitor's basket, as far as it can still be bought."""
    for line in order.lines.select_related("product__parent"):
        product = find_product(line.product.upc or "") if line.product is not None else None
        if product is not None:
            add_to_basket(request, product, line.quantity)
