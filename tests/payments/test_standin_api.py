"""The stand-in's API through the real library: shapes, refusals, lists, expansion."""
import inspect
import time
from typing import Any

import pytest
import requests
import stripe
from stripe.params import (
    ChargeListParams,
    DisputeListParams,
    EventListParams,
    PaymentIntentListParams,
    RefundCreateParams,
    RefundListParams,
)
from stripe.params.checkout import SessionListParams
from stripe.params.checkout._session_create_params import (
    SessionCreateParams,
    SessionCreateParamsLineItem,
    SessionCreateParamsLineItemPriceData,
    SessionCreateParamsLineItemPriceDataProductData,
    SessionCreateParamsPaymentIntentData,
)

from shop.payments.standin import StandIn, schemas
from tests.payments.standin_fixtures import (
    client_of,
    control,
    open_session,
    paid_session,
    refused,
    session_params,
    switch,
)


def test_created_session_is_open_and_unpaid(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    params = session_params()
    session = stripe_client.v1.checkout.sessions.create(params)
    assert session.id.startswith("cs_test_")
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)
    assert (session.amount_total, session.amount_subtotal, session.currency) == (8916, 8916, "cad")
    assert session.url == f"{standin.url}/c/pay/{session.id}"
    assert session.metadata["order"] == "100001"
    assert (session.client_reference_id, session.customer_email) == ("attempt-1", "robin@example.com")
    assert (session.expires_at, session.livemode) == (params["expires_at"], False)
    assert stripe_client.v1.checkout.sessions.retrieve(session.id).to_dict() == session.to_dict()


def test_line_items_show_only_when_asked_for(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    session = open_session(standin)
    assert "line_items" not in session
    listed = stripe_client.v1.checkout.sessions.line_items.list(session.id)
    assert [(item.description, item.quantity, item.amount_total) for item in listed.data] == [
        ("Magnesium, 120 capsules", 2, 6990), ("Delivery", 1, 900), ("HST (13 %)", 1, 1026),
    ]
    opened = stripe_client.v1.checkout.sessions.retrieve(session.id, {"expand": ["line_items"]})
    assert opened.line_items is not None
    assert opened.line_items.to_dict() == listed.to_dict()


def test_paid_session_expands_down_to_the_card(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    session = paid_session(standin)
    paths = ["payment_intent", "payment_intent.latest_charge", "payment_intent.latest_charge.balance_transaction"]
    intent: Any = stripe_client.v1.checkout.sessions.retrieve(session.id, {"expand": paths}).payment_intent
    assert (session.status, session.payment_status, session.url) == ("complete", "paid", None)
    assert (intent.status, intent.amount, intent.amount_received) == ("succeeded", 8916, 8916)
    assert intent.metadata["order"] == "100001"
    charge = intent.latest_charge
    assert (charge.paid, charge.captured, charge.amount_captured, charge.refunded) == (True, True, 8916, False)
    assert (charge.payment_method_details.card.last4, charge.payment_method_details.card.brand) == ("4242", "visa")
    assert (charge.outcome.type, charge.billing_details.email) == ("authorized", "robin@example.com")
    assert (charge.balance_transaction.amount, charge.balance_transaction.fee) == (8916, 289)
    assert session.customer_details.email == "robin@example.com"


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"payment_method_types": ["card"]}, "parameter_unknown", "payment_method_types"),
        ({"custommer_email": "a@b.ca"}, "parameter_unknown", "custommer_email"),
        ({"mode": "pay"}, None, "mode"),
        ({"ui_mode": "hosted"}, None, "ui_mode"),
        ({"locale": "en-CA"}, None, "locale"),
        ({"expires_at": "soon"}, "parameter_invalid_integer", "expires_at"),
        ({"expires_at": int(time.time()) + 60}, None, "expires_at"),
        ({"expires_at": int(time.time()) + 25 * 3600}, None, "expires_at"),
        ({"customer_email": ""}, "parameter_invalid_empty", "customer_email"),
        ({"customer_email": "robin"}, "email_invalid", "customer_email"),
        ({"success_url": "/thanks"}, "url_invalid", "success_url"),
        ({"adaptive_pricing": {"enabled": "no"}}, None, "adaptive_pricing[enabled]"),
        ({"adaptive_pricing": "no"}, None, "adaptive_pricing"),
        ({"line_items": "magnesium"}, None, "line_items"),
        ({"client_reference_id": "x" * 201}, None, "client_reference_id"),
        ({"metadata": {"k" * 41: "v"}}, None, f"metadata[{'k' * 41}]"),
        ({"payment_intent_data": {"colour": "red"}}, "parameter_unknown", "payment_intent_data[colour]"),
    ],
)
def test_wrong_parameters_are_refused(standin: StandIn, change: dict[str, Any], code: str | None, param: str) -> None:
    error = refused(lambda: open_session(standin, **change))
    assert isinstance(error, stripe.InvalidRequestError)
    assert (error.http_status, error.code, error.param) == (400, code, param)


