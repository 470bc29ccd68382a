"""The shop's processes on one machine: which they are, and how they live and end together (`manage.py start`).

Honcho's printer prefixes their output. Its manager is not used: a Ctrl-C in the first moments, before every process
has reported its id, raises inside its signal handler and leaves the others running.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from honcho.colour import get_colours
from honcho.printer import Message, Printer

END_SECONDS = 8  # what a process gets to finish its work before it is killed
PYTHON = sys.executable


def process_commands() -> dict[str, list[str]]:
    """Name → command line. The stand-in is one of them as long as the settings use it."""
    # In a container everything runs as root; Celery's page of warning about it is no news there.
    celery = [PYTHON, "-W", "ignore:You're running the worker", "-m", "celery", "-A", "shop", "--quiet"]
    # --preload: the code is read once, not once per worker.
    web = [PYTHON, "-m", "gunicorn", "shop.wsgi", "--bind", f"127.0.0.1:{settings.PORT}", "--preload"]
    web += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--log-level", "warning"]
    web += ["--no-control-socket"]
    commands = {
        "web": web,
        "worker": [*celery, "worker", "--pool", "threads", "--concurrency", "4", "--loglevel", "WARNING"],
        # No pid file: one left behind by a power cut must not stop the next start.
        "beat": [*celery, "beat", "--pidfile=", "--loglevel", "WARNING"],
    }
    # A broker refuses a second worker of the same name, and two shops on one machine may share a broker.
    commands["worker"] += ["--hostname", f"shop-{settings.PORT}@%h"]
    commands["worker"] += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    if settings.STRIPE_USES_STANDIN:
        commands["stripe"] = [PYTHON, "manage.py", "stripe_standin"]
    return commands


class Supervisor:
    """Starts every process in a session of its own, relays its output, and ends all when one ends or on a signal."""

    def __init__(self, commands: dict[str, list[str]], environment: dict[str, str] | None = None) -> None:
        self.commands = commands
        self.environment = os.environ | (environment or {})
        self.printer = Printer(width=max(map(len, commands)))
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.asked_to_end = False  # not an Event: setting one inside a signal handler can deadlock
        self.relays: list[threading.Thread] = []

    def run(self, ready_url: str, when_ready: Callable[[], None]) -> int:
        """Until Ctrl-C or SIGTERM (returns 0) or until a process ends by itself (returns 1).

        `when_ready` is called once, as soon as `ready_url` answers.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_end)
        try:
            self._start()
            ready = False
            while not self.asked_to_end:
                time.sleep(0.1)
                ended = self._ended()
                if ended:
                    self._say(f"{ended} ended by itself (exit code {self.running[ended].returncode}): the shop stops.")
                    return 1
                if not ready and _answers(ready_url):
                    ready = True
                    when_ready()
            return 0
        finally:
            self._end_all()

    def _ask_to_end(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_end = True

    def _start(self) -> None:
        colours = get_colours()
        for name, command in self.commands.items():
            if self.asked_to_end:
                return
            self.running[name] = subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # the terminal's Ctrl-C reaches us alone; its group has the children too
            )
            relay = threading.Thread(target=self._relay, args=(name, next(colours)), daemon=True)
            relay.start()
            self.relays.append(relay)

    def _relay(self, name: str, colour: str) -> None:
        output = self.running[name].stdout
        for line in output or ():
            self.printer.write(Message("line", line, datetime.now().astimezone(), name, colour))

    def _ended(self) -> str | None:
        return next((name for name, process in self.running.items() if process.poll() is not None), None)

    def _end_all(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of them behind
        end_groups(list(self.running.values()), END_SECONDS)
        for relay in self.relays:
            relay.join(1)

    def _say(self, text: str) -> None:
        self.printer.write(Message("line", text, datetime.now().astimezone(), "shop", None))


def end_groups(processes: list[subprocess.Popen[bytes]], seconds: float) -> None:
    """SIGTERM to each process's whole group, SIGKILL to what is left of the group after `seconds`."""
    for process in processes:
        _signal_group(process, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0, deadline - time.monotonic()))
        kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    _signal_group(process, signal.SIGKILL)
    process.wait()


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):  # macOS says "not permitted" of a group that has ended
        os.killpg(process.pid, number)


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=1) as response:
            return bool(response.status == 200)
    except (URLError, OSError):
        return False
