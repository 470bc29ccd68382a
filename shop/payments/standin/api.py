"""The API: which address does what, who may call it, and one way for every call to be answered."""
import logging
import re
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from shop.payments.standin import reading, refunding, schemas, sessions
from shop.payments.standin.account import API_VERSION, NOBODY, Account, new_id
from shop.payments.standin.errors import StripeError, no_such, server_error
from shop.payments.standin.idempotency import Keys, Stored
from shop.payments.standin.parameters import Hash, read_form
from shop.payments.standin.state import Body

log = logging.getLogger(__name__)
Action = Callable[[Account, Body, str], Body]  # account, parameters, identifier from the address ("" without)


@dataclass(frozen=True)
class Request:
    method: str
    target: str  # path and query, as in the request line
    headers: dict[str, str]  # names in lower case
    body: bytes = b""

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> str:
        return urlsplit(self.target).query


@dataclass
class Answer:
    status: int
    body: Body | str = ""
    headers: dict[str, str] = field(default_factory=dict)
    lost: bool = False  # the connection closes without a word


@dataclass(frozen=True)
class Route:
    method: str
    path: str  # a pattern; `([^/]+)` is the identifier
    schema: Hash
    action: Action


def update_intent(account: Account, params: Body, identifier: str) -> Body:
    intent = account.state.get("payment_intent", identifier)
    if intent is None:
        raise no_such("payment_intent", identifier)
    intent["metadata"] = sessions.merge_metadata(intent["metadata"], params.pop("metadata", None))
    intent.update({name: params[name] for name in ("description", "receipt_email") if name in params})
    return account.state.save(intent)


def reads(path: str, kind: str, listing: Hash | None) -> list[Route]:
    """Retrieve, and list where Stripe lists."""
    def retrieve(account: Account, params: Body, identifier: str) -> Body:
        return reading.retrieve(account, kind, identifier)

    def list_all(account: Account, params: Body, identifier: str) -> Body:
        return reading.list_objects(account, kind, path, params)

    one = Route("GET", f"{path}/([^/]+)", schemas.RETRIEVE, retrieve)
    return [one] if listing is None else [one, Route("GET", path, listing, list_all)]


SESSIONS = "/v1/checkout/sessions"
ROUTES = [
    Route("POST", SESSIONS, schemas.SESSION_CREATE,
          lambda account, params, _: sessions.create_session(account, params)),
    *reads(SESSIONS, "checkout.session", schemas.SESSION_LIST),
    Route("POST", f"{SESSIONS}/([^/]+)", schemas.UPDATE_METADATA, sessions.update_session),
    Route("POST", f"{SESSIONS}/([^/]+)/expire", schemas.RETRIEVE, sessions.expire_session),
    Route("GET", f"{SESSIONS}/([^/]+)/line_items", schemas.LIST_LINE_ITEMS,
          lambda account, params, identifier: reading.list_line_items(account, identifier, params)),
    *reads("/v1/payment_intents", "payment_intent", schemas.PAYMENT_INTENT_LIST),
    Route("POST", "/v1/payment_intents/([^/]+)", schemas.PAYMENT_INTENT_UPDATE, update_intent),
    *reads("/v1/charges", "charge", schemas.CHARGE_LIST),
    Route("POST", "/v1/refunds", schemas.REFUND_CREATE,
          lambda account, params, _: refunding.create_refund(account, params)),
    *reads("/v1/refunds", "refund", schemas.REFUND_LIST),
    Route("POST", "/v1/refunds/([^/]+)", schemas.UPDATE_METADATA, refunding.update_refund),
    *reads("/v1/events", "event", schemas.EVENT_LIST),
    *reads("/v1/disputes", "dispute", schemas.DISPUTE_LIST),
    *reads("/v1/balance_transactions", "balance_transaction", None),
]


@dataclass(frozen=True)
class Call:
    """A request that was let in: its route is known and its parameters are right."""

    route: Route
    identifier: str
    params: Body
    endpoint: str
    key: str  # the idempotency key, "" without
    request_id: str


