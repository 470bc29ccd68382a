"""The main job: read an article, buy Natural Calm as a guest, pay, get the e-mail; staff dispatch it.

Real Chromium against real gunicorn, worker and stand-in processes; with and without JavaScript, and by keyboard only.
"""

import re

import pytest
from playwright.sync_api import expect

from shop.management.commands.demo_data import PASSWORD, STAFF
from tests.flows.browsing import amount, browser_page, fill_address, pay, sign_in, text_of, wait_for_mail
from tests.payments.stand_in_control import control

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def shop(shop_processes):
    shop_processes.start()
    assert shop_processes.manage("demo_data").returncode == 0
    return shop_processes


def assert_all_holds(shop):
    done = shop.manage("check_invariants")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_the_article_to_the_dispatch_mail(shop, chromium_path, javascript):
    with browser_page(chromium_path, javascript=javascript) as page:
        page.goto(f"{shop.url}/blog/")
        page.get_by_role("main").get_by_role("link", name="Magnesium and sleep").first.click()
        page.locator("a.product-mention", has_text="Natural Calm").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Natural Calm")
        page.get_by_role("link", name="Raspberry-Lemon").click()
        page.get_by_role("link", name="226 g").click()
        page.get_by_role("button", name="Add to cart").first.click()
        expect(page).to_have_url(f"{shop.url}/cart/")
        page.get_by_role("main").get_by_role("button", name="Checkout").click()

        shown = check_out(page, javascript)
        paid = amount(page.get_by_role("heading", level=1).inner_text())
        pay(page)
        expect(page).to_have_url(re.compile("/checkout/thank-you/"))
        thanked = page.get_by_role("main").inner_text()
        number = re.search(r"\b1\d{5}\b", thanked)[0]
        confirmed = wait_for_mail(shop.mail_dir, "is confirmed")
        assert shown == paid
        assert f"${shown}" in thanked
        assert f"${shown}" in text_of(confirmed)
        assert f"${shown}" in text_of(confirmed, "html")
        assert "HST 13% (Ontario)" in text_of(confirmed)
        order_link = re.search(r"http://\S+/orders/\S+", text_of(confirmed))[0]
        page.goto(order_link)
        expect(page.get_by_role("main")).to_contain_text(number)
    dispatch(shop, chromium_path, number)
    sent = text_of(wait_for_mail(shop.mail_dir, "on its way"))
    assert "1234567890123456" in sent
    assert_all_holds(shop)
    assert shop.manage("settle_payments").returncode in (0, 1)
    assert len(list(shop.mail_dir.glob("*.eml"))) == 2


