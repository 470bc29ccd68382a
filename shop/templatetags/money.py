"""Amounts of money as people read them."""
from decimal import Decimal

from babel.numbers import format_currency
from django import template
from django.conf import settings
from django.utils.translation import get_language, to_locale

register = template.Library()
FALLBACK_LOCALE = "en_CA"


@register.filter
def cad(amount: Decimal | str | None) -> str:
    """`Decimal("22.99")` or `"22.99"` → `$22.99`; `22,99 $` in French; nothing for None or an empty string."""
    if amount is None or amount == "":
        return ""
    language = get_language()
    locale = to_locale(language) if language else FALLBACK_LOCALE
    return str(format_currency(Decimal(amount), settings.CURRENCY, locale=locale))
