"""The only door to Stripe. Takes and gives Decimal dollars and dataclasses; cents and Stripe's objects stay in here.

The same library and the same calls talk to Stripe and to the local stand-in; only STRIPE_API_BASE differs.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import stripe
from django.conf import settings

from shop.money import from_cents, to_cents

TIMEOUT = (3.0, 10.0)  # seconds to connect and to answer
RETRIES = 1  # StripeClient does not take the library's global setting; each retry carries the same idempotency key
SIGNATURE_TOLERANCE = 300  # seconds


class GatewayDown(Exception):
    """Stripe did not answer, or answered with an error of its own: ask again later, with the same key."""


class GatewayStuck(GatewayDown):
    """Stripe keeps answering one key with an error, and lists nothing that came of it."""


class GatewayRefused(Exception):
    """Stripe understood and said no; asking again will not help. `code` is Stripe's error code."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class ForgedEvent(Exception):
    """The signature of a webhook does not hold, or its body is no event."""


@dataclass(frozen=True)
class ChargeLine:
    """One row of the payment page: `amount` dollars for all of it."""

    name: str
    amount: Decimal
    picture: str = ""


@dataclass(frozen=True)
class SessionRequest:
    """A payment page to open. `key` is the attempt's idempotency key and comes back as the reference."""

    key: str
    order_number: str
    email: str
    currency: str
    lines: Sequence[ChargeLine]
    success_url: str
    cancel_url: str
    expires_at: datetime


@dataclass(frozen=True)
class Session:
    """A Checkout Session as Stripe has it now. `status`: open, complete, expired; `paid`: the money is captured;
    `failed`: the customer finished, but the money never came (a delayed method) and this page will not bring it."""

    id: str
    url: str
    status: str
    paid: bool
    failed: bool
    amount: Decimal
    currency: str
    key: str
    payment_intent: str
    livemode: bool


@dataclass(frozen=True)
class RefundState:
    id: str
    status: str  # pending, requires_action, succeeded, failed, canceled
    amount: Decimal


@dataclass(frozen=True)
class Event:
    """A webhook event whose signature held; ids are "" where the event has none."""

    id: str
    kind: str
    livemode: bool
    session_id: str
    payment_intent: str
    key: str
    refund_id: str
    payload: dict[str, Any]


def is_live() -> bool:
    """Whether the shop's key moves real money."""
    return "_live_" in settings.STRIPE_SECRET_KEY


@lru_cache(maxsize=1)
def _client_for(key: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": base},
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=TIMEOUT),
    )


def _client() -> stripe.StripeClient:
    return _client_for(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)


class _asking:
    """Turns Stripe's exceptions into ours."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, stripe.InvalidRequestError | stripe.CardError):
            raise GatewayRefused(str(error.user_message or error), error.code or "") from error
        if isinstance(error, stripe.StripeError):
            raise GatewayDown(f"{type(error).__name__}: {error}") from error


def open_session(request: SessionRequest) -> Session:
    """Open a payment page, or get the one this key has opened before. Raises GatewayDown, GatewayRefused."""
    reference = {"attempt": request.key, "order": request.order_number}
    currency = request.currency.lower()
    params: dict[str, Any] = {
        "mode": "payment",
        "ui_mode": "hosted_page",
        "client_reference_id": request.key,
        "customer_email": request.email,
        "line_items": [_line_item(line, currency) for line in request.lines],
        "metadata": reference,
        "payment_intent_data": {"metadata": reference, "description": f"Order {request.order_number}"},
        "adaptive_pricing": {"enabled": False},  # charge the amount shown, in the currency shown
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
        "expires_at": int(request.expires_at.timestamp()),
        "submit_type": "pay",
    }
    with _asking():
        session = _client().v1.checkout.sessions.create(params, {"idempotency_key": f"session-{request.key}"})  # type: ignore[arg-type]
    return _read_session(session)


def _line_item(line: ChargeLine, currency: str) -> dict[str, Any]:
    product: dict[str, Any] = {"name": line.name}
    if line.picture:
        product["images"] = [line.picture]
    return {
        "quantity": 1,
        "price_data": {"currency": currency, "unit_amount": to_cents(line.amount), "product_data": product},
    }


def fetch_session(session_id: str) -> Session:
    with _asking():
        return _read_session(_client().v1.checkout.sessions.retrieve(session_id, {"expand": ["payment_intent"]}))


def expire_session(session_id: str) -> Session:
    """Close a payment page for good. A page that is not open any more is returned as it is."""
    with _asking():
        try:
            session = _client().v1.checkout.sessions.expire(session_id)
        except stripe.InvalidRequestError:
            session = _client().v1.checkout.sessions.retrieve(session_id)
    return _read_session(session)


def list_sessions(since: datetime) -> Iterator[Session]:
    """Every session created since then, newest first; pages are fetched as needed."""
    with _asking():
        page = _client().v1.checkout.sessions.list({"created": {"gte": int(since.timestamp())}, "limit": 100})
        for session in page.auto_paging_iter():
            yield _read_session(session)


def find_session(key: str, since: datetime) -> Session | None:
    """The session opened under an attempt's key, for when the answer to opening it never came."""
    return next((session for session in list_sessions(since) if session.key == key), None)


