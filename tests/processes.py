"""The whole shop as real processes, for tests that cross process boundaries.

    shop = ShopProcesses(tmp_path, PAYMENT_HOLD_SECONDS="5", SWEEP_SECONDS="2", beat=True)
    shop.start()                       # returns when web and stand-in answer
    page.goto(shop.url + "/products/")
    shop.kill("web")                   # SIGKILL, as a crash would
    shop.start_one("web")
    assert shop.manage("check_invariants", "--json").returncode == 0
    shop.stop()

The command lines are those of `manage.py start`. Database (a copy of the loaded template), mails, queue and logs are
the instance's own; DATABASE_URL, CACHE_URL and CELERY_BROKER_URL choose the servers, as everywhere in the tests.
"""
import contextlib
import os
import random
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings

from shop.processes import end_groups, kill_group, process_commands
from tests import databases
from tests.environment import ROOT

START_SECONDS = 90  # generous: a loaded CI machine imports Django, Oscar and Wagtail four times at once


class ShopProcesses:
    """Attributes: `url`, `standin_url`, `database_url`, `mail_dir`, `commands`, `environment`."""

    def __init__(self, folder: Path, *, beat: bool = False, worker: bool = True, **env: str) -> None:
        self.folder = folder / "shop"
        self.port = free_port_pair()
        self.url = f"http://127.0.0.1:{self.port}"
        self.standin_url = f"http://127.0.0.1:{self.port + 1}"
        self.mail_dir = self.folder / "mail"
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.database = f"{databases.PREFIX}_{uuid.uuid4().hex[:8]}"
        self.database_url = databases.url_of(self.database)
        self.environment = os.environ | self._own_environment() | env
        self.commands = self._commands(beat, worker)

    def start(self) -> "ShopProcesses":
        """A fresh database, then every process; returns when web and stand-in answer."""
        databases.copy_template("loaded", self.database)
        cache.clear()  # a Redis database is the test worker's: what an earlier test left there is not this shop's
        for name in self.commands:
            self._spawn(name)
        for name in self.commands:
            self._wait_until_ready(name)
        return self

    def start_one(self, name: str) -> None:
        """A process that was killed, once more."""
        self._spawn(name)
        self._wait_until_ready(name)

    def kill(self, name: str) -> None:
        """SIGKILL to the process and its children: what a crash or a power cut does."""
        kill_group(self.running.pop(name))

    def stop_one(self, name: str) -> None:
        """SIGTERM, as a host does on a restart."""
        end_groups([self.running.pop(name)], 15)

    def stop(self) -> None:
        """Every process ended, the database dropped. May be called twice."""
        end_groups(list(self.running.values()), 10)
        self.running.clear()
        databases.drop(self.database)
        forget_queue(self.environment["SHOP_TEST_QUEUE"])

    def manage(self, *arguments: str, seconds: float = 120) -> subprocess.CompletedProcess[str]:
        """`manage.py …` in this shop's environment; look at returncode, stdout and stderr."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=seconds, check=False
        )

    def log(self, name: str) -> str:
        """What the process has written so far."""
        file = self.folder / f"{name}.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def mails(self) -> list[str]:
        """The mails written so far as text, oldest first."""
        return [file.read_text(errors="replace") for file in sorted(self.mail_dir.glob("*"))]

    def _own_environment(self) -> dict[str, str]:
        own = {
            "DJANGO_SETTINGS_MODULE": "tests.process_settings",
            "SHOP_TEST_QUEUE": self.database,
            "VAR_DIR": str(self.folder),
            "MAIL_DIR": str(self.mail_dir),
            "QUEUE_DIR": str(self.folder / "queue"),
            "EMAIL_URL": f"filemail:///{self.mail_dir}",
            "DATABASE_URL": self.database_url,
            "PORT": str(self.port),
            "SITE_URL": self.url,
            "STRIPE_API_BASE": self.standin_url,
        }
        if not os.environ["CACHE_URL"].startswith("redis"):
            own["CACHE_URL"] = f"filecache://{self.folder / 'cache'}"
        self.mail_dir.mkdir(parents=True)
        return own

    def _commands(self, beat: bool, worker: bool) -> dict[str, list[str]]:
        with override_settings(PORT=self.port, STRIPE_USES_STANDIN=not self.environment["STRIPE_SECRET_KEY"]):
            commands = process_commands()
        wanted = {"web", "stripe"} | ({"beat"} if beat else set()) | ({"worker"} if worker else set())
        return {name: command for name, command in commands.items() if name in wanted}

    def _spawn(self, name: str) -> None:
        with open(self.folder / f"{name}.log", "ab") as log:
            self.running[name] = subprocess.Popen(
                self.commands[name],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait_until_ready(self, name: str) -> None:
        """Web and stand-in answer over HTTP; worker and beat have no door to knock on, so they must merely live."""
        address = {"web": f"{self.url}/healthz", "stripe": self.standin_url}.get(name)
        deadline = time.monotonic() + START_SECONDS
        while address and not answers(address):
            if self.running[name].poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{name} did not start:\n{self.log(name)[-4000:]}")
            time.sleep(0.1)
        if self.running[name].poll() is not None:
            raise RuntimeError(f"{name} ended at once:\n{self.log(name)[-4000:]}")


def answers(url: str) -> bool:
    """Whether a web server speaks there, whatever it says."""
    try:
        with urlopen(url, timeout=5):
            return True
    except HTTPError:
        return True
    except OSError:
        return False


def free_port_pair() -> int:
    """A port that is free together with its successor (the stand-in's), chosen anew for every shop.

    Below 32768: above it the system gives ports to outgoing connections, and one could be gone before the shop starts.
    """
    for _ in range(100):
        port = random.SystemRandom().randrange(20_000, 32_000, 2)  # tests may have seeded the common one
        with socket.socket() as first, socket.socket() as second, contextlib.suppress(OSError):
            first.bind(("127.0.0.1", port))
            second.bind(("127.0.0.1", port + 1))
            return port
    raise RuntimeError("no two free ports side by side")


def forget_queue(name: str) -> None:
    """A queue on a shared broker would outlive its shop."""
    if settings.CELERY_BROKER_URL.startswith("filesystem:"):
        return
    with current_app.connection_for_write() as connection, contextlib.suppress(Exception):
        connection.default_channel.queue_delete(name)

