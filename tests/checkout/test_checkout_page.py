"""The one-page checkout: what it shows, refuses and keeps."""

import re
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from oscar.apps.order.models import Order
from oscar.apps.partner.models import StockRecord

from shop.payments.standin import StandIn
from tests.factories import make_basket, make_product
from tests.races.test_checkout_races import buyer

pytestmark = pytest.mark.django_db
TYPED = {
    "email": "ada@example.com", "first_name": "Ada", "last_name": "Tremblay", "line1": "1 Front St W", "line2": "",
    "city": "Toronto", "province": "ON", "postcode": "m5v2t6", "phone": "", "delivery_method": "expedited",
}  # fmt: skip


@pytest.fixture
def product():
    return make_product(price="38.99")


@pytest.fixture
def shopper(client, product):
    """A browser with one product in its cart."""
    client.post("/cart/add/", {"sku": product.upc, "quantity": 1})
    return client


def basket_of(client):
    return re.search(r'name="basket" value="(\d+)"', client.get("/checkout/").content.decode())[1]


def post(client, action, **changes):
    data = {**TYPED, "action": action, "basket": basket_of(client), "shown_total": "", **changes}
    return client.post("/checkout/", data)


def shown(answer):
    """The total that the page would send back."""
    return re.search(r'name="shown_total" value="([^"]*)"', answer.content.decode())[1]


def test_empty_cart_leads_back_to_the_cart(client):
    assert client.get("/checkout/")["Location"] == "/cart/"


def test_total_waits_for_the_province_and_follows_it(shopper):
    assert shown(shopper.get("/checkout/")) == ""
    assert shown(post(shopper, "update", province="ON")) == "55.30"  # (38.99 + 9.95) × 1.13
    quebec = post(shopper, "update", province="QC", postcode="H2X 1Y4")
    assert shown(quebec) == "56.27"  # the worked example of ../shared/data/tax_ca.json
    for text in ("GST 5%", "QST 9.975% (Quebec)", "$2.45", "$4.88"):
        assert text in quebec.content.decode()


def test_express_changes_the_charge(shopper):
    assert shown(post(shopper, "update", delivery_method="xpress")) == "62.48"  # 38.99 + 15.50 + 1.60 × 0.5, and HST


@pytest.mark.parametrize(
    ("field", "typed", "complaint"),
    [
        ("email", "ada@", "looks like ada@example.com"),
        ("postcode", "12345", "looks like M5V 2T6"),
        ("postcode", "H2X 1Y4", "is not a postal code of Ontario"),
        ("phone", "12", "not a phone number"),
        ("first_name", "", "Enter your first name."),
        ("province", "", "Choose the province or territory."),
        ("province", "XX", "not one of the available choices"),
    ],
)
def test_a_bad_field_is_named_beside_it_and_nothing_typed_is_lost(shopper, field, typed, complaint):
    answer = post(shopper, "place", line1="77 Bay & King <St>", **{field: typed})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "77 Bay &amp; King &lt;St&gt;" in html
    page = BeautifulSoup(html, "html.parser")
    input_ = page.find(id=f"id_{field}")
    assert input_["aria-invalid"] == "true"
    assert complaint in " ".join(page.find(id=each).get_text() for each in input_["aria-describedby"].split())
    assert page.find("a", href=f"#id_{field}"), "the summary at the top leads to the field"
    assert Order.objects.count() == 0


def test_update_complains_of_nothing_that_is_not_typed_yet(shopper):
    answer = post(shopper, "update", email="", first_name="", postcode="", province="")
    assert answer.status_code == 200
    assert 'aria-invalid="true"' not in answer.content.decode()


def test_placing_without_having_seen_the_total_shows_it_first(shopper):
    answer = post(shopper, "place")
    assert answer.status_code == 409
    assert "Here is your total with tax and delivery" in answer.content.decode()
    assert shown(answer) == "55.30"
    assert Order.objects.count() == 0


