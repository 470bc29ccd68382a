"""Refunds: never more than was captured, and a bank may still send the money back later."""
import time

from shop.payments.standin import shapes
from shop.payments.standin.account import Account
from shop.payments.standin.errors import StripeError, missing_parameter, no_such
from shop.payments.standin.sessions import merge_metadata
from shop.payments.standin.state import Body


def create_refund(account: Account, params: Body) -> Body:
    charge = charge_to_refund(account, params)
    left = charge["amount_captured"] - charge["amount_refunded"]
    if left == 0:
        raise StripeError(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if charge["disputed"]:
        raise StripeError(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed"
        )
    amount = params.get("amount", left)
    if amount > left:
        wanted, most = shapes.money(amount, charge["currency"]), shapes.money(left, charge["currency"])
        raise StripeError(
            f"Refund amount ({wanted}) is greater than unrefunded amount on charge ({most})", param="amount"
        )
    return record_refund(account, charge, amount, params)


def charge_to_refund(account: Account, params: Body) -> Body:
    if "payment_intent" in params and "charge" in params:
        raise StripeError("Give only one of payment_intent and charge.", code="parameters_exclusive")
    if "payment_intent" in params:
        intent = account.state.get("payment_intent", params["payment_intent"])
        if intent is None:
            raise no_such("payment_intent", params["payment_intent"], "payment_intent")
        charge = account.state.get("charge", intent["latest_charge"] or "")
        if charge is None or not charge["captured"]:
            raise StripeError(f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.")
        return charge
    if "charge" not in params:
        raise missing_parameter("payment_intent")
    charge = account.state.get("charge", params["charge"])
    if charge is None:
        raise no_such("charge", params["charge"], "charge")
    if not charge["captured"]:
        raise StripeError(f"Charge {charge['id']} has not been paid.", code="charge_not_refundable")
    return charge


def record_refund(account: Account, charge: Body, amount: int, params: Body) -> Body:
    """A refund counts against the charge from now on, also while it is pending."""
    pending = account.faults.take("refund_pending")
    failing = account.faults.take("refund_fails")
    later = "failed" if failing else account.state.private(charge["id"]).get("refund", "")
    status = "pending" if pending or later == "succeeded" else "succeeded"
    refund = shapes.refund(account, charge, amount, params, status)
    entry = shapes.balance_transaction(account, refund["id"], "refund", -amount, charge["currency"])
    refund["balance_transaction"] = account.state.save(entry)["id"]
    account.state.save(refund)
    if later:
        due = time.time() + (failing.seconds if failing else 1.0)
        account.state.plan(refund["id"], later, due)
    previous = {"amount_refunded": charge["amount_refunded"], "refunded": charge["refunded"]}
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    account.emit("refund.created", refund)
    account.emit("charge.refunded", account.state.save(charge), previous)
    if status == "succeeded":
        refund["destination_details"]["card"] |= {"reference": "standin", "reference_status": "available"}
        account.emit("refund.updated", account.state.save(refund))
    return refund


def update_refund(account: Account, params: Body, identifier: str) -> Body:
    refund = account.state.get("refund", identifier)
    if refund is None:
        raise no_such("refund", identifier)
    refund["metadata"] = merge_metadata(refund["metadata"], params.get("metadata"))
    account.emit("refund.updated", account.state.save(refund))
    return refund


def settle_refund(account: Account, identifier: str, result: str, reason: str = "expired_or_canceled_card") -> bool:
    """The bank's last word on a refund: `succeeded` or `failed`. False when it has nothing to say any more."""
    with account.state.transaction():
        account.state.unplan(identifier)
        refund = account.state.get("refund", identifier)
        if refund is None or refund["status"] == "failed" or refund["status"] == result:
            return False
        previous = {"status": refund["status"]}
        refund["status"] = result
        if result == "failed":
            entry = shapes.balance_transaction(
                account, identifier, "refund_failure", refund["amount"], refund["currency"]
            )
            entry.update(fee=0, fee_details=[], net=refund["amount"])  # money coming back costs nothing
            refund.update(failure_reason=reason, failure_balance_transaction=account.state.save(entry)["id"])
            charge = account.state.known("charge", refund["charge"])
            charge.update(amount_refunded=charge["amount_refunded"] - refund["amount"], refunded=False)
            account.state.save(charge)
        account.emit("refund.updated", account.state.save(refund), previous)
        account.emit("charge.refund.updated", refund, previous)
        if result == "failed":
            account.emit("refund.failed", refund)
    return True
