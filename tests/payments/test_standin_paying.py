"""The payment page and what comes of pressing Pay: paid, declined, 3-D Secure, slow, expired."""
import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
import stripe

from shop.payments.standin import StandIn
from shop.payments.standin.cards import TEST_CARDS, passes_luhn
from tests.payments.standin_fixtures import FORM, Receiver, control, open_session, press, refused, switch, wait_for


def intent_of(client: stripe.StripeClient, session: Any) -> Any:
    paths = ["payment_intent", "payment_intent.latest_charge"]
    return client.v1.checkout.sessions.retrieve(session.id, {"expand": paths}).payment_intent


def ledger(standin: StandIn) -> Any:
    return control(standin, "ledger", "GET")


def test_page_shows_what_is_paid_and_says_what_it_is(standin: StandIn) -> None:
    session = open_session(standin)
    page = requests.get(session.url, timeout=5)
    assert page.status_code == 200
    for text in ("Stripe stand-in", "no real money", "Magnesium, 120 capsules", "2 × CA$34.95", "CA$69.90",
                 "robin@example.com", "Pay CA$89.16", "http://127.0.0.1:9/back"):
        assert text in page.text
    asked = re.findall(r'autocomplete="([^"]+)"', page.text)
    assert asked == ["cc-number", "cc-exp", "cc-csc", "cc-name", "postal-code"]
    labelled = set(re.findall(r'<label for="([^"]+)"', page.text))
    assert labelled == set(re.findall(r'<input id="([^"]+)"', page.text)) == set(FORM)
    assert "<script" not in page.text
    assert requests.get(f"{standin.url}/c/page.css", timeout=5).headers["Content-Type"].startswith("text/css")


def test_names_on_the_page_are_escaped(standin: StandIn) -> None:
    line = {"quantity": 1, "price_data": {"currency": "cad", "unit_amount": 500,
                                          "product_data": {"name": "<img src=x onerror=alert(1)>"}}}
    page = requests.get(open_session(standin, line_items=[line]).url, timeout=5).text
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_email_is_asked_for_when_the_shop_did_not_give_it(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    lines = [{"quantity": 1, "price_data": {"currency": "cad", "unit_amount": 500, "product_data": {"name": "Jar"}}}]
    session = stripe_client.v1.checkout.sessions.create(
        {"mode": "payment", "line_items": lines, "success_url": "http://127.0.0.1:9/"}
    )
    assert 'autocomplete="email"' in requests.get(str(session.url), timeout=5).text
    assert press(session).status_code == 422
    assert press(session, email="kim@example.com").status_code == 303
    details = stripe_client.v1.checkout.sessions.retrieve(session.id).customer_details
    assert details is not None
    assert (details.email, details.name) == ("kim@example.com", "Robin")


def test_paying_returns_to_the_shop_with_the_session(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    session = open_session(standin)
    answer = press(session)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"http://127.0.0.1:9/thanks?session={session.id}"
    assert ledger(standin)["currencies"] == {"cad": {"captured": 8916, "refunded": 0, "net": 8916, "payments": 1}}
    assert intent_of(stripe_client, session).latest_charge.payment_method_details.card.exp_year == 2034


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"number": ""}, "number", "Enter your card number."),
        ({"number": "4242424242424241"}, "number", "Your card number is invalid."),
        ({"number": "4242"}, "number", "Your card number is invalid."),
        ({"expiry": "01 / 20"}, "expiry", "Your card&#x27;s expiry date is in the past."),
        ({"expiry": "13 / 34"}, "expiry", "Enter the expiry date"),
        ({"cvc": "12"}, "cvc", "Enter the 3-digit security code."),
        ({"number": "378282246310005", "cvc": "123"}, "cvc", "Enter the 4-digit security code."),
        ({"name": " "}, "name", "Enter the name on the card."),
        ({"postal_code": ""}, "postal_code", "Enter your postal code."),
    ],
)
def test_error_stands_beside_its_field(standin: StandIn, change: dict[str, str], field: str, message: str) -> None:
    session = open_session(standin)
    answer = press(session, **change)
    assert answer.status_code == 422
    errors = re.findall(r'<p class="error" id="(\w+)-error">([^<]*)', answer.text)
    assert [name for name, _ in errors] == [field]
    assert errors[0][1].startswith(message)
    assert f'aria-invalid="true" aria-describedby="{field}-error" autofocus' in answer.text
    assert ledger(standin)["payment_intents"] == []


