"""manage.py start: the whole shop on one machine, as `make run` starts it. Ctrl-C ends every process."""
import hashlib
import json
import logging
import socket
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from oscar.apps.catalogue.models import Product

from shop.articles.models import ArticlePage
from shop.management.commands.demo_data import CUSTOMER, PASSWORD, STAFF, create_demo_users
from shop.processes import Supervisor, process_commands

STATIC_STAMP = "static.sha256"


class Command(BaseCommand):
    help = "Migrate, load the catalogue and the articles into an empty shop, and start web, worker, beat and stand-in."
    requires_system_checks: list[str] = []  # quicker; `make check` runs them

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            check_ports()
            logging.disable(logging.INFO)  # Wagtail tells of every article it saves
            self.prepare()
        except KeyboardInterrupt:
            self.stdout.write("\nStopped before the start.")
            return
        except CommandError as error:
            self.stderr.write(str(error))  # the line alone, without Django's "CommandError:"
            sys.exit(1)
        supervisor = Supervisor(process_commands(), {"STATIC_IS_COLLECTED": "1"})
        code = supervisor.run(f"http://127.0.0.1:{settings.PORT}/healthz", self.greet)
        self.stdout.write("The shop has stopped." if code == 0 else "The shop has stopped because a process ended.")
        sys.exit(code)

    def prepare(self) -> None:
        """Database, demo users and static files; each step is quick when there is nothing to do."""
        first = not migrated_before()
        self.say("Preparing the database (about a minute the first time) …" if first else "Preparing …")
        call_command("migrate", verbosity=0)
        if not Product.objects.exists():
            self.say("Loading the catalogue …")
            call_command("load_catalogue")
        if not ArticlePage.objects.exists():
            self.say("Loading the articles …")
            call_command("load_articles")
        if settings.DEBUG:
            create_demo_users()
        fingerprint = fingerprint_static_files()
        stamp = settings.VAR_DIR / STATIC_STAMP
        if not (stamp.exists() and settings.STATIC_ROOT.exists() and stamp.read_text() == fingerprint):
            self.say("Collecting and compressing styles, scripts and pictures …")
            call_command("collectstatic", interactive=False, verbosity=0, clear=True)
            stamp.write_text(fingerprint)
        self.say("Starting …")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def greet(self) -> None:
        lines = ["", f"  Shop      {settings.SITE_URL}/"]
        lines += [f"  Staff     {settings.SITE_URL}/dashboard/ (orders, stock)   {settings.SITE_URL}/cms/ (articles)"]
        if settings.DEBUG:
            lines += [f"  Sign-in   {STAFF} (staff) or {CUSTOMER}, password {PASSWORD}"]
        if settings.EMAIL_BACKEND == "shop.devmail.EmailBackend":
            lines += [f"  Mail      as files in {shown(Path(settings.EMAIL_FILE_PATH))}"]
        if settings.STRIPE_USES_STANDIN:
            lines += [f"  Payments  a stand-in for Stripe at {settings.STRIPE_API_BASE}, no money moves"]
        lines += ["  Stop      Ctrl-C", ""]
        self.say("\n".join(lines))


def check_ports() -> None:
    """One clear line and exit code 1 for a port that is taken, before anything is written or started."""
    wanted = {settings.PORT: "the shop"}
    standin = urlsplit(settings.STRIPE_API_BASE).port
    if settings.STRIPE_USES_STANDIN and standin:
        wanted[standin] = "the local Stripe stand-in"
    for port, use in wanted.items():
        if not 1 <= port <= 65535:
            raise CommandError(f"{port} is not a port. Choose another: make run PORT=8010")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the servers do
            try:
                probe.bind(("127.0.0.1", port))
            except PermissionError as error:
                raise CommandError(f"Port {port} may not be used. Choose another: make run PORT=8010") from error
            except OSError as error:
                which = "" if port == settings.PORT else f" (needed by {use})"
                other = 8010 if port not in (8010, 8011) else 8020
                raise CommandError(f"Port {port} is taken{which}. Choose another: make run PORT={other}") from error


def migrated_before() -> bool:
    return not settings.SQLITE or Path(settings.DATABASES["default"]["NAME"]).exists()


def fingerprint_static_files() -> str:
    """Changes when a static file is added, removed or edited: collecting and compressing them takes ten seconds."""
    files = [[settings.STORAGES["staticfiles"]["BACKEND"]]]
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            files.append([path, str(stat.st_size), str(stat.st_mtime_ns)])
    return hashlib.sha256(json.dumps(files).encode()).hexdigest()


def shown(path: Path) -> str:
    """Short where it lies in the working folder."""
    return f"{path.relative_to(Path.cwd())}/" if path.is_relative_to(Path.cwd()) else f"{path}/"
