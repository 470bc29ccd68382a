"""Buyers who press at the same moment, through the real views. SQLite and PostgreSQL run the same tests.

Overlap is forced, not hoped for: on PostgreSQL every buyer waits inside the transaction, after the look at the stock
and before taking it, until all have looked; SQLite lets one writer in at a time (BEGIN IMMEDIATE), so there they start
together. The twin with the guards off shows that the race is real.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from importlib import import_module

import pytest
from django.apps import apps
from django.core.signing import Signer
from django.db import connection
from django.test import Client
from oscar.apps.order.models import Order
from oscar.apps.partner.models import StockRecord

from shop.orders import placing
from shop.payments.invariants import check_invariants
from shop.payments.models import PaymentAttempt
from shop.payments.standin import StandIn
from shop.payments.sweeping import sweep
from shop.stock import taking
from tests.factories import make_basket, make_product, make_wish, stock_of
from tests.payments.stand_in_control import captured, control

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.races]
ROUNDS = 20
ON_POSTGRES = connection.vendor == "postgresql"


@pytest.fixture
def stand_in(settings):
    with StandIn(secret=settings.STRIPE_WEBHOOK_SECRET) as server:
        settings.STRIPE_API_BASE = server.url
        yield server


def buyer(basket):
    """A browser with this basket's cookie, and the form it is about to send."""
    client = Client()
    client.cookies["oscar_open_basket"] = Signer().sign(basket.pk)
    wish = make_wish(basket)
    form = {
        "action": "place", "basket": basket.pk, "shown_total": wish.shown_total, "email": wish.email,
        "delivery_method": "expedited", **vars(wish.address),
    }  # fmt: skip
    return client, form


def press_together(buyers):
    """All press at the same moment; [(status, where to)] in their order."""
    start = threading.Barrier(len(buyers))

    def press(client, form):
        try:
            start.wait(10)
            answer = client.post("/checkout/", form)
            return answer.status_code, answer.headers.get("Location", "")
        finally:
            connection.close()

    with ThreadPoolExecutor(len(buyers)) as pool:
        return [future.result(60) for future in [pool.submit(press, *each) for each in buyers]]


@pytest.fixture
def all_look_before_any_takes(monkeypatch):
    """Holds every buyer of a round between look and take (PostgreSQL only: see above)."""
    if not ON_POSTGRES:
        return
    looked = threading.Barrier(2)
    look = placing._refuse_unless_as_shown

    def look_then_wait(quote, wish):
        look(quote, wish)
        with suppress(threading.BrokenBarrierError):
            looked.wait(2)

    monkeypatch.setattr(placing, "_refuse_unless_as_shown", look_then_wait)


def test_two_customers_race_for_the_last_jar(stand_in, all_look_before_any_takes):
    for _ in range(ROUNDS):
        product = make_product(stock=1)
        answers = press_together([buyer(make_basket((product, 1))) for _ in range(2)])
        won = [where for status, where in answers if (status, where[:4]) == (303, "http")]
        lost = [where for status, where in answers if (status, where) == (302, "/cart/")]
        assert (len(won), len(lost)) == (1, 1), answers
        assert stock_of(product) == (1, 1)
        assert Order.objects.filter(lines__product=product).count() == 1
    assert [finding.wrong for finding in check_invariants().values()] == [[], [], [], []]


def test_without_the_guards_both_get_the_last_jar(stand_in, all_look_before_any_takes, monkeypatch):
    """The twin: Oscar's unconditional allocation, no second look, no constraint in the database."""
    product = make_product(stock=1)
    buyers = [buyer(make_basket((product, 1))) for _ in range(2)]

    def allocate_blindly(stockrecord_id, units):
        return StockRecord.objects.filter(pk=stockrecord_id).update(num_allocated=taking.ALLOCATED + units) == 1

    monkeypatch.setattr(taking, "_take_one", allocate_blindly)
    if not ON_POSTGRES:
        monkeypatch.setattr(placing, "_refuse_unless_as_shown", lambda quote, wish: None)
    with no_constraint():
        answers = press_together(buyers)
        assert [status for status, _where in answers] == [303, 303]
        assert stock_of(product) == (1, 2)
        StockRecord.objects.update(num_allocated=None)


@contextmanager
def no_constraint():
    """The stock table without its CHECK, and with it again."""
    migration = import_module("shop.stock.migrations.0001_never_promise_more_than_there_is")
    with connection.schema_editor() as editor:
        editor.remove_constraint(StockRecord, migration.CONSTRAINT)
    yield
    with connection.schema_editor() as editor:
        migration.add_constraint(apps, editor)
    StockRecord._meta.constraints = []  # Oscar's own model names none


def test_three_presses_of_pay_are_one_order_and_one_charge(stand_in):
    for _ in range(ROUNDS):
        product = make_product(stock=5)
        basket = make_basket((product, 1))
        client, form = buyer(basket)
        presses = []
        for _press in range(3):
            other = Client()
            other.cookies = client.cookies
            presses.append((other, form))
        answers = press_together(presses)
        assert {status for status, _where in answers} == {303}
        assert len({where for _status, where in answers}) == 1
        order = Order.objects.get(lines__product=product)
        attempt = order.payment_attempts.get()
        control(stand_in.url, "pay", {"session": attempt.session_id})
    assert sweep().payments == ROUNDS
    assert captured(stand_in.url) == (ROUNDS, sum(int(a.amount * 100) for a in PaymentAttempt.objects.all()))
    assert set(Order.objects.values_list("status", flat=True)) == {"Paid"}
    assert [finding.wrong for finding in check_invariants().values()] == [[], [], [], []]


def test_forty_buyers_for_five_units(stand_in):
    product = make_product(stock=5)
    answers = press_together([buyer(make_basket((product, 1))) for _ in range(40)])
    assert sorted(status for status, _where in answers) == [302] * 35 + [303] * 5
    assert stock_of(product) == (5, 5)
    assert [finding.wrong for finding in check_invariants().values()] == [[], [], [], []]
