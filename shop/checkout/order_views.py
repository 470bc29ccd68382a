"""After placing: back from the payment page, thank-you, the order's own page, the account page."""

import logging
from typing import Any

from allauth.account.forms import SignupForm
from allauth.account.models import EmailAddress
from allauth.account.utils import complete_signup
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from oscar.apps.order.models import Order

from shop.checkout.basket_access import refill_basket
from shop.checkout.checkout_views import go_and_pay
from shop.checkout.middleware import BasketRequest
from shop.checkout.private import private
from shop.orders.statuses import AWAITING_PAYMENT, CANCELLED, LABELS
from shop.orders.summaries import order_url, summarise_order
from shop.payments.closing import close_unpaid_order
from shop.payments.gateway import GatewayDown, GatewayRefused
from shop.payments.models import PaymentAttempt
from shop.payments.settling import settle_payment

logger = logging.getLogger(__name__)


def _find_order(number: str, token: str) -> Order:
    """The order behind an unguessable link; the same 404 for a wrong number and for a wrong token."""
    if "\x00" in number + token:  # PostgreSQL takes no such text
        raise Http404
    found = Order.objects.select_related("placement").filter(placement__token=token, number=number).first()
    if found is None:
        raise Http404
    return found


@private
@require_safe
def payment_return(request: BasketRequest, number: str, token: str) -> HttpResponse:
    """Where the payment page sends the customer back to, paid or not. Asks Stripe, then says how it stands."""
    order = _find_order(number, token)
    try:
        for attempt in order.payment_attempts.filter(state=PaymentAttempt.OPEN):
            settle_payment(attempt.pk)
    except (GatewayDown, GatewayRefused) as error:
        logger.warning("order %s: cannot ask Stripe on return: %s", order.number, error)
    order.refresh_from_db()
    place = {"number": number, "token": token}
    if order.status == AWAITING_PAYMENT:
        context = {
            "order": summarise_order(order),
            "hold_until": order.placement.hold_until,
            "pay_url": reverse("payment-again", kwargs=place),
            "change_url": reverse("payment-change", kwargs=place),
        }
        return render(request, "checkout/payment_open.html", context)
    return redirect("order" if order.status == CANCELLED else "thank-you", number=number, token=token)


@private
@require_POST
def payment_again(request: BasketRequest, number: str, token: str) -> HttpResponse:
    return go_and_pay(request, _find_order(number, token))


@private
@require_POST
def payment_change(request: BasketRequest, number: str, token: str) -> HttpResponse:
    """*Change my cart*: close the payment page, cancel the unpaid order, put its things back into the cart."""
    order = _find_order(number, token)
    if order.status != AWAITING_PAYMENT:
        return redirect("payment-return", number=number, token=token)
    try:
        cancelled = close_unpaid_order(order.pk)
    except (GatewayDown, GatewayRefused):
        messages.error(request, _("The payment page cannot be closed right now. Please try again in a moment."))
        return redirect("payment-return", number=number, token=token)
    if not cancelled:  # paid after all; or another press was faster and has filled the cart
        order.refresh_from_db(fields=["status"])
        return redirect("cart") if order.status == CANCELLED else redirect("payment-return", number=number, token=token)
    refill_basket(request, order)
    messages.info(request, _("The unpaid order was cancelled. Its products are back in your cart."))
    return redirect("cart")


@private
def thank_you(request: BasketRequest, number: str, token: str) -> HttpResponseBase:
    """The order is paid. A guest can make an account here."""
    order = _find_order(number, token)
    if order.status in (AWAITING_PAYMENT, CANCELLED):
        return redirect("payment-return", number=number, token=token)
    form = None
    if request.method == "POST" and order.user_id is None and not request.user.is_authenticated:
        form = SignupForm({"email": order.placement.email, "password1": request.POST.get("password1", "")})
        if form.is_valid():
            return _make_account(request, form, order)
    context = {
        "order": summarise_order(order),
        "order_url": order_url(order),
        "can_create_account": order.user_id is None and not request.user.is_authenticated,
        "create_account_url": request.path,
        "signup_form": form,
    }
    return render(request, "checkout/thank_you.html", context, status=422 if form is not None else 200)


def _make_account(request: BasketRequest, form: SignupForm, order: Order) -> HttpResponseBase:
    """allauth's own sign-up: it mails a link, and says the same for an address that has an account already."""
    user, answer = form.try_save(request)
    if answer is not None:
        return answer
    user.first_name, user.last_name = order.shipping_address.first_name, order.shipping_address.last_name
    user.save(update_fields=["first_name", "last_name"])
    return complete_signup(request, user=user, email_verification=None, success_url=reverse("account"))


@private
@require_safe
def order_page(request: BasketRequest, number: str, token: str) -> HttpResponse:
    """The order for whoever holds its link: guest or customer."""
    order = _find_order(number, token)
    place = {"number": number, "token": token}
    context: dict[str, Any] = {"order": summarise_order(order), "pay_url": None}
    if order.status == AWAITING_PAYMENT:
        context["pay_url"] = reverse("payment-again", kwargs=place)
    response = render(request, "orders/order.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@private
@login_required
@require_safe
def account(request: BasketRequest) -> HttpResponse:
    """My orders: those placed signed in, and guest orders under an e-mail address I have proven to be mine."""
    user = request.user
    if not user.is_authenticated:
        raise PermissionDenied
    proven = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    mine = Order.objects.filter(Q(user=user) | Q(user=None, placement__email__in=list(proven)))
    orders = [
        {
            "number": order.number,
            "placed_at": order.date_placed,
            "status": LABELS.get(order.status, order.status),
            "total": order.total_incl_tax,
            "url": order_url(order),
        }
        for order in mine.select_related("placement").order_by("-date_placed")[: settings.OSCAR_ORDERS_PER_PAGE * 5]
    ]
    return render(request, "orders/account.html", {"orders": orders})
