"""Refunds and disputes at the stand-in, and the ledger that adds it all up."""
from typing import Any

import pytest
import stripe

from shop.payments.standin import StandIn
from tests.payments.standin_fixtures import Receiver, control, open_session, paid_session, refused, switch, wait_for


def charge_of(client: stripe.StripeClient, session: Any) -> Any:
    expand = ["latest_charge.refunds"]
    return client.v1.payment_intents.retrieve(session.payment_intent, {"expand": expand}).latest_charge


def refund(client: stripe.StripeClient, session: Any, **params: Any) -> stripe.Refund:
    return client.v1.refunds.create({"payment_intent": session.payment_intent, **params})


def test_part_and_then_the_rest(stripe_client: stripe.StripeClient, standin: StandIn, receiver: Receiver) -> None:
    session = paid_session(standin)
    part = refund(stripe_client, session, amount=1000, reason="requested_by_customer", metadata={"refund": "7"})
    assert (part.amount, part.status, part.currency, part.reason) == (1000, "succeeded", "cad", "requested_by_customer")
    assert part.metadata is not None
    assert part.metadata["refund"] == "7"
    charge = charge_of(stripe_client, session)
    assert (charge.amount_refunded, charge.refunded) == (1000, False)
    assert [r.id for r in charge.refunds.data] == [part.id]
    rest = refund(stripe_client, session)
    assert rest.amount == 7916
    charge = charge_of(stripe_client, session)
    assert (charge.amount_refunded, charge.refunded) == (8916, True)
    listed = stripe_client.v1.refunds.list({"payment_intent": session.payment_intent})
    assert [r.id for r in listed.data] == [rest.id, part.id]
    assert stripe_client.v1.refunds.retrieve(part.id).id == part.id
    wait_for(lambda: receiver.count("charge.refunded") == 2 and receiver.count("refund.updated") == 2)
    assert receiver.count("refund.created") == 2
    assert control(standin, "ledger", "GET")["currencies"]["cad"] == {
        "captured": 8916, "refunded": 8916, "net": 0, "payments": 1,
    }


def test_never_more_than_was_captured(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    session = paid_session(standin)
    refund(stripe_client, session, amount=8000)
    error = refused(lambda: refund(stripe_client, session, amount=917))
    assert isinstance(error, stripe.InvalidRequestError)
    assert (error.http_status, error.param) == (400, "amount")
    assert error.user_message == "Refund amount (CA$9.17) is greater than unrefunded amount on charge (CA$9.16)"
    refund(stripe_client, session, amount=916)
    error = refused(lambda: refund(stripe_client, session, amount=1))
    assert (error.http_status, error.code) == (400, "charge_already_refunded")
    assert control(standin, "ledger", "GET")["currencies"]["cad"]["refunded"] == 8916


@pytest.mark.parametrize("amount", [0, -1, "1.50"])
def test_amount_must_be_a_positive_number_of_cents(
    stripe_client: stripe.StripeClient, standin: StandIn, amount: object
) -> None:
    session = paid_session(standin)
    error = refused(lambda: refund(stripe_client, session, amount=amount))
    assert (error.http_status, error.code) == (400, "parameter_invalid_integer")
    assert control(standin, "ledger", "GET")["currencies"]["cad"]["refunded"] == 0


def test_unpaid_payment_and_wrong_parameters_are_refused(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    session = open_session(standin)
    control(standin, "pay", session=session.id, card="4000000000000002")
    unpaid = stripe_client.v1.checkout.sessions.retrieve(session.id)
    assert "does not have a successful charge" in str(refused(lambda: refund(stripe_client, unpaid)).user_message)
    paid = paid_session(standin)
    assert refused(lambda: refund(stripe_client, paid, reason="changed_my_mind")).http_status == 400
    assert refused(lambda: stripe_client.v1.refunds.create({})).code == "parameter_missing"
    charge = charge_of(stripe_client, paid).id
    assert refused(lambda: refund(stripe_client, paid, charge=charge)).code == "parameters_exclusive"
    assert stripe_client.v1.refunds.create({"charge": charge}).amount == 8916


def test_refund_that_fails_later_gives_the_money_back_to_the_balance(
    stripe_client: stripe.StripeClient, standin: StandIn, receiver: Receiver
) -> None:
    switch(standin, "refund_fails", seconds=0.05, times=1)
    session = paid_session(standin)
    created = refund(stripe_client, session)
    assert created.status == "succeeded"
    wait_for(lambda: receiver.count("refund.failed") == 1)
    failed = stripe_client.v1.refunds.retrieve(created.id, {"expand": ["failure_balance_transaction"]})
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    entry: Any = failed.failure_balance_transaction
    assert (entry.amount, entry.fee, entry.net) == (8916, 0, 8916)
    charge = charge_of(stripe_client, session)
    assert (charge.amount_refunded, charge.refunded) == (0, False)
    assert control(standin, "ledger", "GET")["currencies"]["cad"]["net"] == 8916
    assert refund(stripe_client, session).status == "succeeded"


@pytest.mark.parametrize(("result", "net"), [("succeeded", 0), ("failed", 8916)])
def test_pending_refund_counts_until_it_fails(
    stripe_client: stripe.StripeClient, standin: StandIn, receiver: Receiver, result: str, net: int
) -> None:
    switch(standin, "refund_pending", times=1)
    session = paid_session(standin)
    pending = refund(stripe_client, session)
    assert pending.status == "pending"
    assert refused(lambda: refund(stripe_client, session, amount=1)).code == "charge_already_refunded"
    assert control(standin, "ledger", "GET")["currencies"]["cad"]["net"] == 0
    assert control(standin, "refund", refund=pending.id, result=result) == {"settled": True}
    assert control(standin, "refund", refund=pending.id, result=result) == {"settled": False}
    assert stripe_client.v1.refunds.retrieve(pending.id).status == result
    assert control(standin, "ledger", "GET")["currencies"]["cad"]["net"] == net
    wait_for(lambda: receiver.count("refund.updated") == 1)
    wait_for(lambda: receiver.count("refund.failed") == (result == "failed"))


def test_dispute(stripe_client: stripe.StripeClient, standin: StandIn, receiver: Receiver) -> None:
    session = paid_session(standin)
    control(standin, "dispute", payment_intent=session.payment_intent, reason="product_not_received")
    wait_for(lambda: receiver.count("charge.dispute.created") == 1)
    [dispute] = stripe_client.v1.disputes.list({"payment_intent": session.payment_intent}).data
    assert (dispute.amount, dispute.reason, dispute.status) == (8916, "product_not_received", "needs_response")
    assert charge_of(stripe_client, session).disputed is True
    assert refused(lambda: refund(stripe_client, session)).code == "charge_disputed"


def test_ledger_names_payment_session_and_metadata(standin: StandIn) -> None:
    session = paid_session(standin)
    [line] = control(standin, "ledger", "GET")["payment_intents"]
    assert (line["payment_intent"], line["session"]) == (session.payment_intent, session.id)
    assert (line["client_reference_id"], line["metadata"], line["session_metadata"]) == (
        "attempt-1", {"order": "100001"}, {"order": "100001"},
    )
    assert (line["captured"], line["captures"], line["refunded"], line["status"]) == (8916, 1, 0, "succeeded")
