"""The payment page a customer is sent to. Plain forms: it works by keyboard, on a telephone, without JavaScript."""
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from django.template import Context, Engine

from shop.payments.standin import shapes
from shop.payments.standin.account import Account
from shop.payments.standin.api import Answer, Request
from shop.payments.standin.cards import TEST_CARDS, TestCard, brand_of, check_form
from shop.payments.standin.errors import StripeError
from shop.payments.standin.paying import Outcome, answer_challenge, pay
from shop.payments.standin.sessions import load_session
from shop.payments.standin.state import Body

PAGES = Path(__file__).parent / "pages"
STYLE = (PAGES / "page.css").read_text()
ENGINE = Engine(dirs=[str(PAGES)])
HEADERS = {
    "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
EXAMPLE = {"expiry": "12 / 34", "name": "Robin Tester", "postal_code": "M5V 2T6"}  # goes with a chosen test card
FIELDS = ("email", "number", "expiry", "cvc", "name", "postal_code")  # as they stand on the page


def spaced(number: str) -> str:
    groups = (4, 6, 5) if brand_of(number) == "amex" else (4, 4, 4, 4, 3)
    parts, rest = [], number
    for size in groups:
        parts.append(rest[:size])
        rest = rest[size:]
    return " ".join(part for part in parts if part)


class Hosted:
    def __init__(self, account: Account) -> None:
        self.account = account

    def answer(self, request: Request) -> Answer:
        parts = request.path.strip("/").split("/")
        if parts == ["c", "page.css"]:
            return Answer(200, STYLE, {"Content-Type": "text/css; charset=utf-8", "Cache-Control": "max-age=60"})
        if len(parts) not in {3, 4} or parts[:2] != ["c", "pay"] or parts[3:] not in ([], ["challenge"]):
            return self.page(404, "closed.html", {"heading": "Page not found", "text": "There is no such page here."})
        try:
            session = self.load(parts[2])
        except StripeError:
            return self.page(404, "closed.html", {
                "heading": "We could not find this payment",
                "text": "The address may be incomplete. Go back to the shop and start the payment again.",
            })
        form = dict(parse_qsl(request.body.decode(errors="replace"), keep_blank_values=True))
        if parts[3:]:
            return self.challenge(session, form, posted=request.method == "POST")
        if request.method == "POST":
            return self.press(session, form)
        return self.show(session, {"email": session["customer_email"] or ""})

    def load(self, identifier: str) -> Body:
        with self.account.state.transaction():
            return load_session(self.account, identifier)

    def show(
        self, session: Body, form: dict[str, str], errors: dict[str, str] | None = None, status: int = 200
    ) -> Answer:
        if session["status"] != "open":
            return self.closed(session)
        return self.page(status, "pay.html", self.context(session, form, errors or {}))

    def context(self, session: Body, form: dict[str, str], errors: dict[str, str]) -> dict[str, Any]:
        currency = session["currency"]
        items = self.account.state.private(session["id"])["line_items"]
        return {
            "session": session, "total": shapes.money(session["amount_total"], currency), "form": form,
            "errors": errors, "first_error": next((name for name in FIELDS if name in errors), ""),
            "items": [
                {
                    "name": item["description"], "quantity": item["quantity"],
                    "each": shapes.money(item["price"]["unit_amount"], currency),
                    "amount": shapes.money(item["amount_total"], currency), "detail": self.detail(item),
                }
                for item in items
            ],
            "cards": [{"number": spaced(card.number), "plain": card.number, "what": card.what}
                      for card in TEST_CARDS if card.shown],
        }

    def detail(self, item: Body) -> str:
        product = self.account.state.get("product", item["price"]["product"])
        return (product or {}).get("description") or ""

    def press(self, session: Body, form: dict[str, str]) -> Answer:
        """Pay, or a test card to fill in. The e-mail the shop gave is not the customer's to change."""
        if session["customer_email"]:
            form["email"] = session["customer_email"]
        if session["status"] != "open":
            return self.follow(session["id"], Outcome(session["status"]), form)
        if "fill" in form:
            return self.show(session, form | filled(form["fill"], form))
        card, errors = check_form(form, self.account.clock())
        if card is None:
            return self.show(session, form, errors, 422)
        return self.follow(session["id"], pay(self.account, session["id"], card), form)

    def follow(self, identifier: str, outcome: Outcome, form: dict[str, str]) -> Answer:
        """Where the customer goes next. A second press after a paid first one goes to the shop like the first."""
        session = self.load(identifier)
        if outcome.status in {"paid", "unpaid", "complete"}:
            return redirect(return_address(session))
        if outcome.status == "requires_action":
            return redirect(f"/c/pay/{identifier}/challenge")
        if outcome.status == "declined":
            return self.show(session, form, {outcome.field: outcome.message}, 402)
        return self.show(session, form)

    def challenge(self, session: Body, form: dict[str, str], *, posted: bool) -> Answer:
        identifier = session["id"]
        if session["status"] != "open":
            return self.follow(identifier, Outcome(session["status"]), {}) if posted else self.closed(session)
        if posted and form.get("answer") in {"complete", "fail"}:
            outcome = answer_challenge(self.account, identifier, passed=form["answer"] == "complete")
            return self.follow(identifier, outcome, {"email": session["customer_email"] or ""})
        intent = self.account.state.get("payment_intent", session["payment_intent"] or "")
        if intent is None or intent["status"] != "requires_action":
            return redirect(f"/c/pay/{identifier}")
        total = shapes.money(session["amount_total"], session["currency"])
        return self.page(200, "challenge.html", {"session": session, "total": total})

    def closed(self, session: Body) -> Answer:
        if session["status"] == "complete":
            return self.page(200, "closed.html", {
                "heading": "This payment is complete",
                "text": "You have paid here already and will not be charged again.",
                "link": return_address(session), "link_text": "See your order",
            })
        return self.page(200, "closed.html", {
            "heading": "This payment page has expired",
            "text": "Nothing was charged. Go back to the shop to pay again.",
            "link": session["cancel_url"], "link_text": "Back to the shop",
        })

    def page(self, status: int, template: str, context: dict[str, Any]) -> Answer:
        return Answer(status, ENGINE.get_template(template).render(Context(context)), dict(HEADERS))


def return_address(session: Body) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def redirect(address: str) -> Answer:
    return Answer(303, "", {"Location": address, "Cache-Control": "no-store"})


def filled(number: str, form: dict[str, str]) -> dict[str, str]:
    """The form with a test card in it; what the customer has typed beside it stays."""
    card = next((card for card in TEST_CARDS if card.number == number), TestCard(number, ""))
    cvc = "1234" if brand_of(card.number) == "amex" else "123"
    typed = {name: form[name] for name in EXAMPLE if form.get(name, "").strip()}
    return EXAMPLE | typed | {"number": spaced(card.number), "cvc": cvc}
