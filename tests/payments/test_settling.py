"""From *Pay* to *Paid* and every way it can go wrong, against the stand-in over real HTTP."""

import hashlib
import hmac
import json
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from oscar.apps.order.models import Order

from shop.orders.cancelling import cancel_unpaid_order
from shop.orders.dispatching import dispatch_order
from shop.orders.models import OutboxMail, Placement, StaffTask
from shop.payments import gateway
from shop.payments.closing import close_unpaid_order
from shop.payments.invariants import check_invariants
from shop.payments.models import PaymentAttempt, Refund, StripeEvent
from shop.payments.settling import settle_payment
from shop.payments.standin import StandIn
from shop.payments.starting import NotPayable, start_payment
from shop.payments.sweeping import sweep
from tests.factories import make_order, make_product, stock_of
from tests.payments.stand_in_control import control

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stand_in(settings):
    with StandIn(secret=settings.STRIPE_WEBHOOK_SECRET) as server:
        settings.STRIPE_API_BASE = server.url
        yield server


def pay(server, order, card="4242424242424242"):
    attempt = order.payment_attempts.get(state="open")
    return control(server.url, "pay", {"session": attempt.session_id, "card": card})


def ledger(server):
    return control(server.url, "ledger", method="GET")


def state(order):
    order = Order.objects.get(pk=order.pk)
    return (
        order.status,
        [attempt.state for attempt in order.payment_attempts.order_by("pk")],
        sorted(order.mails.values_list("kind", flat=True)),
        [row.new_status for row in order.status_changes.order_by("pk")],
    )


PAID = ("Paid", ["paid"], ["order_confirmed"], ["Awaiting payment", "Paid"])


def assert_all_holds():
    assert {area: finding.wrong for area, finding in check_invariants().items()} == {
        "money": [], "stock": [], "mail": [], "history": []
    }  # fmt: skip


def test_paid_order_is_confirmed_once_however_often_it_is_settled(stand_in):
    order = make_order()
    start_payment(order.pk)
    pay(stand_in, order)
    attempt = order.payment_attempts.get()
    assert [settle_payment(attempt.pk) for _ in range(3)] == [True, False, False]
    assert state(order) == PAID
    assert_all_holds()


def test_pressing_pay_again_gives_the_same_page(stand_in):
    order = make_order()
    assert start_payment(order.pk) == start_payment(order.pk)
    assert PaymentAttempt.objects.count() == 1


def test_the_payment_page_charges_the_order_total(stand_in):
    order = make_order(make_product(price="29.99"), 2)
    start_payment(order.pk)
    session = gateway.fetch_session(order.payment_attempts.get().session_id)
    assert (session.amount, session.currency, session.paid) == (order.total_incl_tax, "CAD", False)


def test_declined_card_leaves_the_order_waiting(stand_in):
    order = make_order()
    start_payment(order.pk)
    pay(stand_in, order, "4000000000000002")
    assert settle_payment(order.payment_attempts.get().pk) is False
    assert state(order) == ("Awaiting payment", ["open"], [], ["Awaiting payment"])


def test_hold_over_expires_the_page_then_cancels_and_gives_stock_back(stand_in):
    product = make_product(stock=4)
    order = make_order(product, 3)
    start_payment(order.pk)
    Placement.objects.update(hold_until=timezone.now() - timedelta(seconds=1))
    swept = sweep()
    assert (swept.cancelled, swept.problems) == (1, [])
    assert state(order) == ("Cancelled", ["expired"], ["order_cancelled"], ["Awaiting payment", "Cancelled"])
    assert stock_of(product) == (4, 0)
    assert gateway.fetch_session(order.payment_attempts.get().session_id).status == "expired"
    assert_all_holds()


def test_paid_just_before_the_hold_ends_is_paid_not_cancelled(stand_in):
    order = make_order()
    start_payment(order.pk)
    pay(stand_in, order)
    Placement.objects.update(hold_until=timezone.now() - timedelta(seconds=1))
    assert close_unpaid_order(order.pk) is False
    assert state(order) == PAID
    assert_all_holds()


def test_no_payment_starts_after_the_hold(stand_in):
    order = make_order()
    Placement.objects.update(hold_until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotPayable):
        start_payment(order.pk)


def test_lost_answer_to_opening_the_page_is_found_again_by_its_key(stand_in):
    order = make_order()
    control(stand_in.url, "faults", {"kind": "lose_answer", "path": "/v1/checkout/sessions", "times": 10})
    with pytest.raises(gateway.GatewayDown):
        start_payment(order.pk)
    assert order.payment_attempts.get().session_id is None
    control(stand_in.url, "faults", method="DELETE")
    start_payment(order.pk)
    assert ledger(stand_in)["payment_intents"] == []
    sessions = list(gateway.list_sessions(timezone.now() - timedelta(hours=1)))
    assert [session.id for session in sessions] == [order.payment_attempts.get().session_id]