@pytest.mark.parametrize(
    ("number", "code", "decline_code", "field"),
    [
        ("4000000000000002", "card_declined", "generic_decline", "number"),
        ("4000000000009995", "card_declined", "insufficient_funds", "number"),
        ("4000000000000127", "incorrect_cvc", "incorrect_cvc", "cvc"),
        ("4000000000000069", "expired_card", "expired_card", "expiry"),
        ("4111111111111111", "card_declined", "test_mode_live_card", "number"),
    ],
)
def test_declined_card_leaves_the_session_open(
    stripe_client: stripe.StripeClient, standin: StandIn, receiver: Receiver,
    number: str, code: str, decline_code: str, field: str,
) -> None:
    session = open_session(standin)
    answer = press(session, number=number)
    assert answer.status_code == 402
    assert re.findall(r'<p class="error" id="(\w+)-error">', answer.text) == [field]
    intent = intent_of(stripe_client, session)
    assert intent.status == "requires_payment_method"
    assert (intent.last_payment_error.code, intent.last_payment_error.decline_code) == (code, decline_code)
    charge = intent.latest_charge
    assert (charge.status, charge.paid, charge.amount_captured) == ("failed", False, 0)
    assert press(session).status_code == 303
    paid = intent_of(stripe_client, session)
    assert (paid.id, paid.status, paid.last_payment_error) == (intent.id, "succeeded", None)
    assert ledger(standin)["payment_intents"][0]["captures"] == 1
    wait_for(lambda: receiver.count("checkout.session.completed") == 1)
    assert (receiver.count("charge.failed"), receiver.count("payment_intent.payment_failed")) == (1, 1)
    assert number not in str(stripe_client.v1.events.list({"limit": 100}).to_dict())


def test_filling_in_a_test_card_pays_nothing_and_keeps_what_was_typed(standin: StandIn) -> None:
    session = open_session(standin)
    answer = press(session, fill="4000000000009995", name="Kim")
    assert answer.status_code == 200
    assert 'value="4000 0000 0000 9995"' in answer.text
    assert 'value="Kim"' in answer.text
    assert ledger(standin)["payment_intents"] == []


@pytest.mark.parametrize("number", ["4000002760003184", "4000000000003220"])
def test_three_d_secure_completed(stripe_client: stripe.StripeClient, standin: StandIn, number: str) -> None:
    session = open_session(standin)
    asked = press(session, number=number)
    assert asked.status_code == 303
    assert asked.headers["Location"] == f"/c/pay/{session.id}/challenge"
    intent = intent_of(stripe_client, session)
    assert (intent.status, intent.next_action.type) == ("requires_action", "redirect_to_url")
    url = intent.next_action.redirect_to_url.url
    page = requests.get(url, timeout=5)
    assert (page.status_code, "Complete" in page.text, "Fail" in page.text) == (200, True, True)
    done = requests.post(url, data={"answer": "complete"}, allow_redirects=False, timeout=5)
    assert done.headers["Location"] == f"http://127.0.0.1:9/thanks?session={session.id}"
    paid = intent_of(stripe_client, session)
    assert (paid.status, paid.next_action) == ("succeeded", None)
    assert paid.latest_charge.payment_method_details.card.three_d_secure.result == "authenticated"


def test_three_d_secure_failed_and_then_another_card(
    stripe_client: stripe.StripeClient, standin: StandIn, receiver: Receiver
) -> None:
    session = open_session(standin)
    press(session, number="4000002760003184")
    failed = requests.post(f"{session.url}/challenge", data={"answer": "fail"}, timeout=5)
    assert failed.status_code == 402
    intent = intent_of(stripe_client, session)
    assert (intent.status, intent.last_payment_error.code, intent.latest_charge) == (
        "requires_payment_method", "payment_intent_authentication_failure", None,
    )
    again = requests.post(f"{session.url}/challenge", data={"answer": "complete"}, allow_redirects=False, timeout=5)
    assert again.status_code == 200  # the page again: there is nothing to confirm any more
    assert ledger(standin)["currencies"]["cad"]["captured"] == 0
    assert press(session).status_code == 303
    wait_for(lambda: receiver.count("checkout.session.completed") == 1)
    assert receiver.count("payment_intent.requires_action") == 1


