"""Oscar's stock form for staff: it names the mistake that the database would refuse, and changes no more than what was
changed on the page (shop/overrides.py lists it)."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import F
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from oscar.apps.dashboard.catalogue.forms import StockRecordForm as OscarStockRecordForm
from oscar.apps.partner.models import StockRecord


class CountInput(forms.NumberInput):
    """A count, with the one that the page showed beside it: parcels may leave while the page is open."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        seen = format_html('<input type="hidden" name="{}-seen" value="{}">', name, "" if value is None else value)
        return super().render(name, value, attrs, renderer) + seen


class StockRecordForm(OscarStockRecordForm):
    """What is promised to open orders is never written here; the shelf changes by the difference to what was seen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "num_in_stock" in self.fields:
            self.fields["num_in_stock"].widget = CountInput(attrs=self.fields["num_in_stock"].widget.attrs)

    def clean_price_currency(self) -> str:
        currency = str(self.cleaned_data["price_currency"])
        if currency != settings.OSCAR_DEFAULT_CURRENCY:
            raise forms.ValidationError(_("This shop sells in %(currency)s.") % {"currency": settings.CURRENCY})
        return currency

    def clean_price(self) -> Decimal | None:
        price: Decimal | None = self.cleaned_data.get("price")
        if price is not None and price <= 0:
            raise forms.ValidationError(_("A price is more than zero."))
        return price

    def clean_num_in_stock(self) -> int | None:
        """Units on the shelf now that the page's change is made. Never fewer than open orders have been promised."""
        typed: int | None = self.cleaned_data.get("num_in_stock")
        if typed is None or self.instance.pk is None:
            return typed
        now = StockRecord.objects.get(pk=self.instance.pk)
        units = (now.num_in_stock or 0) + typed - self._seen(typed)
        promised = now.num_allocated or 0
        if units < promised:
            text = ngettext(
                "%(count)d unit is promised to an open order: enter %(count)d or more.",
                "%(count)d units are promised to open orders: enter %(count)d or more.",
                promised,
            )
            raise forms.ValidationError(text % {"count": promised})
        return typed

    def _seen(self, typed: int) -> int:
        """The count that the page showed; without it, what the row holds."""
        seen = str(self.data.get(f"{self.add_prefix('num_in_stock')}-seen", ""))
        return int(seen) if seen.isdecimal() and len(seen) < 10 else self.initial.get("num_in_stock") or 0

    def save(self, commit: bool = True) -> StockRecord:
        if not commit or self.instance.pk is None:
            return super().save(commit)
        values = {name: self.cleaned_data[name] for name in self.changed_data if name != "num_in_stock"}
        typed = self.cleaned_data.get("num_in_stock")
        if typed is not None and typed != self._seen(typed):
            values["num_in_stock"] = F("num_in_stock") + (typed - self._seen(typed))
        if values:
            StockRecord.objects.filter(pk=self.instance.pk).update(**values)
        self.instance.refresh_from_db()
        return self.instance
