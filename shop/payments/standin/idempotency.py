"""Idempotency keys as Stripe keeps them: one key, one execution, one answer, even when that answer is a 500.

Nothing is kept for a request that never began to execute: refused parameters, or a twin that is still running.
Keys are forgotten after 24 hours.
"""
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from shop.payments.standin.account import Account
from shop.payments.standin.errors import StripeError
from shop.payments.standin.state import Body

KEPT = 24 * 60 * 60  # seconds


@dataclass(frozen=True)
class Stored:
    status: int
    body: Body
    request_id: str


class Keys:
    def __init__(self, account: Account) -> None:
        self.account = account
        self.lock = threading.Lock()
        self.running: set[str] = set()

    @contextmanager
    def hold(self, key: str) -> Iterator[None]:
        """While a request with this key runs, another with the same key is told to come again (409)."""
        if len(key) > 255:
            raise StripeError("An idempotency key can have up to 255 characters.", kind="idempotency_error")
        with self.lock:
            if key in self.running:
                raise StripeError(
                    f"There is currently another in-progress request using this Idempotency Key ({key}). "
                    "Try again later.", status=409, kind="idempotency_error", code="idempotency_key_in_use",
                )
            self.running.add(key)
        try:
            yield
        finally:
            with self.lock:
                self.running.discard(key)

    def find(self, key: str, endpoint: str, params: Body) -> Stored | None:
        """What was answered to this key; an error when it was used for something else."""
        state = self.account.state
        state.run("DELETE FROM answers WHERE created < ?", (self.account.now() - KEPT,))
        rows = state.rows("SELECT * FROM answers WHERE key = ?", (key,))
        if not rows:
            return None
        if rows[0]["endpoint"] != endpoint:
            raise self.misused(key, f"for the endpoint they were first used for ('{rows[0]['endpoint']}')")
        if rows[0]["params"] != json.dumps(params, sort_keys=True):
            raise self.misused(key, "with the parameters they were first used with")
        return Stored(rows[0]["status"], json.loads(rows[0]["body"]), rows[0]["request_id"])

    def keep(self, key: str, endpoint: str, params: Body, stored: Stored) -> None:
        self.account.state.run(
            "INSERT INTO answers (key, endpoint, params, status, body, request_id, created) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (key, endpoint, json.dumps(params, sort_keys=True), stored.status, json.dumps(stored.body),
             stored.request_id, self.account.now()),
        )

    @staticmethod
    def misused(key: str, how: str) -> StripeError:
        return StripeError(
            f"Keys for idempotent requests can only be used {how}. Use a key other than '{key}' for another request.",
            kind="idempotency_error",
        )
