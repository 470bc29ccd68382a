"""The one checkout form. A bad field is named beside the field and nothing typed is lost."""

from typing import Any

import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _

from shop.delivery.postcodes import PROVINCES, normalise_postcode, provinces_of
from shop.orders.placing import Address
from shop.orders.quoting import Destination

STANDARD = "expedited"


class CheckoutForm(forms.Form):
    """`partial`: while the customer is still typing, an empty field is no mistake yet."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254,
        error_messages={"invalid": _("An e-mail address looks like ada@example.com. Please check it.")},
        help_text=_("For your order confirmation and parcel news."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    first_name = forms.CharField(
        label=_("First name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    line1 = forms.CharField(
        label=_("Address"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "address-line1"})
    )
    line2 = forms.CharField(
        label=_("Apartment, suite, unit (optional)"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line2"}),
    )  # fmt: skip
    city = forms.CharField(
        label=_("City or town"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "address-level2"})
    )
    province = forms.ChoiceField(
        label=_("Province or territory"), choices=[("", _("Choose…")), *PROVINCES.items()],
        widget=forms.Select(attrs={"autocomplete": "address-level1"}),
    )  # fmt: skip
    postcode = forms.CharField(
        label=_("Postal code"), max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "autocapitalize": "characters"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Phone (optional)"), max_length=30, required=False, help_text=_("Only for the carrier."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )  # fmt: skip
    delivery_method = forms.CharField(max_length=20, required=False)

    MISSING = {
        "email": _("Enter your e-mail address, such as ada@example.com."),
        "first_name": _("Enter your first name."),
        "last_name": _("Enter your last name."),
        "line1": _("Enter the street and number."),
        "city": _("Enter the city or town."),
        "province": _("Choose the province or territory."),
        "postcode": _("Enter the postal code."),
    }

    def __init__(self, *args: Any, partial: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, text in self.MISSING.items():
            self.fields[name].error_messages["required"] = text
        if partial:
            for field in self.fields.values():
                field.required = False

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()

    def clean_postcode(self) -> str:
        typed = self.cleaned_data["postcode"]
        if not typed:
            return ""
        try:
            return normalise_postcode(typed)
        except ValueError:
            raise forms.ValidationError(_("A Canadian postal code looks like M5V 2T6. Please check it.")) from None

    def clean_phone(self) -> str:
        """Stored as +1 416 555 0123 is dialled. Empty stays empty."""
        typed = self.cleaned_data["phone"]
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, "CA")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            raise forms.ValidationError(_("This is not a phone number we can call. Correct it or leave it empty."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def clean_delivery_method(self) -> str:
        return self.cleaned_data["delivery_method"] or STANDARD

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        province, postcode = cleaned.get("province"), cleaned.get("postcode")
        if province and postcode and province not in provinces_of(postcode):
            self.add_error(
                "postcode",
                _("%(postcode)s is not a postal code of %(province)s. Please check both.")
                % {"postcode": postcode, "province": PROVINCES[province]},
            )
        return cleaned

    def destination(self) -> Destination:
        """What is known of the address so far; call after `is_valid()`."""
        province = self.cleaned_data.get("province") or ""
        return Destination("CA", province, self.cleaned_data.get("postcode") or "")

    def address(self) -> Address:
        data = self.cleaned_data
        names = ("first_name", "last_name", "line1", "line2", "city", "province", "postcode", "phone")
        return Address(**{name: data[name] for name in names})
