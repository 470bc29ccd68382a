"""Oscar's stock form for staff: it names the mistake that the database would refuse (shop/overrides.py lists it)."""

from typing import Any

from django import forms
from django.utils.translation import ngettext
from oscar.apps.dashboard.catalogue.forms import StockRecordForm as OscarStockRecordForm


class StockRecordForm(OscarStockRecordForm):
    def clean_num_in_stock(self) -> Any:
        """Never fewer on the shelf than open orders have been promised."""
        units = self.cleaned_data.get("num_in_stock")
        promised = self.instance.num_allocated or 0
        if promised and (units is None or units < promised):
            text = ngettext(
                "%(count)d unit is promised to an open order: enter %(count)d or more.",
                "%(count)d units are promised to open orders: enter %(count)d or more.",
                promised,
            )
            raise forms.ValidationError(text % {"count": promised})
        return units
