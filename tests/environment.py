"""What the tests run with: the environment first, then the shop's own settings as they are.

Everything a test writes lies in var/test, so that a shop running from the same folder keeps its data, and a
developer's `.env` has no say: each variable that matters is set here. DATABASE_URL, CACHE_URL and CELERY_BROKER_URL
of the calling environment choose the services (unset: SQLite and folders).
"""
import os
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
TEST_DIR = ROOT / "var" / "test"
RUN = os.environ.setdefault("SHOP_TEST_RUN", str(os.getpid()))  # two runs at once in one folder do not meet
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")  # pytest-xdist's gw0, gw1, …
NAME = f"{RUN}_{WORKER}"
WORKER_DIR = TEST_DIR / NAME
CACHE = os.environ.setdefault("SHOP_TEST_CACHE", os.environ.get("CACHE_URL", ""))  # the caller's: workers inherit ours


def own_cache(url: str) -> str:
    """The worker's own Redis database: one worker's `cache.clear()` must not empty another's cache."""
    if not url.startswith("redis"):
        return url
    parts = urlsplit(url)
    number = int("0" + parts.path.strip("/")) + int("0" + WORKER.strip("gwmain"))
    return parts._replace(path=f"/{number % 16}").geturl()


os.environ.update(
    DEBUG="1",
    VAR_DIR=str(WORKER_DIR),
    MEDIA_ROOT=str(TEST_DIR / "media"),
    MAIL_DIR=str(WORKER_DIR / "mail"),
    QUEUE_DIR=str(WORKER_DIR / "queue"),
    DATABASE_URL=os.environ.get("DATABASE_URL") or f"sqlite:///{WORKER_DIR / 'unused.sqlite3'}",
    CACHE_URL=own_cache(CACHE or f"filecache://{WORKER_DIR / 'cache'}"),
    CELERY_BROKER_URL=os.environ.get("CELERY_BROKER_URL") or "filesystem://localhost",
    EMAIL_URL=f"filemail:///{WORKER_DIR / 'mail'}",
    PORT="8000",
    SITE_URL="http://127.0.0.1:8000",
    ALLOWED_HOSTS="127.0.0.1,localhost,testserver",
    SECRET_KEY="a-key-for-tests",
    STRIPE_SECRET_KEY="",  # empty: the local stand-in
    STRIPE_WEBHOOK_SECRET="",
    STRIPE_API_BASE="http://127.0.0.1:8001",
    PAYMENT_HOLD_SECONDS="3600",
    SWEEP_SECONDS="120",
    DJANGO_ALLOW_ASYNC_UNSAFE="1",  # Playwright keeps an event loop in the thread of the test, which uses the ORM too
)

from shop.settings import *  # noqa: E402, F403  the environment had to be there first

CELERY_TASK_DEFAULT_QUEUE = os.environ.get("SHOP_TEST_QUEUE", f"shop_test_{NAME}")  # a broker may be shared
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests sign in by the dozen
