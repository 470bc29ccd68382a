"""Thank-you page, order page, account: who sees what, and an account made from the thank-you page."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from shop.accounts.models import User
from shop.orders.confirming import confirm_order
from shop.orders.statuses import lock_order
from tests.factories import make_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    order = make_order()
    confirm_order(lock_order(order.pk))
    return order


def path(order, page="orders"):
    return f"/{page}/{order.number}/{order.placement.token}/"


def test_order_page_opens_with_its_link_only(client, order):
    assert client.get(path(order)).status_code == 200
    for wrong in (f"/orders/{order.number}/guess/", f"/orders/100000/{order.placement.token}/", "/orders/1/x/"):
        assert client.get(wrong).status_code == 404


def test_order_page_is_private(client, order):
    answer = client.get(path(order))
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "same-origin"


def test_thank_you_names_number_total_and_address(client, order):
    html = client.get(path(order, "checkout/thank-you")).content.decode()
    for text in (str(order.number), f"${order.total_incl_tax}", "1 Front St W", "HST 13% (Ontario)"):
        assert text in html


def test_unpaid_order_is_not_thanked_for(client):
    order = make_order()
    assert client.get(path(order, "checkout/thank-you")).status_code == 302


def test_guest_makes_an_account_and_finds_the_order_once_the_address_is_proven(client, order):
    answer = client.post(path(order, "checkout/thank-you"), {"password1": "a long pass phrase"})
    assert answer.status_code == 302
    user = User.objects.get(email="ada@example.com")
    assert (user.first_name, user.check_password("a long pass phrase")) == ("Ada", True)
    assert [message.to for message in mail.outbox] == [["ada@example.com"]]
    assert "Stay Calm" in mail.outbox[0].body
    assert "example.com" not in mail.outbox[0].body.replace("ada@example.com", "")
    client.force_login(user)
    assert str(order.number) not in client.get("/account/").content.decode()
    EmailAddress.objects.filter(user=user).update(verified=True)
    assert str(order.number) in client.get("/account/").content.decode()


def test_a_short_password_is_named_and_no_account_made(client, order):
    answer = client.post(path(order, "checkout/thank-you"), {"password1": "short"})
    assert answer.status_code == 422
    assert "too short" in answer.content.decode()
    assert User.objects.count() == 0


def test_an_address_with_an_account_is_not_given_away(client, order):
    fresh = client.post(path(order, "checkout/thank-you"), {"password1": "a long pass phrase"})
    again = client.post(path(order, "checkout/thank-you"), {"password1": "another long phrase"})
    assert (again.status_code, again["Location"]) == (fresh.status_code, fresh["Location"])
    assert User.objects.count() == 1
    assert User.objects.get().check_password("a long pass phrase")


def test_account_page_asks_to_sign_in(client):
    assert client.get("/account/")["Location"] == "/accounts/login/?next=/account/"