def check_out(page, javascript):
    """Fills the page, looks at the total, presses; returns the total that was shown."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Checkout")
    fill_address(page)
    if javascript:
        page.get_by_label("Postal code").press("Tab")
    else:
        page.get_by_role("button", name="Update", exact=True).click()
        expect(page.get_by_label("First name")).to_have_value("Ada")
    summary = page.locator("#checkout-summary")
    expect(summary).to_contain_text("HST 13% (Ontario)")
    shown = amount(summary.get_by_text(re.compile(r"^\s*Total")).locator("xpath=..").inner_text())
    page.get_by_role("button", name="Place order and pay").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("To pay")
    return shown


def dispatch(shop, chromium_path, number):
    with browser_page(chromium_path, width=1280) as page:
        sign_in(page, shop.url, STAFF, PASSWORD, f"/dashboard/orders/{number}/")
        page.get_by_label("Tracking number").fill("1234 5678 9012 3456")
        page.get_by_role("button", name="Dispatch and tell the customer").click()
        expect(page.locator("body")).to_contain_text("is dispatched and the customer is told")


def test_by_keyboard_alone(shop, chromium_path):
    with browser_page(chromium_path, width=1280) as page:
        page.goto(f"{shop.url}/products/natural-calm/")
        walk_to(page, "button", "Add to cart")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{shop.url}/cart/")
        walk_to(page, "button", "Checkout")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{shop.url}/checkout/")
        for label, typed in (
            ("E-mail", "ada@example.com"), ("First name", "Ada"), ("Last name", "Tremblay"),
            ("Address", "1 Front St W"), ("City or town", "Toronto"), ("Province or territory", "Ontario"),
            ("Postal code", "m5v2t6"),
        ):  # fmt: skip
            walk_to(page, "field", label)
            page.keyboard.type(typed)
        walk_to(page, "button", "Place order and pay")
        expect(page.locator("#checkout-summary")).to_contain_text("HST 13% (Ontario)")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("To pay")
        for label, typed in (
            ("Card number", "4242424242424242"), ("Expiry (month / year)", "1234"), ("Security code (CVC)", "123"),
            ("Name on card", "Ada Tremblay"), ("Postal code", "M5V 2T6"),
        ):  # fmt: skip
            walk_to(page, "field", label)
            page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/checkout/thank-you/"))
    assert_all_holds(shop)


NAME_OF_FOCUS = """() => { const e = document.activeElement;
  const label = e.labels && e.labels.length ? e.labels[0].innerText : (e.getAttribute('aria-label') || e.innerText || '');
  return label.replace(/\\s+/g, ' ').trim(); }"""


def walk_to(page, kind, name):
    """Press Tab until the thing with this name has the focus."""
    for _ in range(80):
        if page.evaluate(NAME_OF_FOCUS) == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to the {kind} {name!r}")


def test_sold_out_card_declined_and_paying_again(shop, chromium_path):
    """A declined card can be tried again on the same page; coming back unpaid, the customer pays later."""
    with browser_page(chromium_path) as page:
        page.goto(f"{shop.url}/products/stay-calm-mug/")
        page.get_by_role("button", name="Add to cart").first.click()
        page.goto(f"{shop.url}/checkout/")
        check_out(page, javascript=True)
        pay(page, "4000000000000002")
        expect(page.get_by_role("alert")).to_contain_text("declined")
        page.get_by_role("link", name="Back to the shop").click()
        expect(page).to_have_url(re.compile("/checkout/return/"))
        page.get_by_role("button", name="Try paying again").click()
        pay(page)
        expect(page).to_have_url(re.compile("/checkout/thank-you/"))
    assert_all_holds(shop)


def test_change_my_cart_cancels_the_unpaid_order_and_fills_the_cart_again(shop, chromium_path):
    with browser_page(chromium_path) as page:
        page.goto(f"{shop.url}/products/stay-calm-mug/")
        page.get_by_role("button", name="Add to cart").first.click()
        page.goto(f"{shop.url}/checkout/")
        check_out(page, javascript=True)
        payment_page = page.url
        page.get_by_role("link", name="Back to the shop").click()
        page.get_by_role("button", name="Change my cart").click()
        expect(page).to_have_url(f"{shop.url}/cart/")
        expect(page.get_by_role("main")).to_contain_text("Stay Calm Double-Wall Mug")
        page.goto(f"{shop.url}/checkout/")
        expect(page.get_by_label("First name")).to_have_value("Ada")
        page.goto(payment_page)
        expect(page.get_by_role("button", name=re.compile("^Pay "))).to_have_count(0)
    assert_all_holds(shop)


def test_browser_closed_after_paying_and_webhooks_lost(shop, chromium_path):
    """The webhook completes the order; when it is lost, the sweep does; both again change nothing."""
    control(shop.standin_url, "faults", {"kind": "drop_webhooks"})
    with browser_page(chromium_path) as page:
        page.goto(f"{shop.url}/products/stay-calm-mug/")
        page.get_by_role("button", name="Add to cart").first.click()
        page.goto(f"{shop.url}/checkout/")
        check_out(page, javascript=True)
        session = page.url.rsplit("/", 1)[-1]
    control(shop.standin_url, "pay", {"session": session})
    assert shop.manage("settle_payments").returncode == 1
    wait_for_mail(shop.mail_dir, "is confirmed")
    control(shop.standin_url, "faults", method="DELETE")
    for event in control(shop.standin_url, "deliveries", method="GET")["data"]:
        control(shop.standin_url, "replay", {"event": event["event"]})
    control(shop.standin_url, "flush", {"timeout": 20})
    assert shop.manage("settle_payments").returncode in (0, 1)
    assert len(list(shop.mail_dir.glob("*.eml"))) == 1
    assert_all_holds(shop)


def test_a_press_while_the_total_is_on_its_way_goes_through_when_the_total_stays(shop, chromium_path):
    """The postal code is the last field: leaving it for the button asks for the total at the moment of the press."""
    with browser_page(chromium_path) as page:
        page.goto(f"{shop.url}/products/stay-calm-mug/")
        page.get_by_role("button", name="Add to cart").first.click()
        page.goto(f"{shop.url}/checkout/")
        fill_address(page)
        expect(page.locator("#checkout-summary")).to_contain_text("HST 13% (Ontario)")
        page.get_by_label("Postal code").fill("M5V 2T7")
        page.get_by_role("button", name="Place order and pay").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("To pay")
    assert_all_holds(shop)