def test_page_paid_whose_session_we_never_learnt_is_found_by_the_sweep(stand_in):
    order = make_order()
    start_payment(order.pk)
    pay(stand_in, order)
    PaymentAttempt.objects.update(session_id=None, session_url="")  # the answer was lost
    assert sweep().at_stripe == 1
    assert state(order) == PAID
    assert_all_holds()


def test_other_amount_is_quarantined_and_a_person_asked(stand_in):
    order = make_order()
    start_payment(order.pk)
    pay(stand_in, order)
    PaymentAttempt.objects.update(amount=Decimal("1.00"))
    settle_payment(order.payment_attempts.get().pk)
    assert state(order)[:3] == ("Awaiting payment", ["quarantined"], [])
    assert StaffTask.objects.get().order_id == order.pk
    assert sweep().exit_code == 2


def test_money_after_cancellation_goes_back_in_full_with_a_mail(stand_in):
    order = make_order()
    start_payment(order.pk)
    attempt = order.payment_attempts.get()
    pay(stand_in, order)
    # The order was cancelled behind Stripe's back (a restored backup, say).
    cancel_unpaid_order(Order.objects.get(pk=order.pk))
    sweep()
    refund = Refund.objects.get()
    assert (refund.state, refund.amount, refund.attempt_id) == ("succeeded", order.total_incl_tax, attempt.pk)
    assert state(order) == ("Cancelled", ["paid"], ["order_refunded"], ["Awaiting payment", "Cancelled"])
    assert sweep().refunds == 0
    assert_all_holds()


def test_sweep_of_a_quiet_shop_is_clean(stand_in):
    swept = sweep()
    assert (swept.exit_code, swept.repaired, swept.problems) == (0, 0, [])


def test_stripe_out_of_reach_is_reported_and_changes_nothing(settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    order = make_order()
    Placement.objects.update(hold_until=timezone.now() - timedelta(seconds=1))
    order.payment_attempts.create(amount=order.total_incl_tax, currency="CAD", expires_at=timezone.now())
    swept = sweep()
    assert swept.exit_code == 2
    assert len(swept.problems) == 2
    assert state(order)[0] == "Awaiting payment"


def signed(settings, event_type, thing, *, event_id="evt_1", livemode=False, stamp=None):
    body = json.dumps(
        {"id": event_id, "object": "event", "type": event_type, "livemode": livemode, "data": {"object": thing}}
    )
    stamp = int(stamp or time.time())
    mac = hmac.new(settings.STRIPE_WEBHOOK_SECRET.encode(), f"{stamp}.{body}".encode(), hashlib.sha256).hexdigest()
    return body, f"t={stamp},v1={mac}"


def post(client, body, signature):
    return client.post(
        "/stripe/webhook/", body, content_type="application/json", headers={"Stripe-Signature": signature}
    )


def test_event_settles_the_order_and_ten_times_is_once(stand_in, settings, client):
    order = make_order()
    start_payment(order.pk)
    pay(stand_in, order)
    thing = {"object": "checkout.session", "id": order.payment_attempts.get().session_id, "metadata": {}}
    body, signature = signed(settings, "checkout.session.completed", thing)
    assert [post(client, body, signature).status_code for _ in range(10)] == [200] * 10
    event = StripeEvent.objects.get()
    StripeEvent.objects.update(received_at=timezone.now() - timedelta(minutes=1))
    assert sweep().events == 1
    assert sweep().events == 0
    event.refresh_from_db()
    assert event.outcome == "settled"
    assert state(order) == PAID
    assert_all_holds()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body, signature: (body, ""),
        lambda body, signature: (body, signature[:-1] + ("0" if signature[-1] != "0" else "1")),
        lambda body, signature: (body.replace("evt_1", "evt_2"), signature),
        lambda body, signature: ("{}", signature),
        lambda body, signature: ("\x00", signature),
    ],
)
def test_forged_event_is_refused_and_leaves_no_row(settings, client, spoil):
    body, signature = spoil(
        *signed(settings, "checkout.session.completed", {"object": "checkout.session", "id": "cs_1"})
    )
    assert post(client, body, signature).status_code == 400
    assert StripeEvent.objects.count() == 0


def test_event_signed_too_long_ago_is_refused(settings, client):
    thing = {"object": "checkout.session", "id": "cs_1"}
    body, signature = signed(settings, "checkout.session.completed", thing, stamp=time.time() - 301)
    assert post(client, body, signature).status_code == 400


def test_live_event_in_a_test_shop_is_quarantined(settings, client):
    thing = {"object": "checkout.session", "id": "cs_1"}
    body, signature = signed(settings, "checkout.session.completed", thing, livemode=True)
    assert post(client, body, signature).status_code == 200
    StripeEvent.objects.update(received_at=timezone.now() - timedelta(minutes=1))
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    sweep()
    assert StripeEvent.objects.get().outcome == "quarantined: wrong mode"
    assert StaffTask.objects.count() == 1


