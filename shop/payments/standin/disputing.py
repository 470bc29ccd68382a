"""Disputes: a cardholder asks the bank for the money back. Opened by a test card or by /_test/dispute."""
from shop.payments.standin import shapes
from shop.payments.standin.account import Account, new_id
from shop.payments.standin.errors import no_such
from shop.payments.standin.state import Body

DUE = 7 * 24 * 60 * 60  # seconds the shop has to answer
EVIDENCE = (
    "access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure",
    "cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name",
    "customer_purchase_ip", "customer_signature", "duplicate_charge_documentation", "duplicate_charge_explanation",
    "duplicate_charge_id", "product_description", "receipt", "refund_policy", "refund_policy_disclosure",
    "refund_refusal_explanation", "service_date", "service_documentation", "shipping_address", "shipping_carrier",
    "shipping_date", "shipping_documentation", "shipping_tracking_number", "uncategorized_file", "uncategorized_text",
)


def open_dispute(account: Account, charge_id: str, reason: str, amount: int | None) -> Body:
    with account.state.transaction():
        charge = account.state.get("charge", charge_id)
        if charge is None:
            raise no_such("charge", charge_id, "charge")
        held = amount if amount is not None else charge["amount"]
        identifier = new_id("du")
        entry = account.state.save(
            shapes.balance_transaction(account, identifier, "adjustment", -held, charge["currency"])
        )
        dispute: Body = {
            "id": identifier, "object": "dispute", "amount": held, "balance_transactions": [entry],
            "charge": charge_id, "created": account.now(), "currency": charge["currency"],
            "enhanced_eligibility_types": [], "evidence": dict.fromkeys(EVIDENCE) | {"enhanced_evidence": {}},
            "evidence_details": {
                "due_by": account.now() + DUE, "enhanced_eligibility": {}, "has_evidence": False, "past_due": False,
                "submission_count": 0, "submission_method": "not_submitted",
            },
            "is_charge_refundable": False, "livemode": False, "metadata": {}, "network_reason_code": "10.4",
            "payment_intent": charge["payment_intent"],
            "payment_method_details": {
                "card": {"brand": charge["payment_method_details"]["card"]["brand"], "case_type": "chargeback",
                         "network": charge["payment_method_details"]["card"]["network"],
                         "network_reason_code": "10.4"},
                "type": "card",
            },
            "reason": reason, "status": "needs_response",
        }
        charge["disputed"] = True
        account.state.save(charge)
        account.state.save(dispute)
        account.emit("charge.dispute.created", dispute)
        account.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute
