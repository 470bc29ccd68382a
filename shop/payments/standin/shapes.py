"""The objects as Stripe sends them at the pinned version. Field names are checked against the library by a test."""
from typing import Any

from shop.payments.standin.account import Account, new_id
from shop.payments.standin.cards import MESSAGES, Card
from shop.payments.standin.state import Body

NO_ADDRESS = {"city": None, "country": None, "line1": None, "line2": None, "postal_code": None, "state": None}


def money(cents: int, currency: str) -> str:
    """`CA$12.34`, as Stripe writes amounts for people."""
    signs = {"cad": "CA$", "usd": "$", "eur": "€", "gbp": "£", "aud": "A$", "nzd": "NZ$"}
    return f"{signs.get(currency, currency.upper() + ' ')}{cents // 100:,}.{cents % 100:02d}"


def line_item(account: Account, given: Body) -> Body:
    price_data, quantity = given["price_data"], given["quantity"]
    product, unit = price_data["product_data"], price_data["unit_amount"]
    product_id = new_id("prod", 14)
    account.state.save({
        "id": product_id, "object": "product", "active": False, "created": account.now(), "default_price": None,
        "description": product.get("description"), "images": product.get("images", []), "livemode": False,
        "marketing_features": [], "metadata": product.get("metadata", {}), "name": product["name"],
        "package_dimensions": None, "shippable": None, "statement_descriptor": None,
        "tax_code": product.get("tax_code"), "type": "service", "unit_label": product.get("unit_label"),
        "updated": account.now(), "url": None,
    })
    price: Body = {
        "id": new_id("price"), "object": "price", "active": False, "billing_scheme": "per_unit",
        "created": account.now(), "currency": price_data["currency"], "custom_unit_amount": None, "livemode": False,
        "lookup_key": None, "metadata": {}, "nickname": None, "product": product_id, "recurring": None,
        "tax_behavior": price_data.get("tax_behavior", "unspecified"), "tiers_mode": None,
        "transform_quantity": None, "type": "one_time", "unit_amount": unit, "unit_amount_decimal": str(unit),
    }
    return {
        "id": new_id("li"), "object": "item", "adjustable_quantity": None, "amount_discount": 0,
        "amount_subtotal": unit * quantity, "amount_tax": 0, "amount_total": unit * quantity,
        "currency": price_data["currency"], "description": product["name"], "metadata": given.get("metadata", {}),
        "price": price, "quantity": quantity,
    }


def session(account: Account, params: Body, total: int, currency: str, expires_at: int) -> Body:
    identifier = new_id("cs_test", 58)
    custom_text = dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance"))
    return {
        "id": identifier, "object": "checkout.session",
        "adaptive_pricing": params.get("adaptive_pricing", {"enabled": True}), "after_expiration": None,
        "allow_promotion_codes": None, "allowed_payment_method_types": None,
        "amount_subtotal": total, "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": None, "branding_settings": None,
        "cancel_url": params.get("cancel_url"), "client_reference_id": params.get("client_reference_id"),
        "client_secret": None, "collected_information": None, "consent": None, "consent_collection": None,
        "created": account.now(), "currency": currency, "currency_conversion": None, "custom_fields": [],
        "custom_text": custom_text, "customer": None, "customer_account": None,
        "customer_creation": "if_required", "customer_details": None,
        "customer_email": params.get("customer_email"), "discounts": [], "excluded_payment_method_types": None,
        "expires_at": expires_at, "integration_identifier": None, "invoice": None, "invoice_creation": None,
        "livemode": False, "locale": params.get("locale"), "metadata": params.get("metadata", {}), "mode": "payment",
        "name_collection": None, "optional_items": [], "origin_context": params.get("origin_context"),
        "payment_intent": None, "payment_link": None, "payment_method_collection": "if_required",
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"], "payment_status": "unpaid", "permissions": None,
        "phone_number_collection": {"enabled": False},
        "recovered_from": None, "saved_payment_method_options": None, "setup_intent": None,
        "shipping_address_collection": None, "shipping_cost": None, "shipping_options": [], "status": "open",
        "submit_type": params.get("submit_type"), "subscription": None, "success_url": params["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0}, "ui_mode": "hosted_page",
        "url": f"{account.base_url}/c/pay/{identifier}", "wallet_options": None,
    }


def payment_intent(account: Account, amount: int, currency: str, data: Body) -> Body:
    identifier = new_id("pi")
    return {
        "id": identifier, "object": "payment_intent", "allowed_payment_method_types": None, "amount": amount,
        "amount_capturable": 0, "amount_details": {"tip": {}}, "amount_received": 0, "application": None,
        "application_fee_amount": None, "automatic_payment_methods": None, "canceled_at": None,
        "cancellation_reason": None, "capture_method": data.get("capture_method", "automatic_async"),
        "client_secret": f"{identifier}_secret_{new_id('x')[2:]}", "confirmation_method": "automatic",
        "created": account.now(), "currency": currency, "customer": None, "customer_account": None,
        "description": data.get("description"), "excluded_payment_method_types": None, "last_payment_error": None,
        "latest_charge": None, "livemode": False, "metadata": data.get("metadata", {}), "next_action": None,
        "on_behalf_of": None, "payment_method": None, "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"installments": None, "mandate_options": None, "network": None,
                                            "request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"], "processing": None, "receipt_email": data.get("receipt_email"),
        "review": None, "setup_future_usage": None, "shipping": data.get("shipping"), "source": None,
        "statement_descriptor": data.get("statement_descriptor"),
        "statement_descriptor_suffix": data.get("statement_descriptor_suffix"),
        "status": "requires_payment_method", "transfer_data": None, "transfer_group": data.get("transfer_group"),
    }


