"""The cart pages."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from oscar.apps.basket.models import Line

from shop.checkout.basket_access import add_to_basket, find_product
from shop.checkout.carts import read_cart
from shop.checkout.middleware import BasketRequest
from shop.checkout.private import private
from shop.checkout.waiting import find_waiting_order
from shop.orders.baskets import MAX_PER_LINE
from shop.stock.taking import count_available


@private
@require_http_methods(["GET", "HEAD", "POST"])
def cart(request: BasketRequest) -> HttpResponse:
    """Show the cart; a POST changes quantities or removes a line, then shows it again."""
    if request.method == "POST":
        return _change_cart(request)
    removed = find_product(request.GET.get("removed", "")) if "removed" in request.GET else None
    context: dict[str, Any] = {
        "cart": read_cart(request.basket),
        "removed": None,
        "waiting": find_waiting_order(request),
    }
    if removed is not None:
        quantity = _whole(request.GET.get("quantity", ""), 1)
        context["removed"] = {"sku": removed.upc, "quantity": max(quantity, 1), "name": removed.get_title()}
    return render(request, "basket/cart.html", context)


def _whole(text: str, default: int) -> int:
    """A whole number a person typed; the default for anything else."""
    try:
        return min(int(text), 10_000)
    except ValueError:
        return default


def _change_cart(request: BasketRequest) -> HttpResponseRedirect:
    if not request.basket.id:
        return redirect("cart")
    lines = {str(line.pk): line for line in request.basket.all_lines()}
    removed = lines.get(request.POST.get("remove", ""))
    available = count_available([line.stockrecord_id for line in lines.values() if line.stockrecord_id])
    for pk, line in lines.items():
        quantity = _whole(request.POST.get(f"quantity-{pk}", ""), line.quantity)
        if quantity < 1:
            removed = removed or line
        elif quantity != line.quantity and line is not removed:
            _set_quantity(request, line, quantity, available.get(line.stockrecord_id, 0))
    if removed is not None:
        query = urlencode({"removed": removed.product.upc or "", "quantity": removed.quantity})
        removed.delete()
        return HttpResponseRedirect(f"{reverse('cart')}?{query}")
    return redirect("checkout" if request.POST.get("action") == "checkout" else "cart")


def _set_quantity(request: BasketRequest, line: Line, wanted: int, available: int) -> None:
    """By key: another tab may have removed the line this moment."""
    fits = max(min(wanted, available, MAX_PER_LINE), 1)
    Line.objects.filter(pk=line.pk).update(quantity=fits)
    if fits < wanted:
        text = ngettext(
            "Only %(count)d of %(name)s can be had; the cart has it.",
            "Only %(count)d of %(name)s can be had; the cart has them.",
            fits,
        )
        messages.warning(request, text % {"count": fits, "name": line.product.get_title()})


@private
@require_POST
def cart_add(request: BasketRequest) -> HttpResponse:
    """Put a product into the cart and go there (or back to `next`)."""
    product = find_product(request.POST.get("sku", ""))
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = reverse("cart")
    wanted = _whole(request.POST.get("quantity", "1"), 0)
    if product is None:
        messages.error(request, _("This product is no longer sold."))
    elif wanted < 1:
        messages.error(request, _("Please choose a quantity of one or more."))
    else:
        _tell_added(request, product.get_title(), wanted, add_to_basket(request, product, wanted))
    return HttpResponseRedirect(target)


def _tell_added(request: BasketRequest, name: str, wanted: int, added: int) -> None:
    if added == wanted:
        messages.success(request, _("%(name)s is in your cart.") % {"name": name})
    elif added:
        text = ngettext(
            "Only %(count)d more of %(name)s was left; it is in your cart.",
            "Only %(count)d more of %(name)s were left; they are in your cart.",
            added,
        )
        messages.warning(request, text % {"count": added, "name": name})
    else:
        messages.warning(request, _("No more of %(name)s is left to add.") % {"name": name})
