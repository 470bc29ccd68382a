"""What happens when a customer presses Pay: charge, decline, 3-D Secure, or a payment that settles later."""
import time
from dataclasses import asdict, dataclass

from shop.payments.standin import shapes
from shop.payments.standin.account import Account
from shop.payments.standin.cards import MESSAGES, Card
from shop.payments.standin.disputing import open_dispute
from shop.payments.standin.sessions import load_session
from shop.payments.standin.state import Body

CHALLENGE_FAILED = "We could not confirm this payment with your bank. Try again or use another card."


@dataclass(frozen=True)
class Outcome:
    """`status`: paid, unpaid (settles later), requires_action, declined, or what the session already was:
    complete or expired. `field` names the form field a decline belongs to."""

    status: str
    message: str = ""
    code: str = ""
    decline_code: str = ""
    field: str = ""


def pay(account: Account, session_id: str, card: Card) -> Outcome:
    """One press of Pay. The session is charged at most once, however often the form is sent."""
    with account.state.transaction():
        session = load_session(account, session_id)
        if session["status"] != "open":
            return Outcome(session["status"])
        intent = begin_intent(account, session, card)
        if card.rule.challenge:
            return ask_for_challenge(account, session, intent, card)
        if card.rule.code:
            return decline(account, intent, card)
        return complete(account, session, intent, card)


def begin_intent(account: Account, session: Body, card: Card) -> Body:
    """The session's payment, made at the first press of Pay and used again by the next."""
    intent = account.state.get("payment_intent", session["payment_intent"] or "")
    if intent is None:
        data = account.state.private(session["id"])["payment_intent_data"]
        intent = shapes.payment_intent(account, session["amount_total"], session["currency"], data)
        session["payment_intent"] = intent["id"]
        account.state.save(session)
        account.emit("payment_intent.created", account.state.save(intent))
    method = account.state.save(shapes.payment_method(account, card))
    intent.update(payment_method=method["id"], last_payment_error=None, next_action=None)
    return intent


def ask_for_challenge(account: Account, session: Body, intent: Body, card: Card) -> Outcome:
    challenge = f"{account.base_url}/c/pay/{session['id']}/challenge"
    intent.update(
        status="requires_action",
        next_action={"redirect_to_url": {"return_url": None, "url": challenge}, "type": "redirect_to_url"},
    )
    account.emit("payment_intent.requires_action", account.state.save(intent))
    account.state.save_private(intent["id"], {"card": asdict(card)})  # published test numbers only come this far
    return Outcome("requires_action")


def answer_challenge(account: Account, session_id: str, *, passed: bool) -> Outcome:
    """The customer's bank has said yes or no."""
    with account.state.transaction():
        session = load_session(account, session_id)
        if session["status"] != "open":
            return Outcome(session["status"])
        intent = account.state.get("payment_intent", session["payment_intent"] or "")
        if intent is None or intent["status"] != "requires_action":
            return Outcome("open")
        card = Card(**account.state.private(intent["id"])["card"])
        intent["next_action"] = None
        if not passed:
            code = "payment_intent_authentication_failure"
            return refuse(account, intent, code, "", CHALLENGE_FAILED, None)
        if card.rule.code:
            return decline(account, intent, card, authenticated=True)
        return complete(account, session, intent, card, authenticated=True)


def decline(account: Account, intent: Body, card: Card, *, authenticated: bool = False) -> Outcome:
    charge = account.state.save(shapes.charge(account, intent, card, "failed", authenticated=authenticated))
    account.emit("charge.failed", charge)
    return refuse(account, intent, card.rule.code, card.rule.decline_code, MESSAGES[card.rule.decline_code], charge)


def refuse(
    account: Account, intent: Body, code: str, decline_code: str, message: str, charge: Body | None
) -> Outcome:
    """The payment goes back to waiting for a card, and keeps the reason. The session stays open."""
    error: Body = {"code": code, "message": message, "type": "card_error",
                   "payment_method": account.state.get("payment_method", intent["payment_method"])}
    if decline_code:
        error["decline_code"] = decline_code
    if charge is not None:
        error["charge"] = intent["latest_charge"] = charge["id"]
    intent.update(status="requires_payment_method", last_payment_error=error, payment_method=None)
    account.emit("payment_intent.payment_failed", account.state.save(intent))
    field = {"incorrect_cvc": "cvc", "expired_card": "expiry"}.get(code, "number")
    return Outcome("declined", message, code, decline_code, field)


def complete(account: Account, session: Body, intent: Body, card: Card, *, authenticated: bool = False) -> Outcome:
    """Completes the session, paid or (for a slow payment) still unpaid."""
    switch = account.faults.take("async_payment")
    settles = (switch.then or "later") if switch else card.rule.settles
    charge = shapes.charge(account, intent, card, "pending" if settles else "succeeded", authenticated=authenticated)
    intent.update(latest_charge=charge["id"], status="processing")
    session.update(
        status="complete", url=None,
        customer_details={
            "address": shapes.billing_details(card)["address"], "business_name": None, "email": card.email,
            "individual_name": None, "name": card.name, "phone": None, "tax_exempt": "none", "tax_ids": [],
        },
    )
    account.state.save(charge)
    account.state.save_private(charge["id"], {"refund": card.rule.refund})
    if settles:
        account.emit("payment_intent.processing", account.state.save(intent))
        if settles != "later":
            account.state.plan(session["id"], settles, time.time() + (switch.seconds if switch else 1.0))
    else:
        capture(account, intent, charge)
        session["payment_status"] = "paid"
    account.emit("checkout.session.completed", account.state.save(session))
    if card.rule.disputed:
        open_dispute(account, charge["id"], "fraudulent", None)
    return Outcome("unpaid" if settles else "paid")


def capture(account: Account, intent: Body, charge: Body) -> None:
    """The money arrives."""
    entry = shapes.balance_transaction(account, charge["id"], "charge", charge["amount"], charge["currency"])
    account.state.save(entry)
    charge.update(
        status="succeeded", paid=True, captured=True, amount_captured=charge["amount"], balance_transaction=entry["id"]
    )
    account.emit("charge.succeeded", account.state.save(charge))
    intent.update(status="succeeded", amount_received=intent["amount"])
    account.emit("payment_intent.succeeded", account.state.save(intent))


def settle(account: Account, session_id: str, result: str) -> bool:
    """Ends a slow payment: `succeeded` or `failed`. False when the session has none that waits."""
    with account.state.transaction():
        account.state.unplan(session_id)
        session = load_session(account, session_id)
        intent = account.state.get("payment_intent", session["payment_intent"] or "")
        if session["status"] != "complete" or intent is None or intent["status"] != "processing":
            return False
        charge = account.state.known("charge", intent["latest_charge"])
        if result == "succeeded":
            capture(account, intent, charge)
            session["payment_status"] = "paid"
        else:
            charge.update(status="failed", failure_code="payment_failed", failure_message="The payment failed.")
            account.emit("charge.failed", account.state.save(charge))
            refuse(account, intent, "payment_failed", "", "The payment failed.", charge)
        account.emit(f"checkout.session.async_payment_{result}", account.state.save(session))
    return True
