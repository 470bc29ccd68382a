"""What the stand-in remembers, in one SQLite file: objects, idempotency keys and webhook deliveries.

One connection and one lock: a transaction sees and writes everything alone, which is all the isolation a
payment needs here. A stand-in that is killed and started again goes on where its last transaction ended.
"""
import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

Body = dict[str, Any]  # a Stripe object as it goes over the wire

TABLES = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, created INTEGER NOT NULL,
    body TEXT NOT NULL, private TEXT NOT NULL DEFAULT '{}');
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, created, seq);
CREATE INDEX IF NOT EXISTS open_sessions ON objects (json_extract(body, '$.expires_at'))
    WHERE kind = 'checkout.session' AND json_extract(body, '$.status') = 'open';
CREATE TABLE IF NOT EXISTS later (id TEXT PRIMARY KEY, result TEXT NOT NULL, due REAL NOT NULL);
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, endpoint TEXT NOT NULL, params TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
    request_id TEXT NOT NULL, created INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS answers_by_age ON answers (created);
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, state TEXT NOT NULL, due REAL NOT NULL,
    batch INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, last_status INTEGER, last_error TEXT,
    created REAL NOT NULL);
CREATE INDEX IF NOT EXISTS deliveries_by_event ON deliveries (event);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (state, due);
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class State:
    """Opened by path; `:memory:` forgets everything at close."""

    def __init__(self, path: str) -> None:
        self.lock = threading.RLock()
        self.depth = 0
        self.connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=20)
        self.connection.row_factory = sqlite3.Row
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=NORMAL")  # survives a kill of the process, not of the machine
        self.connection.executescript(TABLES)

    def close(self) -> None:
        with self.lock:
            self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, alone. A transaction inside a transaction is part of it."""
        with self.lock:
            outermost = self.depth == 0
            if outermost:
                self.connection.execute("BEGIN IMMEDIATE")
            self.depth += 1
            try:
                yield
            except BaseException:
                if outermost:
                    self.connection.execute("ROLLBACK")
                raise
            else:
                if outermost:
                    self.connection.execute("COMMIT")
            finally:
                self.depth -= 1

    def run(self, sql: str, values: Sequence[object] = ()) -> int:
        """Runs a statement and gives the number of rows it touched."""
        with self.lock:
            return self.connection.execute(sql, values).rowcount

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        with self.lock:
            return self.connection.execute(sql, values).fetchall()

    def save(self, body: Body) -> Body:
        """Adds the object or replaces it. What is private to the stand-in stays as it was."""
        self.run(
            "INSERT INTO objects (id, kind, created, body) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            (body["id"], body["object"], body["created"], json.dumps(body)),
        )
        return body

    def get(self, kind: str, identifier: str) -> Body | None:
        rows = self.rows("SELECT body FROM objects WHERE id = ? AND kind = ?", (identifier, kind))
        return dict(json.loads(rows[0]["body"])) if rows else None

    def known(self, kind: str, identifier: str) -> Body:
        """As `get`, for an object that another one names and that must therefore exist."""
        found = self.get(kind, identifier)
        if found is None:
            raise LookupError(f"The stand-in lost {kind} {identifier}.")
        return found

    def of_kind(self, kind: str, since: int = 0) -> list[Body]:
        """Every object of a kind created since then, newest first, as Stripe lists them."""
        rows = self.rows(
            "SELECT body FROM objects WHERE kind = ? AND created >= ? ORDER BY created DESC, seq DESC", (kind, since)
        )
        return [json.loads(row["body"]) for row in rows]

    def overdue_sessions(self, now: float) -> list[Body]:
        """The open Checkout Sessions whose time is up."""
        rows = self.rows(
            "SELECT body FROM objects INDEXED BY open_sessions WHERE kind = 'checkout.session' "
            "AND json_extract(body, '$.status') = 'open' AND json_extract(body, '$.expires_at') <= ?", (now,),
        )
        return [json.loads(row["body"]) for row in rows]

    def matching(self, kind: str, field: str, value: str) -> list[Body]:
        """The objects of a kind with this text in a top-level field, newest first."""
        rows = self.rows(
            "SELECT body FROM objects WHERE kind = ? AND json_extract(body, ?) = ? ORDER BY created DESC, seq DESC",
            (kind, f"$.{field}", value),
        )
        return [json.loads(row["body"]) for row in rows]

    def private(self, identifier: str) -> Body:
        """What the stand-in keeps beside an object and never shows."""
        rows = self.rows("SELECT private FROM objects WHERE id = ?", (identifier,))
        return dict(json.loads(rows[0]["private"])) if rows else {}

    def save_private(self, identifier: str, private: Body) -> None:
        self.run("UPDATE objects SET private = ? WHERE id = ?", (json.dumps(private), identifier))

    def plan(self, identifier: str, result: str, due: float) -> None:
        """A slow payment (by its session) or a refund ends like this at that time."""
        self.run("INSERT OR REPLACE INTO later VALUES (?, ?, ?)", (identifier, result, due))

    def unplan(self, identifier: str) -> None:
        self.run("DELETE FROM later WHERE id = ?", (identifier,))

    def planned(self, now: float) -> list[tuple[str, str]]:
        """Identifier and result of what is due."""
        return [(row["id"], row["result"]) for row in self.rows("SELECT id, result FROM later WHERE due <= ?", (now,))]

    def note(self, name: str, default: str) -> str:
        rows = self.rows("SELECT value FROM notes WHERE name = ?", (name,))
        return str(rows[0]["value"]) if rows else default

    def save_note(self, name: str, value: str) -> None:
        self.run(
            "INSERT INTO notes VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value)
        )

    def reset(self) -> None:
        """Forgets everything."""
        with self.transaction():
            for table in ("objects", "answers", "later", "deliveries", "notes"):
                self.run(f"DELETE FROM {table}")  # noqa: S608  our own names