def test_unknown_parameter_is_named_as_stripe_names_it(standin: StandIn) -> None:
    error = refused(lambda: open_session(standin, foo="1"))
    assert error.user_message == "Received unknown parameter: foo"


@pytest.mark.parametrize("name", ["mode", "line_items", "success_url"])
def test_missing_parameters_are_refused(stripe_client: stripe.StripeClient, name: str) -> None:
    params = {key: value for key, value in session_params().items() if key != name}
    error = refused(lambda: stripe_client.v1.checkout.sessions.create(params))
    assert isinstance(error, stripe.InvalidRequestError)
    assert (error.http_status, error.code, error.param) == (400, "parameter_missing", name)


@pytest.mark.parametrize(
    ("amount", "code", "param"),
    [
        (49, "amount_too_small", "line_items"),
        (-1, "parameter_invalid_integer", "line_items[0][price_data][unit_amount]"),
        ("12.50", "parameter_invalid_integer", "line_items[0][price_data][unit_amount]"),
        (100_000_000, "parameter_invalid_integer", "line_items[0][price_data][unit_amount]"),
    ],
)
def test_amounts_stripe_would_not_charge(standin: StandIn, amount: object, code: str, param: str) -> None:
    line = {"quantity": 1, "price_data": {"currency": "cad", "unit_amount": amount, "product_data": {"name": "Jar"}}}
    error = refused(lambda: open_session(standin, line_items=[line]))
    assert isinstance(error, stripe.InvalidRequestError)
    assert (error.code, error.param) == (code, param)
    assert stripe_sessions(standin) == []


def stripe_sessions(standin: StandIn) -> list[str]:
    return [session.id for session in client_of(standin).v1.checkout.sessions.list({"limit": 100}).data]


def test_fifty_cents_is_enough_and_mixed_currencies_are_not(standin: StandIn) -> None:
    def line(currency: str) -> dict[str, Any]:
        return {"quantity": 1, "price_data": {"currency": currency, "unit_amount": 50, "product_data": {"name": "Jar"}}}

    assert open_session(standin, line_items=[line("cad")]).amount_total == 50
    assert refused(lambda: open_session(standin, line_items=[line("cad"), line("usd")])).http_status == 400
    unknown = refused(lambda: open_session(standin, line_items=[line("xyz")]))
    assert isinstance(unknown, stripe.InvalidRequestError)
    assert unknown.param == "line_items[0][price_data][currency]"


