"""`manage.py start` with real processes: ports, banner, Ctrl-C, a process that dies."""
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests import databases
from tests.environment import NAME, ROOT
from tests.processes import free_port_pair

SECONDS = 120  # patience, not a promise: CI machines are slow under load


class Start:
    """One `manage.py start` in a session of its own (as a terminal would give it), its output in a file."""

    def __init__(self, folder: Path, port: int, **more: str) -> None:
        self.port = port
        self.output = folder / "output.txt"
        keep = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        env = keep | {"DEBUG": "1", "VAR_DIR": str(folder / "var"), "PORT": str(port), "PYTHONUNBUFFERED": "1"} | more
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "start"],
                cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )

    def text(self) -> str:
        return self.output.read_text(errors="replace")

    def wait_for_banner(self) -> None:
        deadline = time.monotonic() + SECONDS
        while "Ctrl-C" not in self.text():
            assert self.process.poll() is None, f"ended before the banner:\n{self.text()}"
            assert time.monotonic() < deadline, f"no banner:\n{self.text()}"
            time.sleep(0.1)

    def children(self) -> dict[int, str]:
        """Every process that descends from this one: id → command line."""
        table = subprocess.run(["ps", "-wweo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
        rows = [line.split(None, 2) for line in table.splitlines()]
        found: dict[int, str] = {}
        parents = {self.process.pid}
        while parents:
            below = {int(pid): args for pid, parent, args in rows if int(parent) in parents}
            found |= below
            parents = set(below)
        return found

    def wait_for_children(self, *roles: str) -> dict[int, str]:
        """All children, once each role is among them (`ps` sees no arguments of a process that is just being made)."""
        deadline = time.monotonic() + SECONDS
        while True:
            children = self.children()
            missing = [role for role in roles if role not in " ".join(children.values())]
            if not missing:
                return children
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < deadline, f"missing: {missing} in {children}\n{self.text()}"
            time.sleep(0.2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all of these tests: static files are collected once."""
    return tmp_path_factory.mktemp("start")


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """A start on a database that is already migrated and loaded, as on a second `make run`."""
    name = f"{databases.PREFIX}_{NAME}_start"
    started = Start(folder, free_port_pair(), DATABASE_URL=databases.copy_template("loaded", name))
    yield started
    for pid in started.children():
        os.kill(pid, signal.SIGKILL)
    started.process.kill()
    started.process.wait()
    databases.drop(name)


def alive(pids: dict[int, str]) -> list[str]:
    """Those that still run (a zombie does not)."""
    command = ["ps", "-wwo", "stat=,args=", "-p", ",".join(map(str, pids))]
    state = subprocess.run(command, capture_output=True, text=True, check=False)
    return [line for line in state.stdout.splitlines() if not line.startswith("Z")]


@pytest.mark.slow
def test_start_greets_serves_compressed_files_and_ctrl_c_ends_every_process(start: Start) -> None:
    start.wait_for_banner()
    shop = f"http://127.0.0.1:{start.port}"
    text = start.text()
    for expected in (f"{shop}/", f"{shop}/dashboard/", f"{shop}/cms/", "staff@staycalm.example", "calm-demo-2026"):
        assert text.count(expected) >= 1
    assert text.count("Sign-in") == 1
    with urlopen(f"{shop}/healthz", timeout=30) as answer:
        assert (answer.status, answer.read()) == (200, b"ok")
    compressed = Request(f"{shop}/static/admin/css/base.css", headers={"Accept-Encoding": "gzip"})
    with urlopen(compressed, timeout=30) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"

    children = start.wait_for_children("gunicorn", " worker ", " beat ", "stripe_standin")
    start.process.send_signal(signal.SIGINT)
    assert start.process.wait(SECONDS) == 0
    assert alive(children) == []
    assert "Traceback" not in start.text()


@pytest.mark.slow
def test_when_one_process_dies_all_end_and_the_exit_code_says_so(start: Start) -> None:
    start.wait_for_banner()
    children = start.wait_for_children(" worker ")
    worker = next(pid for pid, args in children.items() if " worker " in args)
    os.kill(worker, signal.SIGKILL)
    assert start.process.wait(SECONDS) == 1
    assert "worker ended by itself" in start.text()
    assert alive(children) == []


@pytest.mark.slow
@pytest.mark.parametrize(("offset", "what"), [(0, ""), (1, " (needed by the local Stripe stand-in)")])
def test_a_taken_port_is_one_clear_line(tmp_path: Path, offset: int, what: str) -> None:
    port = free_port_pair()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port + offset))
        other.listen()
        start = Start(tmp_path, port)
        assert start.process.wait(SECONDS) == 1
    taken = port + offset
    assert start.text() == f"Port {taken} is taken{what}. Choose another: make run PORT=8010\n"
    assert not (tmp_path / "var" / "shop.sqlite3").exists()
