"""The rows of a whole database, read from a template and written into the test database (inside a transaction too)."""
import contextlib
import sqlite3
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import psycopg
from django.db import connection, transaction
from psycopg import sql

from tests import databases


@dataclass
class Rows:
    """On SQLite each table's tuples as stored, on PostgreSQL its COPY text; and PostgreSQL's sequences."""

    tables: dict[str, Any] = field(default_factory=dict)
    sequences: dict[str, int | None] = field(default_factory=dict)

    def without(self, other: "Rows") -> "Rows":
        """Only the tables whose rows differ from `other`'s."""
        differing = {name: rows for name, rows in self.tables.items() if rows != other.tables.get(name)}
        return Rows(differing, self.sequences)


@cache
def rows_of_template(kind: str) -> Rows:
    with databases.template(kind) as name:
        return _read_postgres(name) if databases.ON_POSTGRES else _read_sqlite(name)


def write_rows(rows: Rows) -> None:
    """Empty the tables named in `rows`, then write their rows. Foreign keys are checked at the end."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in rows.tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
        for table, content in rows.tables.items():
            if databases.ON_POSTGRES:
                with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as stream:
                    stream.write(content)
            elif content:
                marks = ", ".join(["%s"] * len(content[0]))
                cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} VALUES ({marks})", content)
        for name, value in rows.sequences.items():
            cursor.execute("SELECT setval(%s::regclass, %s, %s)", [f'"{name}"', value or 1, value is not None])
        connection.check_constraints()


def _read_sqlite(name: str) -> Rows:
    rows = Rows()
    with contextlib.closing(sqlite3.connect(databases.sqlite_file(name))) as database:
        # The full-text index is a virtual table with shadows; triggers fill it.
        query = "SELECT name FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        for (table,) in database.execute(query).fetchall():
            rows.tables[table] = database.execute(f'SELECT * FROM "{table}"').fetchall()
    return rows


def _read_postgres(name: str) -> Rows:
    rows = Rows()
    with psycopg.connect(databases.url_of(name)) as database, database.cursor() as cursor:
        tables = cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as stream:
                rows.tables[table] = b"".join(bytes(part) for part in stream)
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
        rows.sequences = dict(cursor.fetchall())
    return rows
