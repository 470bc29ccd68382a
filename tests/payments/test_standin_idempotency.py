"""Idempotency keys, and the faults a network and a bad day at Stripe bring."""
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
import stripe

from shop.payments.standin import StandIn
from tests.payments.standin_fixtures import (
    client_of,
    control,
    open_session,
    paid_session,
    refused,
    session_params,
    switch,
)

EXPIRES = int(time.time()) + 3600  # one moment, so that a repeated request has the same parameters


def sessions_in(standin: StandIn) -> int:
    return len(client_of(standin).v1.checkout.sessions.list({"limit": 100}).data)


def test_same_key_same_answer_and_one_session(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    params = session_params()
    first = stripe_client.v1.checkout.sessions.create(params, {"idempotency_key": "k"})
    again = stripe_client.v1.checkout.sessions.create(params, {"idempotency_key": "k"})
    assert again.to_dict() == first.to_dict()
    assert sessions_in(standin) == 1
    assert first.last_response is not None
    assert again.last_response is not None
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert again.last_response.headers["Original-Request"] == first.last_response.request_id
    assert again.last_response.request_id != first.last_response.request_id
    stripe_client.v1.checkout.sessions.create(params, {"idempotency_key": "other"})
    assert sessions_in(standin) == 2


def test_same_key_with_other_parameters_or_address_is_refused(standin: StandIn) -> None:
    client = client_of(standin)
    session = client.v1.checkout.sessions.create(session_params(), {"idempotency_key": "k"})
    for call in (
        lambda: client.v1.checkout.sessions.create(session_params(metadata={"x": "y"}), {"idempotency_key": "k"}),
        lambda: client.v1.checkout.sessions.expire(session.id, {}, {"idempotency_key": "k"}),
    ):
        error = refused(call)
        assert isinstance(error, stripe.IdempotencyError)
        assert error.http_status == 400
    assert sessions_in(standin) == 1


def test_refused_parameters_are_not_kept_for_the_key(stripe_client: stripe.StripeClient) -> None:
    wrong = session_params(foo="1")
    error = refused(lambda: stripe_client.v1.checkout.sessions.create(wrong, {"idempotency_key": "k"}))
    assert error.http_status == 400
    created = stripe_client.v1.checkout.sessions.create(session_params(), {"idempotency_key": "k"})
    assert created.status == "open"


def test_refusal_in_execution_is_kept_for_the_key(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    session = paid_session(standin)

    def refund(amount: int, key: str) -> stripe.Refund:
        return stripe_client.v1.refunds.create(
            {"payment_intent": session.payment_intent, "amount": amount}, {"idempotency_key": key}
        )

    first = refused(lambda: refund(10_000, "k"))
    again = refused(lambda: refund(10_000, "k"))
    assert (again.http_status, again.user_message) == (400, first.user_message)
    assert again.headers is not None
    assert again.headers["Idempotent-Replayed"] == "true"


def test_stored_500_is_repeated_though_it_refunded(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    session = paid_session(standin)
    switch(standin, "error_after", path="/v1/refunds", times=1)

    def refund(client: stripe.StripeClient, key: str = "k") -> stripe.Refund:
        params: stripe.params.RefundCreateParams = {"payment_intent": session.payment_intent}
        return client.v1.refunds.create(params, {"idempotency_key": key})

    assert refused(lambda: refund(stripe_client)).http_status == 500
    assert control(standin, "faults", "GET")["data"] == []
    repeated = refused(lambda: refund(client_of(standin, retries=2)))
    assert repeated.http_status == 500
    assert repeated.headers is not None
    assert repeated.headers["Idempotent-Replayed"] == "true"
    assert [r.amount for r in stripe_client.v1.refunds.list({"payment_intent": session.payment_intent}).data] == [8916]
    assert refused(lambda: refund(stripe_client, "another")).code == "charge_already_refunded"


def test_500_before_execution_is_not_kept(standin: StandIn) -> None:
    switch(standin, "error_before", method="POST", path="/v1/checkout/sessions", times=1)
    session = client_of(standin, retries=1).v1.checkout.sessions.create(session_params(), {"idempotency_key": "k"})
    assert session.status == "open"
    assert sessions_in(standin) == 1


def test_lost_answer_is_found_again_by_the_retry(standin: StandIn) -> None:
    switch(standin, "lose_answer", path="/v1/checkout/sessions", times=1)
    session = client_of(standin, retries=1).v1.checkout.sessions.create(session_params(), {"idempotency_key": "k"})
    assert session.last_response is not None
    assert session.last_response.headers["Idempotent-Replayed"] == "true"
    assert sessions_in(standin) == 1


def test_lost_answer_without_retry_leaves_the_session_behind(standin: StandIn) -> None:
    switch(standin, "lose_answer", path="/v1/checkout/sessions", times=1)
    error = refused(lambda: open_session(standin))
    assert isinstance(error, stripe.APIConnectionError)
    assert sessions_in(standin) == 1


def test_replay_is_lost_like_any_other_answer(standin: StandIn) -> None:
    switch(standin, "lose_answer", path="/v1/checkout/sessions", times=2)
    create = client_of(standin).v1.checkout.sessions.create
    for _ in range(2):
        error = refused(lambda: create(session_params(expires_at=EXPIRES), {"idempotency_key": "k"}))
        assert isinstance(error, stripe.APIConnectionError)
    assert create(session_params(expires_at=EXPIRES), {"idempotency_key": "k"}).status == "open"
    assert sessions_in(standin) == 1


def test_refused_connection_executes_nothing(standin: StandIn) -> None:
    switch(standin, "refuse", path="/v1/checkout/sessions", times=1)
    assert isinstance(refused(lambda: open_session(standin)), stripe.APIConnectionError)
    assert sessions_in(standin) == 0


def test_twin_of_a_running_request_gets_409_and_the_library_comes_again(standin: StandIn) -> None:
    switch(standin, "latency", path="/v1/checkout/sessions", method="POST", seconds=0.6, times=1)
    params = session_params()

    def create(retries: int) -> stripe.checkout.Session:
        return client_of(standin, retries).v1.checkout.sessions.create(params, {"idempotency_key": "k"})

    with ThreadPoolExecutor() as pool:
        slow = pool.submit(create, 0)
        time.sleep(0.15)
        error = refused(lambda: create(0))
        patient = pool.submit(create, 5)
        assert error.http_status == 409
        assert error.error is not None
        assert error.error.code == "idempotency_key_in_use"
        assert slow.result().id == patient.result().id
    assert sessions_in(standin) == 1


def test_impatient_client_times_out_and_the_call_is_executed_all_the_same(standin: StandIn) -> None:
    switch(standin, "latency", path="/v1/checkout/sessions", method="POST", seconds=0.4, times=1)
    impatient = client_of(standin, timeout=0.1)
    error = refused(lambda: impatient.v1.checkout.sessions.create(session_params(), {"idempotency_key": "k"}))
    assert isinstance(error, stripe.APIConnectionError)
    time.sleep(0.6)
    assert sessions_in(standin) == 1


def test_key_is_forgotten_after_a_day(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    params = session_params(expires_at=int(time.time()) + 24 * 3600 - 60)
    first = stripe_client.v1.checkout.sessions.create(params, {"idempotency_key": "k"})
    control(standin, "clock", advance=24 * 3600 + 1)
    params["expires_at"] += 24 * 3600
    assert stripe_client.v1.checkout.sessions.create(params, {"idempotency_key": "k"}).id != first.id


@pytest.mark.parametrize(
    "body", [{"kind": "earthquake"}, {"kind": "latency", "sekonds": 1}, {"times": 1}, {"kind": "latency", "id": 7}]
)
def test_misspelt_switch_is_refused(standin: StandIn, body: dict[str, object]) -> None:
    assert requests.post(f"{standin.url}/_test/faults", json=body, timeout=5).status_code == 400
    assert control(standin, "faults", "GET")["data"] == []


def test_switches_are_listed_and_cleared_and_forms_cannot_set_them(standin: StandIn) -> None:
    switch(standin, "latency", seconds=0.01)
    assert [fault["kind"] for fault in control(standin, "faults", "GET")["data"]] == ["latency"]
    control(standin, "faults", "DELETE")
    assert control(standin, "faults", "GET")["data"] == []
    posted = requests.post(f"{standin.url}/_test/reset", data="{}", headers={"Content-Type": "text/plain"}, timeout=5)
    assert posted.status_code == 415