def test_unknown_identifiers_are_404_in_the_address_and_400_in_a_parameter(stripe_client: stripe.StripeClient) -> None:
    for call in (
        lambda: stripe_client.v1.checkout.sessions.retrieve("cs_test_none"),
        lambda: stripe_client.v1.checkout.sessions.expire("cs_test_none"),
        lambda: stripe_client.v1.payment_intents.retrieve("pi_none"),
        lambda: stripe_client.v1.refunds.retrieve("re_none"),
        lambda: stripe_client.v1.events.retrieve("evt_none"),
    ):
        error = refused(call)
        assert (error.http_status, error.code) == (404, "resource_missing")
    error = refused(lambda: stripe_client.v1.refunds.create({"payment_intent": "pi_none"}))
    assert isinstance(error, stripe.InvalidRequestError)
    assert (error.http_status, error.code, error.param) == (400, "resource_missing", "payment_intent")


@pytest.mark.parametrize("header", [None, "Bearer sk_live_abc", "Bearer nonsense", "Basic c2s6", "Bearer "])
def test_only_test_keys_are_let_in(standin: StandIn, header: str | None) -> None:
    answer = requests.get(
        f"{standin.url}/v1/checkout/sessions", headers={"Authorization": header} if header else {}, timeout=5
    )
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "invalid_request_error"
    assert "sk_live_abc" not in answer.text


def test_headers_and_unknown_addresses(standin: StandIn) -> None:
    headers = {"Authorization": "Bearer sk_test_x", "Idempotency-Key": "k1"}
    answer = requests.get(f"{standin.url}/v1/nothing", headers=headers, timeout=5)
    assert answer.status_code == 404
    assert answer.headers["Request-Id"].startswith("req_")
    assert answer.headers["Stripe-Version"] == stripe.api_version
    assert answer.headers["Idempotency-Key"] == "k1"
    other = headers | {"Stripe-Version": "2020-08-27"}
    assert requests.get(f"{standin.url}/v1/events", headers=other, timeout=5).status_code == 400
    foreign = headers | {"Host": "evil.example"}
    assert requests.get(f"{standin.url}/v1/events", headers=foreign, timeout=5).status_code == 421


