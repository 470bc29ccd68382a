"""The stand-in as a process: what it refuses, how it ends, and that it remembers."""
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import requests
from django.core.management import CommandError, call_command

from shop.payments.standin import StandIn
from tests.payments.standin_fixtures import (
    MONEY_EVENTS,
    SECRET,
    Receiver,
    client_of,
    control,
    open_session,
    paid_session,
    session_params,
    wait_for,
)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def _debug(settings: Any) -> None:
    """Django's test runner switches DEBUG off."""
    settings.DEBUG = True


@pytest.mark.usefixtures("_debug")
@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.com"])
def test_listens_on_loopback_only(host: str) -> None:
    with pytest.raises(CommandError, match=r"127\.0\.0\.1 only"):
        call_command("stripe_standin", host=host, port=0, state=":memory:")
    with pytest.raises(ValueError, match=r"127\.0\.0\.1 only"):
        StandIn(host=host)


def test_refuses_to_start_unless_debug(settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG is off"):
        call_command("stripe_standin", port=0, state=":memory:")


@pytest.mark.usefixtures("_debug")
def test_taken_port_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"cannot listen on 127.0.0.1:{port}"):
            call_command("stripe_standin", port=port, state=":memory:", stdout=StringIO())


def test_state_survives_a_restart_and_waiting_webhooks_go_out(tmp_path: Path, receiver: Receiver) -> None:
    state = str(tmp_path / "stripe.sqlite3")
    params = session_params()
    with StandIn(state=state, webhook_url=receiver.url, secret=SECRET) as first:
        control(first, "pause")
        paid = paid_session(first)
        created = client_of(first).v1.checkout.sessions.create(params, {"idempotency_key": "k"})
        ledger = control(first, "ledger", "GET")
    assert receiver.types == []
    with StandIn(first.port, state=state, webhook_url=receiver.url, secret=SECRET) as second:
        client = client_of(second)
        assert second.url == first.url
        assert client.v1.checkout.sessions.retrieve(paid.id).to_dict() == paid.to_dict()
        assert client.v1.checkout.sessions.create(params, {"idempotency_key": "k"}).id == created.id
        assert control(second, "ledger", "GET") == ledger
        wait_for(lambda: sorted(receiver.types) == MONEY_EVENTS)
        assert control(second, "pay", session=created.id)["status"] == "paid"


def test_stopped_stand_in_does_not_answer_on_kept_connections() -> None:
    standin = StandIn().start()
    with requests.Session() as kept:
        assert kept.get(f"{standin.url}/_test/healthz", timeout=5).json()["ok"] is True
        standin.stop()
        with pytest.raises(requests.ConnectionError):
            kept.get(f"{standin.url}/_test/healthz", timeout=5)


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | {
        "DEBUG": "1", "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "shop.settings", "DATABASE_URL": "",
    }
    environment = {name: value for name, value in environment.items() if value}
    command = [sys.executable, "manage.py", "stripe_standin", "--port", "0", "--webhook-url", ""]
    running = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    yield running
    running.kill()
    running.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_command_says_its_address_once_serves_and_ends_when_told(
    process: subprocess.Popen[str], tmp_path: Path, number: int
) -> None:
    assert process.stdout is not None
    line = process.stdout.readline()
    address = line.split()[2]
    assert line == f"Stripe stand-in: {address} (events to nobody)\n"
    assert requests.get(f"{address}/_test/healthz", timeout=5).json()["ok"] is True
    assert (tmp_path / "stripe_standin.sqlite3").exists()
    process.send_signal(number)
    assert process.wait(timeout=5) == 0
    assert process.stdout.read() == ""


def test_session_made_by_the_fixture_is_payable(standin: StandIn) -> None:
    """The smallest whole journey, as other tests use it."""
    assert control(standin, "pay", session=open_session(standin).id)["status"] == "paid"
