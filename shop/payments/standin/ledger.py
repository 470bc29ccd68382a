"""The money that moved: captured and given back, by currency and by payment. Tests compare the shop with it."""
from collections import defaultdict
from collections.abc import Iterable

from shop.payments.standin.account import Account
from shop.payments.standin.state import Body


def read_ledger(account: Account) -> Body:
    with account.state.transaction():
        charges = account.state.of_kind("charge")
        refunds = account.state.of_kind("refund")
        sessions = {s["payment_intent"]: s for s in account.state.of_kind("checkout.session") if s["payment_intent"]}
        intents = account.state.of_kind("payment_intent")
    captured, back = by_payment(c for c in charges if c["captured"]), by_payment(refunds)
    lines = [
        line(intent, sessions.get(intent["id"]), captured[intent["id"]], back[intent["id"]]) for intent in intents
    ]
    currencies: dict[str, dict[str, int]] = {}
    for each in lines:
        sums = currencies.setdefault(each["currency"], {"captured": 0, "refunded": 0, "net": 0, "payments": 0})
        sums["captured"] += each["captured"]
        sums["refunded"] += each["refunded"]
        sums["net"] += each["captured"] - each["refunded"]
        sums["payments"] += each["captured"] > 0
    return {"currencies": currencies, "payment_intents": lines}


def by_payment(things: Iterable[Body]) -> defaultdict[str, list[Body]]:
    grouped: defaultdict[str, list[Body]] = defaultdict(list)
    for thing in things:
        grouped[thing["payment_intent"]].append(thing)
    return grouped


def line(intent: Body, session: Body | None, captured: list[Body], back: list[Body]) -> Body:
    """One payment with the charges that succeeded and its refunds, of which those count that did not fail."""
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