def test_a_price_raised_meanwhile_is_shown_again_before_anything_is_charged(shopper, product):
    total = shown(post(shopper, "update"))
    StockRecord.objects.filter(product=product).update(price=Decimal("50.00"))
    answer = post(shopper, "place", shown_total=total)
    assert answer.status_code == 409
    assert "The total has changed" in answer.content.decode()
    assert Order.objects.count() == 0


def test_fragment_is_the_summary_and_the_methods_only(shopper):
    data = {**TYPED, "action": "update", "basket": basket_of(shopper)}
    answer = shopper.post("/checkout/", data, headers={"X-Fragment": "summary"}).content.decode()
    assert 'id="checkout-summary"' in answer
    assert 'id="delivery-methods"' in answer
    assert "<html" not in answer


def test_somebody_elses_basket_is_refused(shopper, settings):
    foreign = make_basket((make_product(), 1))
    answer = post(shopper, "place", basket=foreign.pk)
    assert (answer.status_code, answer["Location"]) == (302, "/cart/")
    assert Order.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_second_tab_adds_an_item_after_placing(settings):
    """A04: the order has what was shown and paid; what came later stays in an open cart."""
    with StandIn(secret=settings.STRIPE_WEBHOOK_SECRET) as server:
        settings.STRIPE_API_BASE = server.url
        client, form = buyer(make_basket((make_product(price="20.00"), 1)))
        later = make_product(price="30.00")
        assert client.post("/checkout/", form).status_code == 303
        client.post("/cart/add/", {"sku": later.upc, "quantity": 1})
        order = Order.objects.get()
        assert [line.quantity for line in order.lines.all()] == [1]
        assert later.title in client.get("/cart/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_second_tab_adds_an_item_before_placing(settings):
    """A04, the other order of things: the total is shown again, nothing is charged."""
    client, form = buyer(make_basket((make_product(price="20.00"), 1)))
    client.post("/cart/add/", {"sku": make_product(price="30.00").upc, "quantity": 1})
    assert client.post("/checkout/", form).status_code == 409
    assert Order.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_payment_page_out_of_reach_keeps_the_order_and_says_so(settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    client, form = buyer(make_basket((make_product(), 1)))
    answer = client.post("/checkout/", form, follow=True)
    order = Order.objects.get()
    assert answer.redirect_chain[-1][0].startswith(f"/checkout/return/{order.number}/")
    assert "cannot be reached right now" in answer.content.decode()
    assert order.status == "Awaiting payment"


def test_personal_pages_are_not_stored(shopper):
    for address in ("/cart/", "/checkout/"):
        assert shopper.get(address)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/checkout/", {"action": "place", "basket": "9" * 5000}),
        ("/checkout/", {"action": "place", "basket": "1", "shown_total": "sNaN", **TYPED}),
        ("/cart/add/", {"sku": "\x00", "quantity": "1"}),
        ("/cart/", {"remove": "\x00", "quantity-1": "\x00"}),
    ],
)
def test_hostile_input_is_no_error_of_ours(shopper, path, fields):
    if "shown_total" in fields:
        fields = {**fields, "basket": basket_of(shopper)}
    assert shopper.post(path, fields).status_code in (302, 409, 422)


@pytest.mark.parametrize("address", ["/orders/1%00/x/", "/orders/1/x%00/", "/checkout/return/%00/%00/"])
def test_hostile_address_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_hostile_undo_is_a_cart(client):
    assert client.get("/cart/?removed=%00").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_back_from_stripe_by_the_browsers_button_finds_the_waiting_order(settings):
    with StandIn(secret=settings.STRIPE_WEBHOOK_SECRET) as server:
        settings.STRIPE_API_BASE = server.url
        client, form = buyer(make_basket((make_product(), 1)))
        client.post("/checkout/", form)
        order = Order.objects.get()
        back = f"/checkout/return/{order.number}/{order.placement.token}/"
        assert client.get("/checkout/")["Location"] == back
        assert back in client.get("/cart/").content.decode()
