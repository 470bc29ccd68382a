"""/healthz says the process lives; /readyz names what does not answer, and nothing more."""
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from shop import health


def readyz() -> tuple[int, str]:
    response = health.readyz(RequestFactory().get("/readyz"))
    return response.status_code, response.content.decode()


def test_healthz_is_plain_and_asks_no_database() -> None:
    response = health.healthz(RequestFactory().get("/healthz"))
    assert (response.status_code, response.content, response["Content-Type"]) == (200, b"ok", "text/plain")
    assert "no-store" in response["Cache-Control"]


def test_the_addresses_are_those_of_the_contract(client: Client) -> None:
    assert (reverse("healthz"), reverse("readyz")) == ("/healthz", "/readyz")
    assert client.get("/healthz").content == b"ok"


def test_only_reading_is_answered() -> None:
    assert health.healthz(RequestFactory().post("/healthz")).status_code == 405


@pytest.mark.django_db
def test_readyz_when_all_answer() -> None:
    assert readyz() == (200, '{"database": "ok", "cache": "ok", "broker": "ok"}')


@pytest.mark.django_db
def test_readyz_names_what_fails_and_keeps_the_reason_to_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing:
        def set(self, *_: Any) -> None:
            raise ConnectionError("redis://:secret@10.0.0.1 refused")

    monkeypatch.setattr(health, "cache", Refusing())
    assert readyz() == (503, '{"database": "ok", "cache": "fail", "broker": "ok"}')


@pytest.mark.django_db
def test_readyz_when_the_broker_is_down(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real refused connection: nothing listens on port 1."""
    settings.CELERY_BROKER_URL = "amqp://guest:guest@127.0.0.1:1//"
    app = health.current_app
    monkeypatch.setattr(app.conf, "broker_write_url", settings.CELERY_BROKER_URL)
    assert readyz() == (503, '{"database": "ok", "cache": "ok", "broker": "fail"}')


@pytest.mark.django_db
def test_readyz_when_the_queue_folder_is_gone(settings: Any, tmp_path: Path) -> None:
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(tmp_path / "gone")}
    assert readyz() == (503, '{"database": "ok", "cache": "ok", "broker": "fail"}')


def test_a_check_that_hangs_fails_alone() -> None:
    outcome = health.run_checks({"slow": lambda: time.sleep(5), "quick": lambda: None}, 0.2)
    assert outcome == {"slow": False, "quick": True}