def test_challenge_after_expiry_charges_nothing(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    session = open_session(standin)
    press(session, number="4000002760003184")
    stripe_client.v1.checkout.sessions.expire(session.id)
    answer = requests.post(f"{session.url}/challenge", data={"answer": "complete"}, timeout=5)
    assert "This payment page has expired" in answer.text
    assert ledger(standin)["payment_intents"][0]["captured"] == 0
    assert intent_of(stripe_client, session).status == "canceled"


def test_form_sent_twenty_times_at_once_charges_once(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    session = open_session(standin)
    with ThreadPoolExecutor(20) as pool:
        with standin.state.lock:  # all twenty have arrived before the first may look at the session
            pressed = [pool.submit(press, session) for _ in range(20)]
            time.sleep(0.3)
        answers = [each.result() for each in pressed]
    assert {(a.status_code, a.headers["Location"]) for a in answers} == {
        (303, f"http://127.0.0.1:9/thanks?session={session.id}")
    }
    assert ledger(standin)["payment_intents"][0]["captures"] == 1
    assert len(stripe_client.v1.charges.list().data) == 1


def test_completed_and_expired_pages_say_so(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    paid, expired = open_session(standin), open_session(standin)
    press(paid)
    assert "This payment is complete" in requests.get(paid.url, timeout=5).text
    assert stripe_client.v1.checkout.sessions.expire(expired.id).status == "expired"
    assert "This payment page has expired" in requests.get(expired.url, timeout=5).text
    assert "This payment page has expired" in press(expired).text
    assert requests.get(f"{standin.url}/c/pay/cs_test_none", timeout=5).status_code == 404
    assert ledger(standin)["currencies"]["cad"]["captured"] == 8916


@pytest.mark.parametrize("way", ["complete", "expired"])
def test_only_an_open_session_can_be_expired(stripe_client: stripe.StripeClient, standin: StandIn, way: str) -> None:
    session = open_session(standin)
    press(session) if way == "complete" else stripe_client.v1.checkout.sessions.expire(session.id)
    error = refused(lambda: stripe_client.v1.checkout.sessions.expire(session.id))
    assert error.http_status == 400
    assert f"This Checkout Session has a status of `{way}`." in str(error.user_message)


def test_session_expires_by_the_clock(stripe_client: stripe.StripeClient, standin: StandIn, receiver: Receiver) -> None:
    session = open_session(standin)
    control(standin, "clock", advance=3590)
    assert stripe_client.v1.checkout.sessions.retrieve(session.id).status == "open"
    control(standin, "clock", advance=11)
    wait_for(lambda: receiver.types == ["checkout.session.expired"])
    expired = stripe_client.v1.checkout.sessions.retrieve(session.id)
    assert (expired.status, expired.payment_status, expired.url) == ("expired", "unpaid", None)
    assert press(session).status_code == 200
    assert ledger(standin)["payment_intents"] == []


def test_nobody_sees_a_session_open_after_its_time(stripe_client: stripe.StripeClient, standin: StandIn) -> None:
    session = open_session(standin)
    standin.stopping.set()  # the clock that expires by itself stands still
    standin.threads[-1].join()
    standin.account.advance(3601)
    assert stripe_client.v1.checkout.sessions.retrieve(session.id).status == "expired"


@pytest.mark.parametrize(("result", "payment_status", "intent_status", "captured"), [
    ("succeeded", "paid", "succeeded", 8916), ("failed", "unpaid", "requires_payment_method", 0),
])
def test_slow_payment_completes_unpaid_and_settles_later(
    stripe_client: stripe.StripeClient, standin: StandIn, receiver: Receiver,
    result: str, payment_status: str, intent_status: str, captured: int,
) -> None:
    switch(standin, "async_payment", times=1)
    session = open_session(standin)
    assert control(standin, "pay", session=session.id)["status"] == "unpaid"
    wait_for(lambda: receiver.count("checkout.session.completed") == 1)
    completed = stripe_client.v1.checkout.sessions.retrieve(session.id)
    assert (completed.status, completed.payment_status) == ("complete", "unpaid")
    assert intent_of(stripe_client, session).status == "processing"
    assert ledger(standin)["currencies"]["cad"]["captured"] == 0
    assert control(standin, "settle", session=session.id, result=result) == {"settled": True}
    assert control(standin, "settle", session=session.id, result=result) == {"settled": False}
    wait_for(lambda: receiver.count(f"checkout.session.async_payment_{result}") == 1)
    settled = stripe_client.v1.checkout.sessions.retrieve(session.id)
    assert (settled.status, settled.payment_status) == ("complete", payment_status)
    assert intent_of(stripe_client, session).status == intent_status
    assert ledger(standin)["currencies"]["cad"]["captured"] == captured


def test_slow_payment_settles_by_itself_when_told(standin: StandIn, receiver: Receiver) -> None:
    switch(standin, "async_payment", then="succeeded", seconds=0.05)
    control(standin, "pay", session=open_session(standin).id)
    wait_for(lambda: receiver.count("checkout.session.async_payment_succeeded") == 1)
    assert ledger(standin)["currencies"]["cad"]["captured"] == 8916


def test_control_pays_and_answers_the_challenge(standin: StandIn) -> None:
    session = open_session(standin)
    assert control(standin, "pay", session=session.id, card="4000000000000002")["status"] == "declined"
    asked = control(standin, "pay", session=session.id, card="4000002760003184")
    assert (asked["status"], asked["redirect"]) == ("requires_action", None)
    paid = control(standin, "pay", session=session.id, card="4000002760003184", challenge="complete")
    assert (paid["status"], paid["redirect"]) == ("paid", f"http://127.0.0.1:9/thanks?session={session.id}")
    assert control(standin, "pay", session=session.id)["status"] == "complete"


def test_every_test_card_is_a_well_formed_number_and_listed_once() -> None:
    numbers = [card.number for card in TEST_CARDS]
    assert len(set(numbers)) == len(numbers)
    assert [number for number in numbers if not passes_luhn(number)] == []
