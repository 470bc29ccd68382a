"""The one-page checkout: guest first, the total with tax as soon as the province is known, then the payment page."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from oscar.apps.order.models import Order

from shop.accounts.models import signed_in
from shop.checkout.basket_access import owns_basket
from shop.checkout.forms import STANDARD, CheckoutForm
from shop.checkout.middleware import BasketRequest
from shop.checkout.private import private
from shop.checkout.waiting import WAITING, find_waiting_order
from shop.orders.placing import CannotPlace, LinesNeedAttention, TotalChanged, Wish, find_order_of, place_order
from shop.orders.quoting import Destination, Quote, quote_basket
from shop.payments.gateway import GatewayDown, GatewayRefused
from shop.payments.starting import NotPayable, start_payment
from shop.stock.taking import SoldOut

NOTHING_SHOWN = Decimal(-1)  # never equal to a total
REMEMBERED = "checkout"  # session key: the address typed last, for "Change my cart"


class HttpResponseSeeOther(HttpResponseRedirect):
    """303: the browser follows with GET."""

    status_code = 303


@private
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: BasketRequest) -> HttpResponse:
    if request.method == "POST" and request.POST.get("action") == "place":
        return _place(request)
    if request.basket.is_empty:
        waiting = find_waiting_order(request)
        return redirect(reverse("payment-return", kwargs=waiting)) if waiting else redirect("cart")
    if request.method == "POST":
        form = CheckoutForm(request.POST, partial=True)
        template = "fragments" if request.headers.get("X-Fragment") == "summary" else "checkout"
        return _show(request, form, _quote(request, form), template)
    form = CheckoutForm(initial=_remembered(request))
    typed = CheckoutForm({**form.initial, "delivery_method": STANDARD}, partial=True)
    quote = _quote(request, typed)
    if any(line.problem for line in quote.lines):
        return redirect("cart")  # which says what is wrong with which line
    return _show(request, form, quote)


def _remembered(request: BasketRequest) -> dict[str, Any]:
    """What this visitor typed last; a signed-in customer's name and address of the last order."""
    user = signed_in(request)
    if user is None:
        # An anonymous visitor without a session costs no query.
        return dict(request.session.get(REMEMBERED, {})) if request.session.session_key else {}
    known = {"email": user.email, "first_name": user.first_name, "last_name": user.last_name}
    last = Order.objects.filter(user=user).select_related("shipping_address").order_by("-date_placed").first()
    if last is not None and last.shipping_address is not None:
        address = last.shipping_address
        known |= {
            "first_name": address.first_name, "last_name": address.last_name, "line1": address.line1,
            "line2": address.line2, "city": address.line4, "province": address.state, "postcode": address.postcode,
            "phone": str(address.phone_number or ""),
        }  # fmt: skip
    return {**known, **request.session.get(REMEMBERED, {})}


def _quote(request: BasketRequest, form: CheckoutForm) -> Quote:
    form.is_valid()
    if not hasattr(form, "cleaned_data"):
        return quote_basket(request.basket, Destination(), STANDARD, timezone.now())
    code = form.cleaned_data.get("delivery_method") or STANDARD
    return quote_basket(request.basket, form.destination(), code, timezone.now())


def _show(
    request: BasketRequest, form: CheckoutForm, quote: Quote, template: str = "checkout", status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "quote": quote,
        "shown_total": "" if quote.total is None else quote.total,
        "basket_id": request.basket.id,
    }
    return render(request, f"checkout/{template}.html", context, status=status)


def _place(request: BasketRequest) -> HttpResponse:
    """The press on *Place order and pay*. A second press, at once or later, leads to the same order."""
    posted = request.POST.get("basket", "")
    basket_id = int(posted) if posted.isdecimal() and len(posted) < 19 else 0
    if not owns_basket(request, basket_id):
        messages.error(request, _("This cart has been closed. Here is your present one."))
        return redirect("cart")
    placed = find_order_of(basket_id)
    if placed is not None:
        return go_and_pay(request, placed)
    form = CheckoutForm(request.POST)
    if not form.is_valid():
        return _show(request, form, _quote(request, form), status=422)
    request.session[REMEMBERED] = {
        name: value for name, value in form.cleaned_data.items() if name != "delivery_method"
    }
    try:
        order = place_order(_read_wish(request, form, basket_id))
    except (SoldOut, LinesNeedAttention):
        messages.error(request, _("Something in your cart has just sold out. Nothing was charged."))
        return redirect("cart")
    except TotalChanged:
        if request.POST.get("shown_total"):
            messages.warning(
                request, _("The total has changed. Please look at it and press again; nothing was charged.")
            )
        else:
            messages.info(request, _("Here is your total with tax and delivery. Please look at it and press again."))
        return _show(request, form, _quote(request, form), status=409)
    except CannotPlace:
        return redirect("cart")
    return go_and_pay(request, order)


def _read_wish(request: BasketRequest, form: CheckoutForm, basket_id: int) -> Wish:
    try:
        shown = Decimal(request.POST.get("shown_total", ""))
    except InvalidOperation:
        shown = NOTHING_SHOWN
    return Wish(
        basket_id=basket_id,
        user=signed_in(request),
        email=form.cleaned_data["email"],
        address=form.address(),
        delivery_code=form.cleaned_data["delivery_method"],
        shown_total=shown if shown.is_finite() else NOTHING_SHOWN,
        language=translation.get_language() or "en-ca",
    )


def go_and_pay(request: BasketRequest, order: Order) -> HttpResponse:
    """To Stripe's page; to the order's own page when there is nothing (more) to pay or Stripe cannot be reached."""
    request.session[WAITING] = {"number": str(order.number), "token": order.placement.token}
    try:
        return HttpResponseSeeOther(start_payment(order.pk))
    except NotPayable:
        pass
    except (GatewayDown, GatewayRefused):
        messages.error(
            request, _("The payment page cannot be reached right now. Your order is kept; please try again.")
        )
    return redirect("payment-return", number=order.number, token=order.placement.token)
