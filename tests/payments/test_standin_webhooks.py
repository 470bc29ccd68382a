"""Webhooks of the stand-in: signed as Stripe signs, delivered until 2xx, and spoilt on request."""
import time

import pytest
import stripe

from shop.payments.standin import StandIn
from tests.payments.standin_fixtures import (
    MONEY_EVENTS,
    SECRET,
    Receiver,
    control,
    open_session,
    paid_session,
    switch,
    wait_for,
)


def deliveries(standin: StandIn, **wanted: object) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = control(standin, "deliveries", "GET")["data"]
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def test_signature_holds_with_the_library_and_only_with_the_right_secret(standin: StandIn, receiver: Receiver) -> None:
    session = paid_session(standin)
    wait_for(lambda: sorted(receiver.types) == MONEY_EVENTS)
    for body, signature in receiver.seen:
        event = stripe.Webhook.construct_event(body, signature, SECRET)
        assert (event.api_version, event.livemode) == (stripe.api_version, False)
        for wrong_body, secret in ((body, "whsec_other"), (body + b" ", SECRET)):
            with pytest.raises(stripe.SignatureVerificationError):
                stripe.Webhook.construct_event(wrong_body, signature, secret)
    [completed] = [event for event in receiver.events if event["type"] == "checkout.session.completed"]
    thing = completed["data"]["object"]
    assert (thing["id"], thing["payment_status"], thing["amount_total"]) == (session.id, "paid", 8916)
    assert thing["payment_intent"] == session.payment_intent


def test_event_remembers_the_request_that_caused_it(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    session = paid_session(standin)
    stripe_client.v1.refunds.create({"payment_intent": session.payment_intent}, {"idempotency_key": "refund-1"})
    [event] = stripe_client.v1.events.list({"type": "refund.created"}).data
    assert event.request is not None
    assert event.request.idempotency_key == "refund-1"
    [paid] = stripe_client.v1.events.list({"type": "payment_intent.succeeded"}).data
    assert paid.request is not None
    assert (paid.request.id, paid.request.idempotency_key) == (None, None)


def test_retried_until_the_shop_takes_it(
    stripe_client: stripe.StripeClient, standin: StandIn, receiver: Receiver
) -> None:
    receiver.answers = [500, 404, 302, 200]
    stripe_client.v1.checkout.sessions.expire(open_session(standin).id)
    wait_for(lambda: deliveries(standin, state="delivered"))
    assert receiver.types == ["checkout.session.expired"] * 4
    assert len({event["id"] for event in receiver.events}) == 1
    [row] = deliveries(standin)
    assert (row["attempts"], row["last_status"]) == (4, 200)


def test_event_counts_what_is_still_to_be_delivered(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    control(standin, "pause")
    stripe_client.v1.checkout.sessions.expire(open_session(standin).id)
    [event] = stripe_client.v1.events.list({"delivery_success": False}).data
    assert event.pending_webhooks == 1
    control(standin, "resume")
    wait_for(lambda: stripe_client.v1.events.retrieve(event.id).pending_webhooks == 0)
    assert [e.id for e in stripe_client.v1.events.list({"delivery_success": True}).data] == [event.id]


def test_nothing_is_sent_while_paused_and_flush_sends_it(standin: StandIn, receiver: Receiver) -> None:
    control(standin, "pause")
    paid_session(standin)
    time.sleep(0.3)
    assert receiver.types == []
    assert control(standin, "flush") == {"pending": 0}
    assert sorted(receiver.types) == MONEY_EVENTS


def test_duplicates(standin: StandIn, receiver: Receiver) -> None:
    switch(standin, "duplicate_webhooks", copies=10, types=["payment_intent.succeeded"], times=1)
    paid_session(standin)
    wait_for(lambda: len(receiver.seen) == 13)
    copies = [event for event in receiver.events if event["type"] == "payment_intent.succeeded"]
    assert len(copies) == 10
    assert len({event["id"] for event in copies}) == 1


def test_dropped_events_never_come_but_can_be_replayed(standin: StandIn, receiver: Receiver) -> None:
    switch(standin, "drop_webhooks", types=["checkout.session.completed"])
    paid_session(standin)
    wait_for(lambda: len(receiver.seen) == 3)
    assert control(standin, "flush") == {"pending": 0}
    assert receiver.count("checkout.session.completed") == 0
    [dropped] = deliveries(standin, state="dropped")
    control(standin, "replay", event=dropped["event"], times=3)
    wait_for(lambda: receiver.count("checkout.session.completed") == 3)


def test_delayed_events_come_late(standin: StandIn, receiver: Receiver) -> None:
    switch(standin, "delay_webhooks", seconds=0.4, types=["checkout.session.completed"])
    began = time.monotonic()
    paid_session(standin)
    wait_for(lambda: len(receiver.seen) == 4)
    assert receiver.types[-1] == "checkout.session.completed"
    assert time.monotonic() - began >= 0.4


def test_shuffled_events_come_last_first(
    stripe_client: stripe.StripeClient, standin: StandIn, receiver: Receiver
) -> None:
    switch(standin, "shuffle_webhooks", batch=4)
    paid_session(standin)
    wait_for(lambda: len(receiver.seen) == 4)
    made = [event.id for event in stripe_client.v1.events.list().data]  # newest first
    assert [event["id"] for event in receiver.events] == made


def test_shuffled_events_wait_for_their_batch(standin: StandIn, receiver: Receiver) -> None:
    switch(standin, "shuffle_webhooks", batch=5)
    paid_session(standin)
    time.sleep(0.3)
    assert (receiver.types, len(deliveries(standin, state="held"))) == ([], 4)
    assert control(standin, "flush") == {"pending": 0}
    assert sorted(receiver.types) == MONEY_EVENTS


def test_shop_that_is_away_gets_everything_when_it_is_back(standin: StandIn) -> None:
    away = Receiver()
    port = away.server.server_address[1]
    away.close()
    standin.account.webhook_url = f"http://127.0.0.1:{port}/hook"
    paid_session(standin)
    wait_for(lambda: all(row["attempts"] for row in deliveries(standin)))
    assert {row["state"] for row in deliveries(standin)} == {"pending"}
    back = Receiver()
    standin.account.webhook_url = back.url
    wait_for(lambda: sorted(back.types) == MONEY_EVENTS)
    back.close()


def test_without_an_address_nothing_is_sent_and_events_are_there(receiver: Receiver) -> None:
    with StandIn() as quiet:
        paid_session(quiet)
        assert control(quiet, "deliveries", "GET") == {"data": []}
        assert len(control(quiet, "ledger", "GET")["payment_intents"]) == 1
        assert control(quiet, "reset") == {"ok": True}
        assert control(quiet, "ledger", "GET") == {"currencies": {}, "payment_intents": []}
