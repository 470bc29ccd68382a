"""The pretend Stripe account: its state, its clock, its switches and the events it sends."""
import secrets
import string
import time
from collections.abc import Callable
from typing import Any

import stripe

from shop.payments.standin.faults import Faults
from shop.payments.standin.state import Body, State

# No API request caused it: a customer or the clock did.
NOBODY: dict[str, str | None] = {"id": None, "idempotency_key": None}
API_VERSION = stripe.api_version  # the version the installed library pins


def new_id(prefix: str, length: int = 24) -> str:
    alphabet = string.ascii_letters + string.digits
    return f"{prefix}_{''.join(secrets.choice(alphabet) for _ in range(length))}"


class Account:
    def __init__(self, state: State, webhook_url: str = "") -> None:
        self.state = state
        self.faults = Faults()
        self.webhook_url = webhook_url
        self.base_url = ""  # known once the server has its port
        self.wake: Callable[[], None] = lambda: None  # tells the deliverer that there is something to send
        self.cause = dict(NOBODY)  # the API request that runs in the present transaction
        self.skew = float(state.note("skew", "0"))

    def clock(self) -> float:
        """Stripe's time here: the real one and what a test has added to it."""
        return time.time() + self.skew

    def now(self) -> int:
        return int(self.clock())

    def advance(self, seconds: float) -> None:
        """Lets time pass, for sessions that expire by the clock."""
        self.skew += seconds
        self.state.save_note("skew", str(self.skew))

    def emit(self, event_type: str, thing: Body, previous: dict[str, Any] | None = None) -> Body:
        """Records an event with the object as it now is, and plans its deliveries. Call inside the transaction."""
        data: Body = {"object": thing}
        if previous is not None:
            data["previous_attributes"] = previous
        event: Body = {
            "id": new_id("evt"), "object": "event", "api_version": API_VERSION, "created": self.now(), "data": data,
            "livemode": False, "pending_webhooks": 1 if self.webhook_url else 0,
            "request": dict(self.cause), "type": event_type,
        }
        self.state.save(event)
        if self.webhook_url:
            self.plan_deliveries(event)
        return event

    def plan_deliveries(self, event: Body) -> None:
        """One delivery, unless a switch says otherwise. Delivery times are real time, whatever the clock was set to."""
        kind, now = event["type"], time.time()
        if self.faults.take("drop_webhooks", event_type=kind):
            self.add_delivery(event["id"], "dropped", now)
            return
        if shuffle := self.faults.take("shuffle_webhooks", event_type=kind):
            self.add_delivery(event["id"], "held", now)
            held = self.state.rows("SELECT id FROM deliveries WHERE state = 'held'")
            if len(held) >= shuffle.batch:
                self.release_held()
            return
        delay = self.faults.take("delay_webhooks", event_type=kind)
        double = self.faults.take("duplicate_webhooks", event_type=kind)
        for _ in range(double.copies if double else 1):
            self.add_delivery(event["id"], "pending", now + (delay.seconds if delay else 0))

    def add_delivery(self, event: str, state: str, due: float) -> None:
        self.state.run(
            "INSERT INTO deliveries (event, state, due, created) VALUES (?, ?, ?, ?)", (event, state, due, time.time())
        )
        self.wake()

    def release_held(self) -> int:
        """Frees the held deliveries as one batch, which is sent one by one and last first."""
        with self.state.transaction():
            freed = self.state.run(
                "UPDATE deliveries SET state = 'pending', due = ?, batch = (SELECT max(id) FROM deliveries) "
                "WHERE state = 'held'", (time.time(),),
            )
        self.wake()
        return freed