def test_event_about_somebody_elses_session_asks_a_person(stand_in, settings, client):
    body, signature = signed(settings, "checkout.session.completed", {"object": "checkout.session", "id": "cs_foreign"})
    post(client, body, signature)
    StripeEvent.objects.update(received_at=timezone.now() - timedelta(minutes=1))
    assert sweep().exit_code == 2
    assert StripeEvent.objects.get().outcome == "money without order"


def test_mail_waits_for_the_mail_server_and_goes_out_once(stand_in, settings, mailoutbox, monkeypatch):
    order = make_order()
    start_payment(order.pk)
    pay(stand_in, order)
    monkeypatch.setattr("django.core.mail.EmailMessage.send", _refuse)
    sweep()
    mail = OutboxMail.objects.get()
    assert (mail.sent_at, mail.attempts) == (None, 1)
    assert mail.last_error == "ConnectionRefusedError"
    monkeypatch.undo()
    OutboxMail.objects.update(not_before=timezone.now())
    assert sweep().mails == 1
    assert sweep().mails == 0
    assert [message.to for message in mailoutbox] == [["ada@example.com"]]
    assert state(order) == PAID


def _refuse(*args, **kwargs):
    raise ConnectionRefusedError("refused")


def test_stored_500_at_stripe_leaves_an_order_that_can_be_paid(stand_in):
    """A06: the page was opened, the answer is a 500 and stays one: it is found in the list by its key."""
    order = make_order()
    control(stand_in.url, "faults", {"kind": "error_after", "path": "/v1/checkout/sessions", "times": 1})
    assert start_payment(order.pk).startswith(stand_in.url)
    pay(stand_in, order)
    sweep()
    assert state(order) == PAID


def test_500_without_a_page_lets_the_order_end_once_such_a_page_would_be_closed(stand_in, monkeypatch):
    order = make_order()
    monkeypatch.setattr(gateway, "open_session", _stuck)
    with pytest.raises(gateway.GatewayStuck):
        start_payment(order.pk)
    assert sweep().cancelled == 0
    past = timezone.now() - timedelta(seconds=1)
    Placement.objects.update(hold_until=past)
    assert sweep().cancelled == 0
    PaymentAttempt.objects.update(expires_at=past)
    assert sweep().cancelled == 1


def _stuck(request):
    raise gateway.GatewayDown("500")


def test_one_broken_order_does_not_stop_the_sweep(stand_in, monkeypatch):
    broken, order = make_order(), make_order()
    for each in (broken, order):
        start_payment(each.pk)
        pay(stand_in, each)
    settle = settle_payment

    def settle_unless_broken(pk):
        if pk == broken.payment_attempts.get().pk:
            raise RuntimeError("a broken row")
        return settle(pk)

    monkeypatch.setattr("shop.payments.sweeping.settle_payment", settle_unless_broken)
    assert sweep().exit_code == 2
    assert state(order) == PAID
    assert StaffTask.objects.filter(key__startswith="sweep-").exists()


def test_product_deleted_by_staff_neither_blocks_dispatch_nor_cancellation(stand_in):
    product = make_product()
    unpaid, paid = make_order(product), make_order(product)
    start_payment(paid.pk)
    pay(stand_in, paid)
    sweep()
    product.delete()
    dispatch_order(paid.pk, carrier="ups", tracking_number="1Z", by=None)
    assert close_unpaid_order(unpaid.pk) is True
    assert (state(paid)[0], state(unpaid)[0]) == ("Dispatched", "Cancelled")


def test_delayed_payment_that_fails_frees_the_order(stand_in):
    control(stand_in.url, "faults", {"kind": "async_payment"})
    order = make_order()
    start_payment(order.pk)
    pay(stand_in, order)
    session = order.payment_attempts.get().session_id
    assert settle_payment(order.payment_attempts.get().pk) is False
    control(stand_in.url, "settle", {"session": session, "result": "failed"})
    Placement.objects.update(hold_until=timezone.now() - timedelta(seconds=1))
    sweep()
    assert state(order)[0] == "Cancelled"


def test_refund_that_fails_after_it_succeeded_becomes_a_staff_task(stand_in, settings, client):
    order = make_order()
    start_payment(order.pk)
    pay(stand_in, order)
    cancel_unpaid_order(Order.objects.get(pk=order.pk))
    sweep()
    refund = Refund.objects.get()
    control(stand_in.url, "refund", {"refund": refund.refund_id, "result": "failed"})
    body, signature = signed(settings, "refund.failed", {"object": "refund", "id": refund.refund_id})
    post(client, body, signature)
    StripeEvent.objects.update(received_at=timezone.now() - timedelta(minutes=1))
    sweep()
    refund.refresh_from_db()
    assert refund.state == "failed"
    assert StaffTask.objects.get().key == f"refund-failed-{refund.key}"


def test_resolved_task_is_not_opened_again_by_the_next_sweep(stand_in):
    order = make_order()
    start_payment(order.pk)
    pay(stand_in, order)
    PaymentAttempt.objects.update(amount=Decimal("1.00"))
    sweep()
    StaffTask.objects.update(resolved_at=timezone.now())
    assert sweep().exit_code == 0
    assert StaffTask.objects.count() == 1
