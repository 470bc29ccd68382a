"""Switches that make the stand-in misbehave on purpose, so that tests can see the shop stay right."""
import threading
from dataclasses import asdict, dataclass, fields
from fnmatch import fnmatchcase
from typing import Any

API_KINDS = (
    "latency",  # answers after `seconds`; nothing is executed before
    "refuse",  # closes the connection without executing
    "lose_answer",  # executes, then closes the connection without an answer
    "error_before",  # 500 without executing; not stored for the key, so a retry executes
    "error_after",  # executes, answers 500 and stores that 500 for the key, as Stripe does
)
WEBHOOK_KINDS = (
    "duplicate_webhooks",  # `copies` deliveries at once
    "drop_webhooks",  # never sent
    "delay_webhooks",  # first sent after `seconds`
    "shuffle_webhooks",  # held until `batch` of them wait, then sent one by one, last first
)
MONEY_KINDS = (
    "async_payment",  # the session completes unpaid; settles `then` after `seconds` if `then` is given
    "refund_pending",  # the refund stays pending until /_test/refund settles it
    "refund_fails",  # the refund fails after `seconds`
)
KINDS = API_KINDS + WEBHOOK_KINDS + MONEY_KINDS


@dataclass
class Fault:
    kind: str
    id: int = 0
    times: int | None = None  # how often it strikes; None: until cleared
    method: str = "*"  # API kinds: GET, POST or *
    path: str = "*"  # API kinds: a pattern such as /v1/refunds or /v1/checkout/sessions/*
    types: list[str] | None = None  # webhook kinds: only these event types
    copies: int = 2
    seconds: float = 0.0
    batch: int = 2
    then: str = ""  # async_payment: succeeded or failed


class Faults:
    """The switches that are on. Not kept over a restart: a stand-in starts well-behaved."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.switches: list[Fault] = []
        self.last_id = 0

    def add(self, wanted: dict[str, Any]) -> Fault:
        """Raises ValueError for a name or a kind that does not exist."""
        unknown = set(wanted) - {field.name for field in fields(Fault)} | ({"id"} & set(wanted))
        if unknown or wanted.get("kind") not in KINDS:
            raise ValueError(f"Unknown: {sorted(unknown)}." if unknown else f"kind must be one of {', '.join(KINDS)}.")
        fault = Fault(**wanted)
        with self.lock:
            self.last_id += 1
            fault.id = self.last_id
            self.switches.append(fault)
        return fault

    def clear(self) -> None:
        with self.lock:
            self.switches.clear()

    def all(self) -> list[dict[str, Any]]:
        with self.lock:
            return [asdict(fault) for fault in self.switches]

    def take(self, kind: str, *, method: str = "", path: str = "", event_type: str = "") -> Fault | None:
        """The first switch that fits, counted as one strike; None when there is none."""
        with self.lock:
            for fault in self.switches:
                if fault.kind != kind or (fault.types is not None and event_type not in fault.types):
                    continue
                here = fnmatchcase(method, fault.method) and fnmatchcase(path, fault.path)
                if fault.kind in API_KINDS and not here:
                    continue
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.switches.remove(fault)
                return fault
        return None
