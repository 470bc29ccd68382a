"""The money that moved: captured and given back, by currency and by payment. Tests compare the shop with it."""
from shop.payments.standin.account import Account
from shop.payments.standin.state import Body


def read_ledger(account: Account) -> Body:
    with account.state.transaction():
        charges = account.state.of_kind("charge")
        refunds = account.state.of_kind("refund")
        sessions = {s["payment_intent"]: s for s in account.state.of_kind("checkout.session") if s["payment_intent"]}
        intents = account.state.of_kind("payment_intent")
    lines = [line(intent, sessions.get(intent["id"]), charges, refunds) for intent in intents]
    currencies: dict[str, dict[str, int]] = {}
    for each in lines:
        sums = currencies.setdefault(each["currency"], {"captured": 0, "refunded": 0, "net": 0, "payments": 0})
        sums["captured"] += each["captured"]
        sums["refunded"] += each["refunded"]
        sums["net"] += each["captured"] - each["refunded"]
        sums["payments"] += each["captured"] > 0
    return {"currencies": currencies, "payment_intents": lines}


def line(intent: Body, session: Body | None, charges: list[Body], refunds: list[Body]) -> Body:
    """One payment. A refund counts unless it failed; a capture counts for each charge that succeeded."""
    captured = [c for c in charges if c["payment_intent"] == intent["id"] and c["captured"]]
    back = [r for r in refunds if r["payment_intent"] == intent["id"]]
    return {
        "payment_intent": intent["id"], "status": intent["status"], "amount": intent["amount"],
        "currency": intent["currency"], "metadata": intent["metadata"],
        "captured": sum(c["amount_captured"] for c in captured), "captures": len(captured),
        "refunded": sum(r["amount"] for r in back if r["status"] not in {"failed", "canceled"}),
        "refunds": [{name: r[name] for name in ("id", "amount", "status", "reason", "metadata")} for r in back],
        "disputed": any(c["disputed"] for c in captured),
        "session": session and session["id"], "client_reference_id": session and session["client_reference_id"],
        "session_metadata": session and session["metadata"], "payment_status": session and session["payment_status"],
    }
