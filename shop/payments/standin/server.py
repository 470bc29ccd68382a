"""The server: one address on this machine for the API, the payment page and the switches."""
import json
import logging
import socket
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from shop.payments.standin.account import Account
from shop.payments.standin.api import Answer, Api, Request
from shop.payments.standin.control import Control
from shop.payments.standin.hosted import Hosted
from shop.payments.standin.paying import settle
from shop.payments.standin.refunding import settle_refund
from shop.payments.standin.sessions import expire_due
from shop.payments.standin.state import State
from shop.payments.standin.webhooks import RETRY_DELAYS, Deliverer

log = logging.getLogger(__name__)
HOST = "127.0.0.1"  # and no other: whoever reaches it can pay
LARGEST_BODY = 1_000_000  # bytes
TEST_SECRET = "whsec_standin"  # noqa: S105  the shop's own default on a developer's machine
OWN_NAMES = {"127.0.0.1", "localhost"}


class Handler(BaseHTTPRequestHandler):
    """One connection. Keeps it open between requests, as Stripe does."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "standin", ""
    wbufsize = -1  # head and body leave in one packet
    disable_nagle_algorithm = True
    timeout = 75
    server: "Server"

    def do_GET(self) -> None:
        self.respond()

    def do_POST(self) -> None:
        self.respond()

    def do_DELETE(self) -> None:
        self.respond()

    def respond(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > LARGEST_BODY or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            self.write(Answer(413, {"error": {"message": "Send a Content-Length of up to 1 MB."}}))
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, self.rfile.read(int(length)))
        answer = self.server.standin.answer(request)
        if answer.lost:
            self.close_connection = True
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.write(answer)

    def write(self, answer: Answer) -> None:
        text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body, indent=2)
        payload = text.encode()
        self.send_response(answer.status)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(payload))} | answer.headers
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class calls it so
        log.debug(format, *args)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256  # forty buyers at once
    standin: "StandIn"

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address, Handler)
        self.open_lock = threading.Lock()
        self.open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self.open_lock:
            self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self.open_lock:
            self.open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.debug("A client of the stand-in at %s went away", client_address)

    def hang_up(self) -> None:
        """Ends kept-open connections, which would otherwise go on talking to a stand-in that has stopped."""
        with self.open_lock:
            for connection in self.open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


class StandIn:
    """A whole stand-in, in threads of this process: `with StandIn(webhook_url=…) as stripe: stripe.url`.

    `port=0` takes a free port. `webhook_url=""` sends no webhooks. `state` is a file, or `:memory:`.
    """

    def __init__(
        self, port: int = 0, *, webhook_url: str = "", secret: str = TEST_SECRET, state: str = ":memory:",
        retry_delays: Sequence[float] = RETRY_DELAYS, host: str = HOST,
    ) -> None:
        if host != HOST:
            raise ValueError(f"The stand-in listens on {HOST} only, not on {host}.")
        self.server = Server((HOST, port))  # first: a taken port must leave no state behind
        self.server.standin = self
        self.port = int(self.server.server_address[1])
        self.url = f"http://{HOST}:{self.port}"
        self.state = State(state)
        self.account = Account(self.state, webhook_url)
        self.account.base_url = self.url
        self.deliverer = Deliverer(self.account, secret, retry_delays)
        self.api = Api(self.account)
        self.hosted = Hosted(self.account)
        self.control = Control(self.account, self.deliverer)
        self.stopping = threading.Event()
        self.threads = [
            threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True),
            threading.Thread(target=self.tick, daemon=True),
        ]

    def answer(self, request: Request) -> Answer:
        name = request.headers.get("host", "").rsplit(":", 1)[0]
        if name not in OWN_NAMES:  # a web page that calls itself by another name (DNS rebinding)
            return Answer(421, {"error": {"message": f"The stand-in answers to {HOST} only."}})
        if request.path.startswith("/_test/"):
            return self.control.answer(request)
        if request.path.startswith("/c/"):
            return self.hosted.answer(request)
        return self.api.answer(request)

    def tick(self) -> None:
        """What happens by itself: sessions expire, slow payments and refunds settle."""
        while not self.stopping.wait(0.1):
            try:
                expire_due(self.account)
                for identifier, result in self.state.planned(time.time()):
                    if identifier.startswith("re_"):
                        settle_refund(self.account, identifier, result)
                    else:
                        settle(self.account, identifier, result)
            except Exception:
                log.exception("The stand-in's clock failed")

    def start(self) -> "StandIn":
        self.deliverer.start()
        for thread in self.threads:
            thread.start()
        return self

    def stop(self) -> None:
        self.stopping.set()
        self.server.shutdown()
        self.server.server_close()
        self.server.hang_up()
        self.deliverer.stop()
        for thread in self.threads:
            thread.join(timeout=5)
        self.state.close()

    def __enter__(self) -> "StandIn":
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
