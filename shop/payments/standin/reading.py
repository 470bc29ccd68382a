"""Reading: retrieve one, list many page by page, and expand identifiers into the objects they name."""
from typing import Any

from shop.payments.standin.account import Account
from shop.payments.standin.errors import StripeError, no_such
from shop.payments.standin.sessions import expire_due, load_session
from shop.payments.standin.state import Body

# Which field of which object names an object of which kind. `line_items` and `refunds` appear only when expanded.
EXPANDABLE: dict[str, dict[str, str]] = {
    "checkout.session": {"payment_intent": "payment_intent", "line_items": "item", "customer": "", "invoice": ""},
    "payment_intent": {"latest_charge": "charge", "payment_method": "payment_method", "customer": "", "review": ""},
    "charge": {
        "payment_intent": "payment_intent", "balance_transaction": "balance_transaction", "refunds": "refund",
        "customer": "", "failure_balance_transaction": "balance_transaction",
    },
    "refund": {
        "charge": "charge", "payment_intent": "payment_intent", "balance_transaction": "balance_transaction",
        "failure_balance_transaction": "balance_transaction",
    },
    "dispute": {"charge": "charge", "payment_intent": "payment_intent"},
    "item": {"price": "price"},
    "price": {"product": "product"},
    "balance_transaction": {"source": "charge"},
}
DEEPEST = 4  # levels Stripe expands


def retrieve(account: Account, kind: str, identifier: str) -> Body:
    found = load_session(account, identifier) if kind == "checkout.session" else account.state.get(kind, identifier)
    if found is None:
        raise no_such(kind, identifier)
    return shown(account, found)


def shown(account: Account, thing: Body) -> Body:
    """An event says how many of its webhooks are still to be delivered."""
    if thing["object"] == "event":
        rows = account.state.rows(
            "SELECT count(*) AS n FROM deliveries WHERE event = ? AND state IN ('pending', 'held')", (thing["id"],)
        )
        thing["pending_webhooks"] = rows[0]["n"]
    return thing


def list_objects(account: Account, kind: str, url: str, params: Body) -> Body:
    if kind == "checkout.session":
        expire_due(account)
    since = params.get("created", {}).get("gte", 0)
    things = [thing for thing in account.state.of_kind(kind, since) if fits(account, thing, params)]
    page = cut_page(things, url, params)
    page["data"] = [shown(account, thing) for thing in page["data"]]
    return page


def fits(account: Account, thing: Body, params: Body) -> bool:
    created, bounds = thing["created"], params.get("created", {})
    if created < bounds.get("gte", created) or created > bounds.get("lte", created):
        return False
    if created <= bounds.get("gt", created - 1) or created >= bounds.get("lt", created + 1):
        return False
    for name in ("payment_intent", "charge", "status", "customer"):
        if name in params and thing.get(name) != params[name]:
            return False
    return thing["object"] != "event" or event_fits(account, thing, params)


def event_fits(account: Account, event: Body, params: Body) -> bool:
    types = params.get("types") or ([params["type"]] if "type" in params else None)
    if types and not any(event["type"] == kind or (kind.endswith(".*") and event["type"].startswith(kind[:-1]))
                         for kind in types):
        return False
    if "delivery_success" not in params:
        return True
    rows = account.state.rows(
        "SELECT count(*) AS n FROM deliveries WHERE event = ? AND state <> 'delivered'", (event["id"],)
    )
    return bool(params["delivery_success"]) == (rows[0]["n"] == 0)


def cut_page(things: list[Body], url: str, params: Body) -> Body:
    """One page in Stripe's shape. `ending_before` gives the page just before that object."""
    limit = params.get("limit", 10)
    places = {thing["id"]: place for place, thing in enumerate(things)}
    for name in ("starting_after", "ending_before"):
        if name in params and params[name] not in places:
            raise no_such("object", params[name], name)
    if "ending_before" in params:
        end = places[params["ending_before"]]
        start = max(0, end - limit)
        return {"object": "list", "data": things[start:end], "has_more": start > 0, "url": url}
    start = places[params["starting_after"]] + 1 if "starting_after" in params else 0
    page = things[start : start + limit]
    return {"object": "list", "data": page, "has_more": len(things) > start + limit, "url": url}


def list_line_items(account: Account, identifier: str, params: Body) -> Body:
    load_session(account, identifier)
    items = account.state.private(identifier)["line_items"]
    return cut_page(items, f"/v1/checkout/sessions/{identifier}/line_items", params)


def expand(account: Account, thing: Body, paths: list[str]) -> Body:
    """The answer with the named fields opened up: `payment_intent.latest_charge`, or `data.…` in a list."""
    for path in paths:
        steps = path.split(".")
        if len(steps) > DEEPEST:
            raise StripeError(f"You cannot expand more than {DEEPEST} levels: {path}", param="expand")
        if thing["object"] == "list":
            if steps[0] != "data" or len(steps) == 1:
                raise cannot_expand(path)
            for inner in thing["data"]:
                open_field(account, inner, steps[1:], path)
        else:
            open_field(account, thing, steps, path)
    return thing


def open_field(account: Account, thing: Body, steps: list[str], path: str) -> None:
    name, rest = steps[0], steps[1:]
    kinds = EXPANDABLE.get(thing["object"], {})
    if name not in kinds:
        raise cannot_expand(path)
    value = opened(account, thing, name, kinds[name])
    thing[name] = value
    if not rest or value is None:
        return
    inner: list[Any] = value["data"] if value["object"] == "list" else [value]
    if value["object"] == "list":
        if rest[0] != "data":
            raise cannot_expand(path)
        rest = rest[1:]
    for each in inner:
        if rest:
            open_field(account, each, rest, path)


def opened(account: Account, thing: Body, name: str, kind: str) -> Any:
    value = thing.get(name)
    if isinstance(value, dict):  # an earlier path, or the stored object itself, has it open already
        return value
    if name == "line_items":
        return list_line_items(account, thing["id"], {})
    if name == "refunds":
        refunds = account.state.matching("refund", "charge", thing["id"])
        return cut_page(refunds, f"/v1/charges/{thing['id']}/refunds", {})
    return None if value is None else account.state.get(kind, value) or value


def cannot_expand(path: str) -> StripeError:
    return StripeError(f"This property cannot be expanded ({path}).", param="expand")