class Api:
    def __init__(self, account: Account) -> None:
        self.account = account
        self.keys = Keys(account)

    def answer(self, request: Request) -> Answer:
        """Every call ends here: with Stripe's headers, and with Stripe's shape whatever went wrong."""
        request_id = new_id("req", 14)
        headers = {"Request-Id": request_id, "Stripe-Version": API_VERSION}
        if key := request.headers.get("idempotency-key", ""):
            headers["Idempotency-Key"] = key
        try:
            answer = self.run(request, key if request.method == "POST" else "", request_id)
        except StripeError as error:
            answer = Answer(error.status, error.body())
            if error.status == 409:
                answer.headers["Stripe-Should-Retry"] = "true"
        except Exception:
            log.exception("The stand-in failed on %s %s", request.method, request.path)
            answer = Answer(500, server_error().body())
        answer.headers = headers | answer.headers
        return answer

    def run(self, request: Request, key: str, request_id: str) -> Answer:
        check_key(request.headers.get("authorization", ""))
        check_version(request.headers.get("stripe-version", API_VERSION))
        route, identifier = find_route(request.method, request.path)
        tree = read_form(request.body.decode() if request.method == "POST" else request.query)
        call = Call(route, identifier, route.schema.read(tree), f"{request.method} {request.path}", key, request_id)
        with self.keys.hold(key) if key else nullcontext():
            return self.carry(request, call)

    def carry(self, request: Request, call: Call) -> Answer:
        """The call, and around it what tests have switched on. A replay is slow or lost like any other answer."""
        take = self.account.faults.take
        where = {"method": request.method, "path": request.path}
        if fault := take("latency", **where):
            time.sleep(fault.seconds)
        if take("refuse", **where):
            return Answer(0, lost=True)
        if take("error_before", **where):
            raise server_error()
        stored = self.keys.find(call.key, call.endpoint, call.params) if call.key else None
        headers = {}
        if stored is not None:
            headers = {"Idempotent-Replayed": "true", "Original-Request": stored.request_id}
        else:
            stored = self.perform(call, fails_after=lambda: take("error_after", **where) is not None)
        if stored.status >= 500:
            headers["Stripe-Should-Retry"] = "false"  # the key would only give the same answer again
        return Answer(stored.status, stored.body, headers, lost=take("lose_answer", **where) is not None)

    def perform(self, call: Call, fails_after: Callable[[], bool]) -> Stored:
        """Runs the call and keeps its answer for the key, both in one transaction."""
        account = self.account
        with account.state.transaction():
            account.cause = {"id": call.request_id, "idempotency_key": call.key or None}
            try:
                result = call.route.action(account, dict(call.params), call.identifier)
            except StripeError as error:  # an action refuses before it changes anything
                stored = Stored(error.status, error.body(), call.request_id)
            else:  # a wrong `expand` undoes it all, for Stripe would have refused it first
                stored = Stored(200, reading.expand(account, result, call.params.get("expand", [])), call.request_id)
            finally:
                account.cause = dict(NOBODY)
            if fails_after():
                stored = Stored(500, server_error().body(), call.request_id)
            if call.key:
                self.keys.keep(call.key, call.endpoint, call.params, stored)
        return stored


def check_key(authorization: str) -> None:
    scheme, _, key = authorization.partition(" ")
    if scheme.lower() != "bearer" or not key:
        raise StripeError(
            "You did not provide an API key. Provide it in the Authorization header, using Bearer auth.", status=401
        )
    if not re.fullmatch(r"(sk|rk)_test_\w+", key):
        raise StripeError(f"Invalid API Key provided: {key[:8]}{'*' * 8}{key[-4:]}", status=401)


def check_version(version: str) -> None:
    if version != API_VERSION:
        raise StripeError(f"The stand-in speaks the API version {API_VERSION} only; this request asks for {version}.")


def find_route(method: str, path: str) -> tuple[Route, str]:
    for route in ROUTES:
        found = re.fullmatch(route.path, path)
        if found and route.method == method:
            return route, found[1] if found.groups() else ""
    raise StripeError(f"Unrecognized request URL ({method}: {path}).", status=404)
