"""`/healthz`: this process answers. `/readyz`: database, cache and broker answer too, each named.

Both are exempt from the redirect to https (SECURE_REDIRECT_EXEMPT). A checker that sends an address as its Host must
have that address in ALLOWED_HOSTS. Answers say `ok` or `fail` and nothing else; the reason goes to the log.
"""

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)
SECONDS = 2  # what each check gets; a checker's own patience is usually 5 to 10


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """`{"database": "ok", "cache": "ok", "broker": "fail"}` with 200 when all are ok, otherwise 503."""
    checks = {"database": check_database, "cache": check_cache, "broker": check_broker}
    outcome = {name: "ok" if passed else "fail" for name, passed in run_checks(checks, SECONDS).items()}
    return JsonResponse(outcome, status=200 if set(outcome.values()) == {"ok"} else 503)


def run_checks(checks: dict[str, Callable[[], None]], seconds: float) -> dict[str, bool]:
    """Every check at once, each in a thread, so that one that hangs neither delays nor hides the others."""
    passed = dict.fromkeys(checks, False)

    def run(name: str) -> None:
        try:
            checks[name]()
            passed[name] = True
        except Exception:  # whatever a driver raises, the answer is "fail"
            logger.warning("%s is not ready", name, exc_info=True)

    threads = [threading.Thread(target=run, args=(name,), daemon=True) for name in checks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds)
    return dict(passed)


def check_database() -> None:
    """On a connection of its own, so that the request's is left alone and a dead one is not mistaken for a live one."""
    connection = connections["default"]
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()


def check_cache() -> None:
    key = f"readyz-{os.getpid()}-{threading.get_ident()}"
    cache.set(key, "ok", 10)
    if cache.get(key) != "ok":
        raise RuntimeError("the cache forgot what it was just told")


def check_broker() -> None:
    if settings.CELERY_BROKER_URL.startswith("filesystem:"):
        folder = Path(str(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"]))
        if not os.access(folder, os.R_OK | os.W_OK):
            raise RuntimeError(f"{folder} cannot be read and written")
        return
    with current_app.connection_for_write(connect_timeout=SECONDS) as connection:
        connection.ensure_connection(max_retries=0, timeout=SECONDS)
