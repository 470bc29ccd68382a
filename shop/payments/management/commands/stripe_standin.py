"""`manage.py stripe_standin`: Stripe for a developer's machine and for tests, on 127.0.0.1 only."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from shop.payments.standin import StandIn
from shop.payments.standin.server import HOST, OWN_NAMES


class Command(BaseCommand):
    help = "Runs the local Stripe stand-in until it is interrupted. Refuses to start unless DEBUG is on."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        base = urlsplit(settings.STRIPE_API_BASE)
        port = base.port if base.hostname in OWN_NAMES and base.port else settings.PORT + 1
        parser.add_argument("--host", default=HOST, help=f"only {HOST}; anything else is refused")
        parser.add_argument("--port", type=int, default=port, help="default: the port of STRIPE_API_BASE (%(default)s)")
        parser.add_argument(
            "--webhook-url",
            default=f"{settings.SITE_URL}/stripe/webhook/",
            help="where events are sent; empty: nowhere (default: %(default)s)",
        )
        parser.add_argument(
            "--state",
            default=str(settings.VAR_DIR / "stripe_standin.sqlite3"),
            help="the file it remembers in, or :memory: (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The Stripe stand-in starts on a developer's machine only: DEBUG is off.")
        if options["host"] != HOST:
            raise CommandError(f"The Stripe stand-in listens on {HOST} only, not on {options['host']}.")
        try:
            standin = StandIn(
                options["port"],
                webhook_url=options["webhook_url"],
                secret=settings.STRIPE_WEBHOOK_SECRET,
                state=options["state"],
            )
        except (OSError, OverflowError) as error:
            raise CommandError(f"The Stripe stand-in cannot listen on {HOST}:{options['port']}: {error}") from error
        done = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: done.set())
        with standin:
            self.stdout.write(f"Stripe stand-in: {standin.url} (events to {options['webhook_url'] or 'nobody'})")
            self.stdout.flush()
            done.wait()
