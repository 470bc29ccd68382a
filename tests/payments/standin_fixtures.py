"""Helpers for tests that talk to the Stripe stand-in: a receiver of webhooks, sessions to pay, plain HTTP."""
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests
import stripe

from shop.payments.standin import StandIn

SECRET = "whsec_for_tests"
FORM = {"number": "4242 4242 4242 4242", "expiry": "12 / 34", "cvc": "123", "name": "Robin", "postal_code": "M5V 2T6"}
MONEY_EVENTS = ["charge.succeeded", "checkout.session.completed", "payment_intent.created", "payment_intent.succeeded"]


class Receiver:
    """Stands for the shop's webhook address. `answers` are the statuses to give, then 200 for ever."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.seen: list[tuple[bytes, str]] = []
        self.lock = threading.Lock()
        receiver = self

        class Ear(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver.lock:
                    receiver.seen.append((body, self.headers["Stripe-Signature"]))
                    status = receiver.answers.pop(0) if receiver.answers else 200
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            request_queue_size = 64

        self.server = Server(("127.0.0.1", 0), Ear)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/stripe/webhook/"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def events(self) -> list[dict[str, Any]]:
        with self.lock:
            return [json.loads(body) for body, _ in self.seen]

    @property
    def types(self) -> list[str]:
        return [event["type"] for event in self.events]

    def count(self, kind: str) -> int:
        return self.types.count(kind)


def wait_for(condition: Callable[[], object], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def client_of(standin: StandIn, retries: int = 0, timeout: float = 5) -> stripe.StripeClient:
    return stripe.StripeClient(
        "sk_test_standin", base_addresses={"api": standin.url}, max_network_retries=retries,
        http_client=stripe.RequestsClient(timeout=timeout),
    )


def session_params(**changes: Any) -> dict[str, Any]:
    """CA$89.16 in three lines, as the shop asks for it."""
    lines = [("Magnesium, 120 capsules", 3495, 2), ("Delivery", 900, 1), ("HST (13 %)", 1026, 1)]
    return {
        "mode": "payment", "ui_mode": "hosted_page", "customer_email": "robin@example.com",
        "line_items": [
            {"quantity": quantity,
             "price_data": {"currency": "cad", "unit_amount": amount, "product_data": {"name": name}}}
            for name, amount, quantity in lines
        ],
        "success_url": "http://127.0.0.1:9/thanks?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1:9/back",
        "client_reference_id": "attempt-1", "metadata": {"order": "100001"},
        "payment_intent_data": {"metadata": {"order": "100001"}, "description": "Order 100001"},
        "expires_at": int(time.time()) + 3600, "locale": "en", "adaptive_pricing": {"enabled": False},
    } | changes


def open_session(standin: StandIn, **changes: Any) -> Any:
    return client_of(standin).v1.checkout.sessions.create(session_params(**changes))


def paid_session(standin: StandIn, **changes: Any) -> Any:
    session = open_session(standin, **changes)
    assert control(standin, "pay", session=session.id)["status"] == "paid"
    return client_of(standin).v1.checkout.sessions.retrieve(session.id)


def control(standin: StandIn, action: str, method: str = "POST", **body: Any) -> Any:
    """A call under /_test/, which must succeed."""
    sent = body if method == "POST" else None
    answer = requests.request(method, f"{standin.url}/_test/{action}", json=sent, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json()


def switch(standin: StandIn, kind: str, **options: Any) -> None:
    control(standin, "faults", kind=kind, **options)


def press(session_or_url: Any, allow_redirects: bool = False, **changes: str) -> requests.Response:
    """Sends the card form."""
    url = session_or_url if isinstance(session_or_url, str) else session_or_url.url
    return requests.post(url, data=FORM | changes, allow_redirects=allow_redirects, timeout=5)


def refused(call: Callable[[], object]) -> stripe.StripeError:
    """The error a call to the API ends with."""
    try:
        call()
    except stripe.StripeError as error:
        return error
    raise AssertionError("the call was not refused")