def create_refund(payment_intent: str, amount: Decimal, key: str, order_number: str) -> RefundState:
    """Give back `amount` dollars of a payment; the same key never gives back twice."""
    with _asking():
        refund = _client().v1.refunds.create(
            {
                "payment_intent": payment_intent,
                "amount": to_cents(amount),
                "metadata": {"refund": key, "order": order_number},
            },
            {"idempotency_key": f"refund-{key}"},
        )
    return _read_refund(refund)


def fetch_refund(refund_id: str) -> RefundState:
    with _asking():
        return _read_refund(_client().v1.refunds.retrieve(refund_id))


def read_event(body: bytes, signature: str) -> Event:
    """Check a webhook's signature (any of its v1 signatures may hold) and read what it is about. Raises ForgedEvent."""
    try:
        text = body.decode("utf-8")
        stripe.WebhookSignature.verify_header(
            text, signature, settings.STRIPE_WEBHOOK_SECRET, tolerance=SIGNATURE_TOLERANCE
        )
        payload = json.loads(text)
        thing = payload["data"]["object"]
        kind, event_id = str(payload["type"]), str(payload["id"])
    except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError) as error:
        raise ForgedEvent(str(error)) from error
    metadata = thing.get("metadata") or {}
    is_session = thing.get("object") == "checkout.session"
    is_intent = thing.get("object") == "payment_intent"
    return Event(
        id=event_id,
        kind=kind,
        livemode=bool(payload.get("livemode")),
        session_id=str(thing["id"]) if is_session else "",
        payment_intent=str(thing["id"] if is_intent else _id_of(thing.get("payment_intent"))),
        key=str(metadata.get("attempt") or ""),
        refund_id=str(thing["id"]) if thing.get("object") == "refund" else "",
        payload=payload,
    )


def _read_session(session: stripe.checkout.Session) -> Session:
    return Session(
        id=session.id,
        url=session.url or "",
        status=session.status or "",
        paid=session.payment_status == "paid",
        failed=session.payment_status == "unpaid" and _intent_failed(session),
        amount=from_cents(session.amount_total or 0),
        currency=(session.currency or "").upper(),
        key=session.client_reference_id or "",
        payment_intent=_id_of(session.payment_intent),
        livemode=session.livemode,
    )


def _intent_failed(session: stripe.checkout.Session) -> bool:
    """Only where the intent came expanded (`fetch_session`)."""
    intent = session.payment_intent
    if session.status != "complete" or intent is None or isinstance(intent, str):
        return False
    return intent.status in {"requires_payment_method", "canceled"}


def _read_refund(refund: stripe.Refund) -> RefundState:
    return RefundState(id=refund.id, status=refund.status or "pending", amount=from_cents(refund.amount))


def _id_of(value: Any) -> str:
    """Stripe gives an id or, expanded, the object."""
    if not value:
        return ""
    return value if isinstance(value, str) else str(value["id"])