def card_details(card: Card, *, authenticated: bool = False) -> Body:
    """The card as Stripe shows it afterwards: never its number."""
    secure = {
        "authentication_flow": "challenge", "electronic_commerce_indicator": "05", "exemption_indicator": None,
        "result": "authenticated", "result_reason": None, "transaction_id": new_id("tds"), "version": "2.2.0",
    }
    refused = card.rule.decline_code
    return {
        "brand": card.brand, "checks": {"address_line1_check": None, "address_postal_code_check": "pass",
                                        "cvc_check": "fail" if refused == "incorrect_cvc" else "pass"},
        "country": "CA" if card.number == "4000001240000000" else "US", "exp_month": card.exp_month,
        "exp_year": card.exp_year, "fingerprint": f"standin{card.number[-4:]}", "funding": "credit",
        "last4": card.number[-4:], "network": card.brand, "three_d_secure": secure if authenticated else None,
        "wallet": None,
    }


def payment_method(account: Account, card: Card) -> Body:
    return {
        "id": new_id("pm"), "object": "payment_method", "allow_redisplay": "limited",
        "billing_details": billing_details(card), "card": card_details(card), "created": account.now(),
        "customer": None, "customer_account": None, "livemode": False, "metadata": {}, "type": "card",
    }


def billing_details(card: Card) -> Body:
    address = NO_ADDRESS | {"country": "CA", "postal_code": card.postal_code}
    return {"address": address, "email": card.email, "name": card.name, "phone": None, "tax_id": None}


def outcome(code: str, decline_code: str) -> Body:
    if not code:
        return {"advice_code": None, "network_advice_code": None, "network_decline_code": None,
                "network_status": "approved_by_network", "reason": None, "risk_level": "normal", "risk_score": 20,
                "seller_message": "Payment complete.", "type": "authorized"}
    return {"advice_code": "try_again_later", "network_advice_code": None, "network_decline_code": "05",
            "network_status": "declined_by_network", "reason": decline_code, "risk_level": "normal",
            "risk_score": 20, "seller_message": "The bank refused the payment.", "type": "issuer_declined"}


def charge(account: Account, intent: Body, card: Card, status: str, *, authenticated: bool = False) -> Body:
    """`status` is succeeded, pending or failed."""
    refused, paid = status == "failed", status == "succeeded"
    identifier = new_id("ch")
    return {
        "id": identifier, "object": "charge", "amount": intent["amount"],
        "amount_captured": intent["amount"] if paid else 0, "amount_refunded": 0, "application": None,
        "application_fee": None, "application_fee_amount": None, "balance_transaction": None,
        "billing_details": billing_details(card), "calculated_statement_descriptor": "STRIPE STAND-IN",
        "captured": paid, "created": account.now(), "currency": intent["currency"], "customer": None,
        "description": intent["description"], "disputed": False, "failure_balance_transaction": None,
        "failure_code": card.rule.code if refused else None,
        "failure_message": MESSAGES[card.rule.decline_code] if refused else None, "fraud_details": {},
        "livemode": False, "metadata": dict(intent["metadata"]), "on_behalf_of": None,
        "outcome": outcome(card.rule.code if refused else "", card.rule.decline_code), "paid": paid,
        "payment_intent": intent["id"], "payment_method": intent["payment_method"],
        "payment_method_details": {"card": card_details(card, authenticated=authenticated), "type": "card"},
        "presentment_details": None, "radar_options": {}, "receipt_email": intent["receipt_email"],
        "receipt_number": None, "receipt_url": None, "refunded": False, "review": None,
        "shipping": intent["shipping"], "source": None, "source_transfer": None, "statement_descriptor": None,
        "statement_descriptor_suffix": None, "status": status, "transfer_data": None, "transfer_group": None,
    }


def balance_transaction(account: Account, source: str, kind: str, amount: int, currency: str) -> Body:
    """`amount` is negative when money leaves. The fee is Stripe's usual 2.9 % + 30 cents on what comes in."""
    fee = (amount * 29 + 500) // 1000 + 30 if amount > 0 else 0
    detail: list[dict[str, Any]] = [{"amount": fee, "application": None, "currency": currency,
                                     "description": "Stripe processing fees", "type": "stripe_fee"}]
    return {
        "id": new_id("txn"), "object": "balance_transaction", "amount": amount, "available_on": account.now(),
        "balance_type": "payments", "created": account.now(), "currency": currency, "description": None,
        "exchange_rate": None, "fee": fee, "fee_details": detail if fee else [], "net": amount - fee,
        "reporting_category": kind, "source": source, "status": "available", "type": kind,
    }


def refund(account: Account, source: Body, amount: int, params: Body, status: str) -> Body:
    return {
        "id": new_id("re"), "object": "refund", "amount": amount, "balance_transaction": None, "charge": source["id"],
        "created": account.now(), "currency": source["currency"],
        "destination_details": {"card": {"reference_status": "pending", "reference_type": "acquirer_reference_number",
                                         "type": "refund"}, "type": "card"},
        "metadata": params.get("metadata", {}), "payment_intent": source["payment_intent"],
        "reason": params.get("reason"), "receipt_number": None, "source_transfer_reversal": None, "status": status,
        "transfer_reversal": None,
    }
