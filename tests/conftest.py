"""Fixtures every test may ask for.

A test that touches the database (`db`, `transactional_db`, `@pytest.mark.django_db`) finds it migrated and otherwise
empty, whatever ran before. `shop_data` adds the catalogue and the articles. `shop_processes` is the whole shop as
real processes; `chromium_path` a real browser (never skipped in CI).
"""
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from playwright.sync_api import Browser, Page, sync_playwright

from tests import databases
from tests.environment import NAME, WORKER_DIR
from tests.processes import ShopProcesses, forget_queue
from tests.rows import rows_of_template, write_rows


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """In place of pytest-django's: the worker's database is a copy of the migrated template."""
    name = f"{databases.PREFIX}_{NAME}"
    databases.copy_template("empty", name)
    rows_of_template("empty")  # read now: an edit to a migration in the middle of a run must not change it
    connection.close()
    previous = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name if databases.ON_POSTGRES else str(databases.sqlite_file(name))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _rows_as_migrated)
        yield
    with django_db_blocker.unblock():
        connection.close()
    connection.settings_dict["NAME"] = previous
    databases.drop(name)


def _rows_as_migrated(test_case: TransactionTestCase) -> None:
    """In place of Django's flush, which would also lose what migrations wrote (Wagtail's root page, the tax tables)."""
    write_rows(rows_of_template("empty"))
    _forget_cached_rows()


def _forget_cached_rows() -> None:
    ContentType.objects.clear_cache()
    Site.objects.clear_cache()


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """No rate limit or cached address of an earlier test; and Django's file cache drops entries at random from 300."""
    cache.clear()


@pytest.fixture
def shop_data(db: None) -> None:
    """The catalogue and the articles as `make run` loads them; in `db` and `transactional_db` tests alike."""
    write_rows(rows_of_template("loaded").without(rows_of_template("empty")))
    _forget_cached_rows()


@pytest.fixture
def shop_processes(tmp_path: Path) -> Iterator[ShopProcesses]:
    """Web, worker and stand-in as real processes on a fresh database; the test calls `.start()` (see the class)."""
    shop = ShopProcesses(tmp_path)
    yield shop
    shop.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A failed test with real processes shows what they logged."""
    report = yield
    shop = getattr(item, "funcargs", {}).get("shop_processes")
    if report.failed and isinstance(shop, ShopProcesses):
        report.sections += [(f"log of {name}", shop.log(name)[-6000:]) for name in shop.commands]
    return report


def pytest_unconfigure() -> None:
    forget_queue(settings.CELERY_TASK_DEFAULT_QUEUE)
    shutil.rmtree(WORKER_DIR, ignore_errors=True)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """A real browser. Without one the test is skipped on a user's machine and fails in CI."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    found = found or shutil.which("google-chrome")
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail("CI has no Chromium: .ci/run installs Debian's package `chromium`.")
    pytest.skip("no Chromium on this machine (apt-get install chromium, or name one in CHROMIUM)")


@pytest.fixture
def browser(chromium_path: str) -> Iterator[Browser]:
    """The machine's own Chromium, headless, quiet on the network. Mark the test `browser`.

    For one test: Playwright's event loop must not be left running in the thread of the tests that follow.
    """
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=quiet)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a browser profile of its own."""
    context = browser.new_context(locale="en-CA", timezone_id="America/Toronto")
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()
