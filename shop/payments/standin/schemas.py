"""The table of parameters: what each endpoint takes, as far as the shop uses it.

Names, required ones and enumerations follow the typed parameters of the installed `stripe` package; a test
compares them. A parameter Stripe knows and the stand-in does not play is refused like an unknown one.
"""
from shop.payments.standin.parameters import (
    Boolean,
    Email,
    Hash,
    Integer,
    ListOf,
    Metadata,
    Moment,
    OneOf,
    Text,
    Type,
    Url,
)

# Two-decimal currencies only: everything here counts in hundredths.
CURRENCIES = ("cad", "usd", "eur", "gbp", "aud", "nzd", "chf")
LOCALES = (
    "auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA", "hi-IN",
    "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "pt-BR", "ro", "ru", "sk",
    "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
)
LARGEST_AMOUNT = 99_999_999  # eight digits, Stripe's largest charge

EXPAND: dict[str, Type] = {"expand": ListOf(Text(), 20)}
PAGE: dict[str, Type] = {"limit": Integer(1, 100), "starting_after": Text(), "ending_before": Text(), **EXPAND}

ADDRESS = Hash(
    {"line1": Text(), "line2": Text(), "city": Text(), "state": Text(), "postal_code": Text(), "country": Text(2)},
    required=("line1",),
)
PRODUCT_DATA = Hash(
    {
        "name": Text(), "description": Text(), "images": ListOf(Url(), 8), "metadata": Metadata(),
        "tax_code": Text(), "unit_label": Text(),
    },
    required=("name",),
)
PRICE_DATA = Hash(
    {
        "currency": OneOf(CURRENCIES), "unit_amount": Integer(0, LARGEST_AMOUNT), "product_data": PRODUCT_DATA,
        "tax_behavior": OneOf(("exclusive", "inclusive", "unspecified")),
    },
    required=("currency", "unit_amount", "product_data"),
)
LINE_ITEM = Hash(
    {"price_data": PRICE_DATA, "quantity": Integer(1, 999_999), "metadata": Metadata()},
    required=("price_data", "quantity"),
)
PAYMENT_INTENT_DATA = Hash(
    {
        "metadata": Metadata(), "description": Text(1000), "receipt_email": Email(),
        "shipping": Hash(
            {"name": Text(), "address": ADDRESS, "phone": Text(), "carrier": Text(), "tracking_number": Text()},
            required=("name", "address"),
        ),
        "statement_descriptor": Text(22), "statement_descriptor_suffix": Text(22), "transfer_group": Text(),
        "capture_method": OneOf(("automatic", "automatic_async")),
    }
)

SESSION_CREATE = Hash(
    {
        "mode": OneOf(("payment",)), "ui_mode": OneOf(("hosted_page",)), "line_items": ListOf(LINE_ITEM),
        "success_url": Url(), "cancel_url": Url(), "customer_email": Email(), "client_reference_id": Text(200),
        "currency": OneOf(CURRENCIES), "metadata": Metadata(), "payment_intent_data": PAYMENT_INTENT_DATA,
        "expires_at": Integer(0), "locale": OneOf(LOCALES), "adaptive_pricing": Hash({"enabled": Boolean()}),
        "submit_type": OneOf(("auto", "book", "donate", "pay", "subscribe")),
        "origin_context": OneOf(("mobile_app", "web")),
        **EXPAND,
    },
    required=("mode", "line_items", "success_url"),
)
SESSION_LIST = Hash(
    {"created": Moment(), "payment_intent": Text(), "status": OneOf(("complete", "expired", "open")), **PAGE}
)
PAYMENT_INTENT_LIST = Hash({"created": Moment(), "customer": Text(), **PAGE})
PAYMENT_INTENT_UPDATE = Hash({"metadata": Metadata(), "description": Text(1000), "receipt_email": Email(), **EXPAND})
CHARGE_LIST = Hash({"created": Moment(), "payment_intent": Text(), **PAGE})
REFUND_CREATE = Hash(
    {
        "payment_intent": Text(), "charge": Text(), "amount": Integer(1), "metadata": Metadata(),
        "reason": OneOf(("duplicate", "fraudulent", "requested_by_customer")),
        **EXPAND,
    }
)
REFUND_LIST = Hash({"created": Moment(), "payment_intent": Text(), "charge": Text(), **PAGE})
EVENT_LIST = Hash(
    {"created": Moment(), "type": Text(), "types": ListOf(Text(), 20), "delivery_success": Boolean(), **PAGE}
)
DISPUTE_LIST = Hash({"created": Moment(), "payment_intent": Text(), "charge": Text(), **PAGE})
RETRIEVE = Hash(EXPAND)
UPDATE_METADATA = Hash({"metadata": Metadata(), **EXPAND})
LIST_LINE_ITEMS = Hash(PAGE)
