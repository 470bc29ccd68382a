"""Checkout Sessions: create, retrieve, update, expire, and what happens when their time is up."""
from shop.payments.standin import shapes
from shop.payments.standin.account import Account
from shop.payments.standin.errors import StripeError, missing_parameter, no_such
from shop.payments.standin.schemas import LARGEST_AMOUNT
from shop.payments.standin.state import Body

SHORTEST, LONGEST = 30 * 60, 24 * 60 * 60  # seconds a session may stay open
SMALLEST = {"cad": 50, "usd": 50, "eur": 50, "gbp": 30, "aud": 50, "nzd": 50, "chf": 50}  # cents of a charge


def create_session(account: Account, params: Body) -> Body:
    if not params["line_items"]:
        raise missing_parameter("line_items")
    currencies = {item["price_data"]["currency"] for item in params["line_items"]}
    if len(currencies) > 1 or params.get("currency", min(currencies)) not in currencies:
        raise StripeError("All line items of a Checkout Session must use the session's currency.", param="line_items")
    currency = currencies.pop()
    total = sum(item["price_data"]["unit_amount"] * item["quantity"] for item in params["line_items"])
    check_total(total, currency)
    created = account.now()
    expires_at = params.get("expires_at", created + LONGEST)
    if not created + SHORTEST <= expires_at <= created + LONGEST:
        raise StripeError(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    items = [shapes.line_item(account, item) for item in params["line_items"]]
    session = account.state.save(shapes.session(account, params, total, currency, expires_at))
    account.state.save_private(
        session["id"],
        {"line_items": items, "payment_intent_data": params.get("payment_intent_data", {}), "url": session["url"]},
    )
    return session


def check_total(total: int, currency: str) -> None:
    if total < SMALLEST[currency]:
        least = shapes.money(SMALLEST[currency], currency)
        raise StripeError(
            f"The Checkout Session's total amount due must add up to at least {least} {currency}",
            code="amount_too_small", param="line_items",
        )
    if total > LARGEST_AMOUNT:
        most = shapes.money(LARGEST_AMOUNT, currency)
        raise StripeError(
            f"The total amount due must be no more than {most}", code="amount_too_large", param="line_items"
        )


def load_session(account: Account, identifier: str) -> Body:
    """The session as it is now: one whose time is up has expired, even if nobody looked until now."""
    session = account.state.get("checkout.session", identifier)
    if session is None:
        raise no_such("checkout.session", identifier)
    if session["status"] == "open" and session["expires_at"] <= account.clock():
        close_unpaid(account, session)
    return session


def retrieve_session(account: Account, params: Body, identifier: str) -> Body:
    return load_session(account, identifier)


def update_session(account: Account, params: Body, identifier: str) -> Body:
    session = load_session(account, identifier)
    session["metadata"] = merge_metadata(session["metadata"], params.get("metadata"))
    return account.state.save(session)


def merge_metadata(present: dict[str, str], given: dict[str, str] | None) -> dict[str, str]:
    """An empty value unsets its name; an empty `metadata` unsets all."""
    if given is None:
        return present
    return {key: value for key, value in (present | given).items() if value != ""} if given else {}


def expire_session(account: Account, params: Body, identifier: str) -> Body:
    session = load_session(account, identifier)
    if session["status"] != "open":
        raise StripeError(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of `{session['status']}`."
        )
    return close_unpaid(account, session)


def close_unpaid(account: Account, session: Body) -> Body:
    """Expires the session and cancels the payment a customer may have begun in it."""
    session["status"], session["url"] = "expired", None
    account.state.save(session)
    intent = account.state.get("payment_intent", session["payment_intent"] or "")
    if intent is not None:
        intent.update(status="canceled", canceled_at=account.now(), cancellation_reason="automatic", next_action=None)
        account.emit("payment_intent.canceled", account.state.save(intent))
    account.emit("checkout.session.expired", session)
    return session


def expire_due(account: Account) -> int:
    """Expires every open session whose time is up; gives their number."""
    with account.state.transaction():
        due = account.state.overdue_sessions(account.clock())
        for session in due:
            close_unpaid(account, session)
    return len(due)
