"""Oscar's order pages for staff, with dispatch in place of free changes of status (shop/overrides.py lists them)."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from oscar.apps.dashboard.orders import views
from oscar.apps.order.models import Order

from shop.accounts.models import signed_in
from shop.orders.dispatching import CannotDispatch, dispatch_order
from shop.orders.models import Dispatch
from shop.orders.statuses import PAID

ANY_SHAPE = (r"[A-Z0-9]{4,40}", _("A tracking number has letters and digits only, four or more."))
SHAPES = {
    Dispatch.CANADA_POST: (
        r"\d{16}|[A-Z]{2}\d{9}[A-Z]{2}",
        _("A Canada Post number has 16 digits, or two letters, nine digits and two letters."),
    ),
    Dispatch.UPS: (r"1Z[A-Z0-9]{16}", _("A UPS number is 1Z and sixteen letters or digits.")),
}


class DispatchForm(forms.ModelForm):
    class Meta:
        model = Dispatch
        fields = ["carrier", "tracking_number"]

    def clean_tracking_number(self) -> str:
        """Letters and digits; the spaces that people paste go."""
        number = "".join(str(self.cleaned_data["tracking_number"]).split()).upper()
        shape, words = SHAPES.get(self.cleaned_data.get("carrier", ""), ANY_SHAPE)
        if not re.fullmatch(shape, number):
            raise forms.ValidationError(words)
        return number


class OrderDetailView(views.OrderDetailView):
    """A status follows from what happens (payment, dispatch, cancellation): staff act, they do not set it."""

    order_actions = ("save_note", "delete_note", "dispatch_order")
    line_actions = ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["placement"] = getattr(self.object, "placement", None)
        context["dispatch"] = getattr(self.object, "dispatch", None)
        context["mails"] = self.object.mails.order_by("pk")
        context["attempts"] = self.object.payment_attempts.order_by("pk")
        context["charged_taxes"] = self.object.charged_taxes.select_related("line")
        context["open_tasks"] = self.object.tasks.filter(resolved_at=None)
        if self.object.status == PAID:
            context.setdefault("dispatch_form", DispatchForm())
        return context

    def dispatch_order(self, request: HttpRequest, order: Order) -> HttpResponse:
        form = DispatchForm(request.POST)
        if not form.is_valid():
            response: HttpResponse = self.render_to_response(self.get_context_data(dispatch_form=form))
            return response
        try:
            dispatch_order(order.pk, by=signed_in(request), **form.cleaned_data)
        except CannotDispatch:
            messages.error(request, _("Order %(number)s cannot be dispatched as it stands.") % {"number": order.number})
        else:
            messages.success(
                request, _("Order %(number)s is dispatched and the customer is told.") % {"number": order.number}
            )
        return self.reload_page()


class OrderListView(views.OrderListView):
    """Without the bulk change of status."""

    actions = ("download_selected_orders",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "order_statuses": []}