def test_lists_are_paged_newest_first(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    created = [open_session(standin).id for _ in range(5)]
    first = stripe_client.v1.checkout.sessions.list({"limit": 2})
    assert ([session.id for session in first.data], first.has_more) == (created[:2:-1], True)
    assert first.url == "/v1/checkout/sessions"
    second = stripe_client.v1.checkout.sessions.list({"limit": 3, "starting_after": created[3]})
    assert ([session.id for session in second.data], second.has_more) == (created[2::-1], False)
    before = stripe_client.v1.checkout.sessions.list({"limit": 2, "ending_before": created[1]})
    assert ([session.id for session in before.data], before.has_more) == ([created[3], created[2]], True)
    walked = [session.id for session in stripe_client.v1.checkout.sessions.list({"limit": 2}).auto_paging_iter()]
    assert walked == created[::-1]
    assert refused(lambda: stripe_client.v1.checkout.sessions.list({"limit": 101})).http_status == 400


def test_lists_are_filtered(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    early = open_session(standin)
    control(standin, "clock", advance=100)
    late = paid_session(standin)
    sessions = stripe_client.v1.checkout.sessions
    assert [s.id for s in sessions.list({"created": {"gte": early.created + 50}}).data] == [late.id]
    assert [s.id for s in sessions.list({"created": {"lt": early.created + 50}}).data] == [early.id]
    assert [s.id for s in sessions.list({"status": "complete"}).data] == [late.id]
    assert [s.id for s in sessions.list({"payment_intent": late.payment_intent}).data] == [late.id]
    assert [i.id for i in stripe_client.v1.payment_intents.list().data] == [late.payment_intent]
    assert stripe_client.v1.refunds.list({"payment_intent": late.payment_intent}).data == []
    types = [event.type for event in stripe_client.v1.events.list({"types": ["charge.*"]}).data]
    assert types == ["charge.succeeded"]


def test_wrong_expansion_is_refused_and_creates_nothing(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    for path in ("colour", "payment_intent.colour", "data.payment_intent", "a.b.c.d.e"):
        params = session_params(expand=[path])
        paid = paid_session(standin).id
        error = refused(lambda: stripe_client.v1.checkout.sessions.retrieve(paid, {"expand": [path]}))  # noqa: B023
        assert error.http_status == 400
        before = len(stripe_sessions(standin))
        if path != "payment_intent.colour":  # nothing to look into yet on a new session
            error = refused(lambda: stripe_client.v1.checkout.sessions.create(params))  # noqa: B023
            assert error.http_status == 400
            assert len(stripe_sessions(standin)) == before


def test_metadata_can_be_added_and_unset(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    session = open_session(standin, metadata={"a": "1", "b": "2"})
    updated = stripe_client.v1.checkout.sessions.update(session.id, {"metadata": {"a": "", "c": "3"}})
    assert updated.metadata is not None
    assert updated.metadata.to_dict() == {"b": "2", "c": "3"}


def annotations_of(kind: type) -> set[str]:
    return {name for name in inspect.get_annotations(kind) if name != "OBJECT_NAME"}


def test_every_field_exists_in_the_installed_library(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    """A field Stripe does not have, or has lost in this version, must not appear here."""
    switch(standin, "refund_fails")
    session: Any = paid_session(standin)
    intent: Any = stripe_client.v1.payment_intents.retrieve(session.payment_intent, {"expand": ["latest_charge"]})
    refund = stripe_client.v1.refunds.create({"payment_intent": intent.id, "amount": 100})
    dispute = control(standin, "dispute", payment_intent=intent.id)
    entry = stripe_client.v1.balance_transactions.retrieve(intent.latest_charge.balance_transaction)
    card = intent.latest_charge.payment_method_details.card
    item: Any = stripe_client.v1.checkout.sessions.line_items.list(session.id).data[0]
    event: Any = stripe_client.v1.events.list().data[0]
    for thing, kind in (
        (session, stripe.checkout.Session), (intent, stripe.PaymentIntent), (intent.latest_charge, stripe.Charge),
        (refund, stripe.Refund), (entry, stripe.BalanceTransaction), (item, stripe.LineItem), (event, stripe.Event),
        (item.price, stripe.Price), (card, stripe.Charge.PaymentMethodDetails.Card),
        (intent.latest_charge.outcome, stripe.Charge.Outcome),
        (card.checks, stripe.Charge.PaymentMethodDetails.Card.Checks),
    ):
        assert set(thing.to_dict()) - annotations_of(kind) == set(), kind
    assert set(dispute) - annotations_of(stripe.Dispute) == set()
    assert set(dispute["evidence"]) - annotations_of(stripe.Dispute.Evidence) == set()
    missing = annotations_of(stripe.checkout.Session) - set(session.to_dict())
    assert missing == {"line_items", "managed_payments", "presentment_details", "redirect_on_completion", "return_url",
                       "tax_id_collection"}


@pytest.mark.parametrize(
    ("schema", "params"),
    [
        (schemas.SESSION_CREATE, SessionCreateParams), (schemas.SESSION_LIST, SessionListParams),
        (schemas.REFUND_CREATE, RefundCreateParams), (schemas.REFUND_LIST, RefundListParams),
        (schemas.PAYMENT_INTENT_LIST, PaymentIntentListParams), (schemas.EVENT_LIST, EventListParams),
        (schemas.CHARGE_LIST, ChargeListParams), (schemas.DISPUTE_LIST, DisputeListParams),
        (schemas.LINE_ITEM, SessionCreateParamsLineItem), (schemas.PRICE_DATA, SessionCreateParamsLineItemPriceData),
        (schemas.PRODUCT_DATA, SessionCreateParamsLineItemPriceDataProductData),
        (schemas.PAYMENT_INTENT_DATA, SessionCreateParamsPaymentIntentData),
    ],
)
def test_every_parameter_exists_in_the_installed_library(schema: Any, params: Any) -> None:
    assert set(schema.fields) - set(params.__annotations__) == set()
