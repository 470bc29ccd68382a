"""The test cards Stripe publishes, a few of our own for slow payments, and the checks a card form makes."""
import re
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class TestCard:
    number: str
    what: str  # shown in the list on the page
    code: str = ""  # Stripe's error code when it is refused
    decline_code: str = ""
    challenge: bool = False  # asks for 3-D Secure
    settles: str = ""  # the session completes unpaid; "later" waits for /_test/settle, else succeeded or failed
    refund: str = ""  # what becomes of a refund later: "failed" or "succeeded"
    disputed: bool = False
    shown: bool = True


TEST_CARDS = (
    TestCard("4242424242424242", "Visa, paid"),
    TestCard("5555555555554444", "Mastercard, paid"),
    TestCard("378282246310005", "American Express, paid"),
    TestCard("4000001240000000", "Visa from Canada, paid", shown=False),
    TestCard("4000002760003184", "3-D Secure: asks you to confirm", challenge=True),
    TestCard("4000000000003220", "3-D Secure 2: asks you to confirm", challenge=True),
    TestCard("4000008400001629", "3-D Secure, then declined", "card_declined", "generic_decline", challenge=True),
    TestCard("4000000000000002", "Declined", "card_declined", "generic_decline"),
    TestCard("4000000000009995", "Declined: insufficient funds", "card_declined", "insufficient_funds"),
    TestCard("4000000000009987", "Declined: lost card", "card_declined", "lost_card", shown=False),
    TestCard("4000000000009979", "Declined: stolen card", "card_declined", "stolen_card", shown=False),
    TestCard("4000000000000069", "Declined: expired card", "expired_card", "expired_card", shown=False),
    TestCard("4000000000000127", "Declined: wrong CVC", "incorrect_cvc", "incorrect_cvc", shown=False),
    TestCard("4000000000000119", "Declined: processing error", "processing_error", "processing_error", shown=False),
    TestCard("4000000000000259", "Paid, then disputed", disputed=True, shown=False),
    TestCard("4000000000005126", "Paid; a refund fails later", refund="failed", shown=False),
    TestCard("4000000000007726", "Paid; a refund succeeds later", refund="succeeded", shown=False),
    # Stripe has no card for these; they stand for a bank debit, which completes the session and pays days later.
    TestCard("4000009990000104", "Slow payment that succeeds in the end", settles="succeeded"),
    TestCard("4000009990000203", "Slow payment that fails in the end", settles="failed"),
    TestCard("4000009990000302", "Slow payment that waits", settles="later", shown=False),
)
BY_NUMBER = {card.number: card for card in TEST_CARDS}
# Stripe's test mode declines every other number that is well formed.
REAL_CARD = TestCard("", "Not a test card", "card_declined", "test_mode_live_card")

MESSAGES = {
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "lost_card": "Your card was declined.",
    "stolen_card": "Your card was declined.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "test_mode_live_card": "Your card was declined. This page takes test cards only.",
}


@dataclass(frozen=True)
class Card:
    """A card as typed in, already checked."""

    number: str
    exp_month: int
    exp_year: int
    name: str
    email: str
    postal_code: str

    @property
    def rule(self) -> TestCard:
        return BY_NUMBER.get(self.number, REAL_CARD)

    @property
    def brand(self) -> str:
        return brand_of(self.number)


def brand_of(number: str) -> str:
    for start, brand in (("4", "visa"), ("5", "mastercard"), ("2", "mastercard"), ("34", "amex"), ("37", "amex")):
        if number.startswith(start):
            return brand
    return "unknown"


def passes_luhn(number: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def read_expiry(text: str) -> tuple[int, int] | None:
    """Month and four-digit year of `12/34`, `12 / 2034` or `1234`; None when it is not a date."""
    found = re.fullmatch(r"\s*(\d{1,2})\s*[/\-]\s*(\d{4}|\d{2})\s*", text) or re.fullmatch(r"(\d\d)(\d\d)", text)
    if not found or not 1 <= int(found[1]) <= 12:
        return None
    year = int(found[2])
    return int(found[1]), year + 2000 if year < 100 else year


def check_form(form: dict[str, str], now: float) -> tuple[Card | None, dict[str, str]]:
    """The card, or what to say beside each field that is wrong."""
    errors: dict[str, str] = {}
    number = re.sub(r"[\s-]", "", form.get("number", ""))
    if not number:
        errors["number"] = "Enter your card number."
    elif not re.fullmatch(r"\d{12,19}", number) or not passes_luhn(number):
        errors["number"] = "Your card number is invalid."
    expiry = read_expiry(form.get("expiry", ""))
    today = datetime.fromtimestamp(now, UTC)
    if expiry is None:
        errors["expiry"] = "Enter the expiry date as month and year, for example 12 / 34."
    elif (expiry[1], expiry[0]) < (today.year, today.month):
        errors["expiry"] = "Your card's expiry date is in the past."
    digits = 4 if brand_of(number) == "amex" else 3
    if not re.fullmatch(rf"\d{{{digits}}}", form.get("cvc", "").strip()):
        errors["cvc"] = f"Enter the {digits}-digit security code."
    needed = {"name": "Enter the name on the card.", "postal_code": "Enter your postal code."}
    errors |= {name: message for name, message in needed.items() if not form.get(name, "").strip()}
    email = form.get("email", "").strip()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        errors["email"] = "Enter your e-mail address, for example name@example.com."
    if errors or expiry is None:
        return None, errors
    return Card(number, *expiry, form["name"].strip(), email, form["postal_code"].strip()), {}
