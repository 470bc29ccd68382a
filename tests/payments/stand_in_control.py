"""The stand-in's switches, as tests use them."""
import json
import urllib.request


def control(url, action, body=None, method="POST"):
    """POST (or GET, DELETE) to /_test/<action>; the parsed answer."""
    data = json.dumps(body or {}).encode() if method == "POST" else None
    request = urllib.request.Request(f"{url}/_test/{action}", data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())


def captured(url):
    """(payments that captured something, cents captured less refunded) of the whole ledger"""
    rows = control(url, "ledger", method="GET")["payment_intents"]
    return sum(row["captures"] for row in rows), sum(row["captured"] - row["refunded"] for row in rows)
