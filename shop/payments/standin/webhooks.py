"""Delivers events: signed as Stripe signs, from the background, again and again until the shop answers 2xx."""
import hmac
import http.client
import json
import logging
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from urllib.parse import urlsplit

from shop.payments.standin.account import Account

log = logging.getLogger(__name__)
RETRY_DELAYS = (1, 2, 5, 10, 30, 60)  # seconds; the last repeats. Stripe itself waits hours.
GIVE_UP_AFTER = 3 * 24 * 60 * 60  # seconds, as Stripe
TIMEOUT = 15.0  # seconds the shop has to answer


def sign(payload: bytes, secret: str, timestamp: int) -> str:
    mac = hmac.new(secret.encode(), f"{timestamp}.".encode() + payload, sha256)
    return f"t={timestamp},v1={mac.hexdigest()}"


class Deliverer:
    """Takes what is due from the state, so a stand-in that is started again goes on delivering."""

    def __init__(self, account: Account, secret: str, retry_delays: Sequence[float] = RETRY_DELAYS) -> None:
        self.account, self.secret, self.retry_delays = account, secret, tuple(retry_delays)
        self.paused = False
        self.stopping = threading.Event()
        self.bell = threading.Event()
        self.busy: set[int] = set()  # deliveries on their way
        self.lock = threading.Lock()
        self.pool = ThreadPoolExecutor(max_workers=12, thread_name_prefix="standin-webhook")
        self.thread = threading.Thread(target=self.loop, name="standin-deliverer", daemon=True)

    def start(self) -> None:
        self.account.wake = self.bell.set
        self.thread.start()

    def stop(self) -> None:
        self.stopping.set()
        self.bell.set()
        self.thread.join(timeout=5)
        self.pool.shutdown(wait=False, cancel_futures=True)

    def loop(self) -> None:
        while not self.stopping.is_set():
            self.bell.wait(timeout=0.1)
            self.bell.clear()
            if not self.paused and not self.stopping.is_set():
                try:
                    self.send_due()
                except Exception:
                    log.exception("Webhook deliveries could not be started")

    def send_due(self) -> None:
        rows = self.account.state.rows(
            "SELECT id, batch FROM deliveries WHERE state = 'pending' AND due <= ? ORDER BY id", (time.time(),)
        )
        with self.lock:
            waiting = [row for row in rows if row["id"] not in self.busy]
            self.busy.update(row["id"] for row in waiting)
        batches: dict[int, list[int]] = {}
        for row in waiting:
            if row["batch"]:
                batches.setdefault(row["batch"], []).insert(0, row["id"])  # a shuffled batch goes last first
            else:
                self.pool.submit(self.send_all, [row["id"]])
        for batch in batches.values():
            self.pool.submit(self.send_all, batch)

    def send_all(self, deliveries: list[int]) -> None:
        for delivery in deliveries:
            try:
                if not self.stopping.is_set():
                    self.send(delivery)
            except Exception:
                if not self.stopping.is_set():
                    log.exception("Webhook delivery %s failed", delivery)
            finally:
                with self.lock:
                    self.busy.discard(delivery)

    def send(self, delivery: int) -> None:
        state = self.account.state
        row = state.rows("SELECT * FROM deliveries WHERE id = ?", (delivery,))
        event = state.get("event", row[0]["event"]) if row else None
        if event is None:  # everything was reset meanwhile
            return
        status, error = self.post(json.dumps(event, indent=2).encode())
        attempts = row[0]["attempts"] + 1
        if status is not None and 200 <= status < 300:
            result, due = "delivered", row[0]["due"]
        elif time.time() - row[0]["created"] > GIVE_UP_AFTER:
            result, due = "failed", row[0]["due"]
        else:
            result = "pending"
            due = time.time() + self.retry_delays[min(attempts, len(self.retry_delays)) - 1]
        state.run(
            "UPDATE deliveries SET state = ?, due = ?, attempts = ?, last_status = ?, last_error = ?, batch = 0 "
            "WHERE id = ?", (result, due, attempts, status, error, delivery),
        )

    def post(self, payload: bytes) -> tuple[int | None, str | None]:
        """The shop's status, or what went wrong. A redirect is an answer that is not 2xx, as with Stripe."""
        url = urlsplit(self.account.webhook_url)
        secure = url.scheme == "https"
        connection = (http.client.HTTPSConnection if secure else http.client.HTTPConnection)(
            url.hostname or "", url.port, timeout=TIMEOUT
        )
        try:
            connection.request("POST", f"{url.path or '/'}{'?' + url.query if url.query else ''}", payload, {
                "Content-Type": "application/json; charset=utf-8", "User-Agent": "Stripe/1.0 (stand-in)",
                "Accept": "*/*", "Stripe-Signature": sign(payload, self.secret, int(time.time())),
            })
            answer = connection.getresponse()
            answer.read()
            return answer.status, None
        except (OSError, http.client.HTTPException) as error:
            return None, f"{type(error).__name__}: {error}"
        finally:
            connection.close()

    def flush(self, timeout: float) -> int:
        """Sends what waits, at once and also what was delayed or held; gives the number still not delivered."""
        self.account.release_held()
        self.account.state.run("UPDATE deliveries SET due = 0 WHERE state = 'pending'")
        paused, self.paused = self.paused, False
        deadline = time.monotonic() + timeout
        while (left := self.undelivered()) and time.monotonic() < deadline:
            self.bell.set()
            time.sleep(0.01)
        self.paused = paused
        return left

    def undelivered(self) -> int:
        rows = self.account.state.rows("SELECT count(*) AS n FROM deliveries WHERE state IN ('pending', 'held')")
        return int(rows[0]["n"])
