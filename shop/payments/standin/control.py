"""What tests may do beside Stripe's API, under /_test/: switch faults, pay, let time pass, read the ledger."""
import json
from collections.abc import Callable
from typing import Any

from shop.payments.standin import paying, refunding
from shop.payments.standin.account import Account
from shop.payments.standin.api import Answer, Request
from shop.payments.standin.cards import check_form
from shop.payments.standin.disputing import open_dispute
from shop.payments.standin.errors import StripeError, no_such
from shop.payments.standin.hosted import EXAMPLE, return_address
from shop.payments.standin.ledger import read_ledger
from shop.payments.standin.sessions import expire_due, load_session
from shop.payments.standin.state import Body
from shop.payments.standin.webhooks import Deliverer


class Control:
    def __init__(self, account: Account, deliverer: Deliverer) -> None:
        self.account, self.deliverer = account, deliverer
        self.actions: dict[tuple[str, str], Callable[[Body], Any]] = {
            ("GET", "healthz"): lambda body: {"ok": True, "webhook_url": account.webhook_url},
            ("GET", "faults"): lambda body: account.faults.all(),
            ("POST", "faults"): self.add_faults,
            ("DELETE", "faults"): lambda body: self.clear_faults(),
            ("GET", "ledger"): lambda body: read_ledger(account),
            ("GET", "deliveries"): lambda body: self.deliveries(),
            ("POST", "pay"): self.pay,
            ("POST", "challenge"): self.challenge,
            ("POST", "settle"): self.settle,
            ("POST", "refund"): self.refund,
            ("POST", "dispute"): self.dispute,
            ("POST", "clock"): self.clock,
            ("POST", "replay"): self.replay,
            ("POST", "pause"): lambda body: self.pause(paused=True),
            ("POST", "resume"): lambda body: self.pause(paused=False),
            ("POST", "flush"): lambda body: {"pending": deliverer.flush(float(body.get("timeout", 10)))},
            ("POST", "reset"): self.reset,
        }

    def answer(self, request: Request) -> Answer:
        action = self.actions.get((request.method, request.path.removeprefix("/_test/")))
        if action is None:
            return Answer(404, {"error": f"There is no {request.method} {request.path}.", "actions": self.names()})
        # A page in a developer's browser can post a form here, but not JSON to another origin.
        if request.body and not request.headers.get("content-type", "").startswith("application/json"):
            return Answer(415, {"error": "Send JSON with Content-Type: application/json."})
        try:
            body = json.loads(request.body or b"{}")
            return Answer(200, {"data": result} if isinstance(result := action(body), list) else result)
        except StripeError as error:
            return Answer(error.status, {"error": error.message})
        except KeyError as error:
            return Answer(400, {"error": f"Give {error}."})
        except (ValueError, TypeError, AttributeError) as error:
            return Answer(400, {"error": str(error)})

    def names(self) -> list[str]:
        return [f"{method} /_test/{name}" for method, name in self.actions]

    def add_faults(self, body: Any) -> list[Body]:
        """One switch, or a list of them."""
        for wanted in body if isinstance(body, list) else [body]:
            self.account.faults.add(wanted)
        return self.account.faults.all()

    def clear_faults(self) -> Body:
        self.account.faults.clear()
        return {"ok": True}

    def pay(self, body: Body) -> Body:
        """`{"session", "card"}`, and any field of the form; `"challenge": "complete" | "fail"` answers 3-D Secure."""
        session = load_session(self.account, body["session"])
        number = str(body.get("card", "4242424242424242"))
        form = EXAMPLE | {"number": number, "cvc": "1234" if number.startswith("3") else "123",
                          "email": session["customer_email"] or "customer@example.com"}
        form |= {name: str(body[name]) for name in ("expiry", "cvc", "name", "postal_code", "email") if name in body}
        card, errors = check_form(form, self.account.clock())
        if card is None:
            raise ValueError(json.dumps(errors))
        outcome = paying.pay(self.account, body["session"], card)
        if outcome.status == "requires_action" and "challenge" in body:
            return self.challenge(body)
        return self.told(body["session"], outcome)

    def challenge(self, body: Body) -> Body:
        passed = {"complete": True, "fail": False}[body["challenge"]]
        return self.told(body["session"], paying.answer_challenge(self.account, body["session"], passed=passed))

    def told(self, session_id: str, outcome: paying.Outcome) -> Body:
        session = load_session(self.account, session_id)
        gone = outcome.status in {"paid", "unpaid", "complete"}
        return {
            "status": outcome.status, "code": outcome.code, "decline_code": outcome.decline_code,
            "message": outcome.message, "payment_intent": session["payment_intent"],
            "redirect": return_address(session) if gone else None,
        }

    def settle(self, body: Body) -> Body:
        """`{"session", "result": "succeeded" | "failed"}`: ends a slow payment."""
        if body["result"] not in {"succeeded", "failed"}:
            raise ValueError("result must be succeeded or failed.")
        return {"settled": paying.settle(self.account, body["session"], body["result"])}

    def refund(self, body: Body) -> Body:
        """`{"refund", "result": "succeeded" | "failed", "reason"}`: the bank's last word on a refund."""
        if body["result"] not in {"succeeded", "failed"}:
            raise ValueError("result must be succeeded or failed.")
        reason = body.get("reason", "expired_or_canceled_card")
        return {"settled": refunding.settle_refund(self.account, body["refund"], body["result"], reason)}

    def dispute(self, body: Body) -> Body:
        """`{"payment_intent", "reason", "amount"}`; the last two may be left out."""
        intent = self.account.state.get("payment_intent", body["payment_intent"])
        if intent is None or not intent["latest_charge"]:
            raise no_such("payment_intent", body["payment_intent"])
        return open_dispute(self.account, intent["latest_charge"], body.get("reason", "fraudulent"), body.get("amount"))

    def clock(self, body: Body) -> Body:
        """`{"advance": seconds}`: Stripe's clock goes on; sessions whose time is up expire."""
        self.account.advance(float(body["advance"]))
        return {"now": self.account.now(), "expired": expire_due(self.account)}

    def replay(self, body: Body) -> Body:
        """`{"event", "times"}`: sends an event again, whatever switches are on."""
        event = self.account.state.get("event", body["event"])
        if event is None:
            raise no_such("event", body["event"])
        for _ in range(int(body.get("times", 1))):
            self.account.add_delivery(event["id"], "pending", 0)
        return {"event": event["id"]}

    def pause(self, *, paused: bool) -> Body:
        self.deliverer.paused = paused
        self.account.wake()
        return {"paused": paused}

    def deliveries(self) -> list[Body]:
        rows = self.account.state.rows(
            "SELECT d.*, json_extract(o.body, '$.type') AS type FROM deliveries d JOIN objects o ON o.id = d.event "
            "ORDER BY d.id"
        )
        return [dict(row) for row in rows]

    def reset(self, body: Body) -> Body:
        self.account.faults.clear()
        self.account.skew = 0.0
        self.deliverer.paused = False
        self.account.state.reset()
        return {"ok": True}
