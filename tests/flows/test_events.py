"""The browser is closed after paying. Whatever becomes of Stripe's events, the end is the same: one paid order, one mail."""

import time

import pytest

from tests.flows.browsing import text_of, wait_for_mail
from tests.flows.buying import Buyer
from tests.payments.stand_in_control import captured, control

pytestmark = pytest.mark.slow
FATES = [
    None,
    {"kind": "duplicate_webhooks", "copies": 5},
    {"kind": "shuffle_webhooks", "batch": 3},
    {"kind": "delay_webhooks", "seconds": 2},
    {"kind": "drop_webhooks"},
]


def wait_until(holds, seconds=40):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came to hold"
        time.sleep(0.2)


def test_events_on_time_twice_shuffled_late_and_lost_end_the_same(shop_processes):
    shop = shop_processes.start()
    totals = []
    for count, fate in enumerate(FATES, 1):
        control(shop.standin_url, "faults", method="DELETE")
        if fate:
            control(shop.standin_url, "faults", fate)
        session, total = Buyer(shop.url).place("stay-calm-mug", "ACC-MUG")
        totals.append(total)
        assert control(shop.standin_url, "pay", {"session": session})["status"] == "paid"
        if fate and fate["kind"] == "drop_webhooks":
            assert shop.manage("settle_payments").returncode == 1
        wait_until(lambda count=count: len(list(shop.mail_dir.glob("*.eml"))) == count)
    control(shop.standin_url, "faults", method="DELETE")
    for delivery in control(shop.standin_url, "deliveries", method="GET")["data"]:
        control(shop.standin_url, "replay", {"event": delivery["event"], "times": 2})
    control(shop.standin_url, "flush", {"timeout": 60})
    assert shop.manage("settle_payments").returncode in (0, 1)
    assert shop.manage("settle_payments").returncode == 0
    assert len(list(shop.mail_dir.glob("*.eml"))) == len(FATES)
    assert captured(shop.standin_url) == (len(FATES), int(sum(totals) * 100))
    done = shop.manage("check_invariants")
    assert done.returncode == 0, done.stdout


def test_web_killed_after_the_payment_before_it_was_settled(shop_processes):
    """A05: the webhook meets a dead web process; Stripe tries again, or the sweep finds it."""
    shop = shop_processes.start()
    session, total = Buyer(shop.url).place("stay-calm-mug", "ACC-MUG")
    shop.kill("web")
    control(shop.standin_url, "pay", {"session": session})
    shop.start_one("web")
    assert shop.manage("settle_payments").returncode in (0, 1)
    assert f"${total}" in text_of(wait_for_mail(shop.mail_dir, "is confirmed"))
    control(shop.standin_url, "flush", {"timeout": 60})
    assert len(list(shop.mail_dir.glob("*.eml"))) == 1
    assert shop.manage("check_invariants").returncode == 0


def test_worker_down_delays_the_mail_until_the_sweep(shop_processes):
    shop = shop_processes.start()
    shop.kill("worker")
    session, _total = Buyer(shop.url).place("stay-calm-mug", "ACC-MUG")
    control(shop.standin_url, "pay", {"session": session})
    control(shop.standin_url, "flush", {"timeout": 30})
    assert list(shop.mail_dir.glob("*.eml")) == []
    time.sleep(6)  # the sweep leaves events of the last seconds to the worker
    assert shop.manage("settle_payments").returncode == 1
    assert len(list(shop.mail_dir.glob("*.eml"))) == 1
    shop.start_one("worker")  # and now meets the jobs that waited
    time.sleep(5)
    assert len(list(shop.mail_dir.glob("*.eml"))) == 1
    assert shop.manage("check_invariants").returncode == 0
