"""Steps of the journey in a real Chromium, by the names a person (or a screen reader) knows things by."""

import email
import email.policy
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from playwright.sync_api import ConsoleMessage, Page, expect, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
ADDRESS = {
    "E-mail": "ada@example.com", "First name": "Ada", "Last name": "Tremblay", "Address": "1 Front St W",
    "City or town": "Toronto", "Postal code": "M5V 2T6",
}  # fmt: skip
CARD = {"Card number": "4242424242424242", "Expiry (month / year)": "12 / 34", "Security code (CVC)": "123",
        "Name on card": "Ada Tremblay", "Postal code": "M5V 2T6"}  # fmt: skip


@contextmanager
def browser_page(chromium: str, *, javascript: bool = True, width: int = 390) -> Iterator[Page]:
    """A fresh visitor. Console errors and failed requests of the shop fail the test at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        context = browser.new_context(java_script_enabled=javascript, viewport={"width": width, "height": 844})
        page = context.new_page()
        page.set_default_timeout(20_000)
        complaints: list[str] = []
        page.on("console", lambda message: keep_complaint(message, complaints))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        browser.close()
        assert not complaints, "\n".join(complaints)


def keep_complaint(message: ConsoleMessage, complaints: list[str]) -> None:
    """Errors of the shop's pages; a declined card is a 402 of Stripe's page."""
    where = message.location["url"]
    if message.type == "error" and "/c/pay/" not in where:
        complaints.append(f"{message.text} {where}")


def amount(text: str) -> Decimal:
    """The dollars in a text such as `CA$54.36` or `$54.36`."""
    found = re.search(r"\$\s?([\d,]+\.\d\d)", text)
    assert found, text
    return Decimal(found[1].replace(",", ""))


def fill_address(page: Page, province: str = "Ontario", **changes: str) -> None:
    for label, value in {**ADDRESS, **changes}.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Province or territory").select_option(label=province)


def pay(page: Page, number: str = CARD["Card number"]) -> None:
    for label, value in {**CARD, "Card number": number}.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name=re.compile("^Pay ")).click()


def sign_in(page: Page, base: str, who: str, password: str, target: str) -> None:
    page.goto(f"{base}/accounts/login/?next={target}")
    page.get_by_label("Email").fill(who)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name=re.compile("sign in", re.IGNORECASE)).click()
    expect(page).to_have_url(f"{base}{target}")


def wait_for_mail(folder, subject: str, seconds: float = 30) -> email.message.EmailMessage:
    """The first mail whose subject holds `subject`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for file in sorted(folder.glob("*.eml")):
            message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            if subject in (message["subject"] or ""):
                return message
        time.sleep(0.2)
    raise AssertionError(f"no mail with {subject!r} in {[file.name for file in folder.glob('*')]}")


def text_of(message, kind: str = "plain") -> str:
    return message.get_body((kind,)).get_content()
