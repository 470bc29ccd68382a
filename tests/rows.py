"""The rows of a whole database, read from a template and written into the test database (inside a transaction too)."""
import contextlib
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import psycopg
from django.db import connection, transaction
from psycopg import sql

from tests import databases


@dataclass(frozen=True)
class Table:
    """`content`: on SQLite the tuples as stored, on PostgreSQL the COPY text. Columns by name: a race test that
    takes a constraint away and puts it back may leave them in another order."""

    columns: tuple[str, ...]
    content: Any


@dataclass
class Rows:
    """Every table of a database, and PostgreSQL's sequences."""

    tables: dict[str, Table] = field(default_factory=dict)
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
        for name, table in rows.tables.items():
            if databases.ON_POSTGRES:
                with cursor.copy(_copy("FROM STDIN", name, table.columns)) as stream:
                    stream.write(table.content)
            elif table.content:
                columns = ", ".join(map(connection.ops.quote_name, table.columns))
                marks = ", ".join(["%s"] * len(table.columns))
                insert = f"INSERT INTO {connection.ops.quote_name(name)} ({columns}) VALUES ({marks})"
                cursor.executemany(insert, table.content)
        for name, value in rows.sequences.items():
            cursor.execute("SELECT setval(%s::regclass, %s, %s)", [f'"{name}"', value or 1, value is not None])
        connection.check_constraints()


def _read_sqlite(name: str) -> Rows:
    rows = Rows()
    with contextlib.closing(sqlite3.connect(databases.sqlite_file(name))) as database:
        # The full-text index is a virtual table with shadows; triggers fill it.
        query = "SELECT name FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        for (table,) in database.execute(query).fetchall():
            found = database.execute(f'SELECT * FROM "{table}"')
            rows.tables[table] = Table(tuple(column[0] for column in found.description), found.fetchall())
    return rows


def _read_postgres(name: str) -> Rows:
    rows = Rows()
    with psycopg.connect(databases.url_of(name)) as database, database.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position)"
            " FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER' GROUP BY table_name"
        )
        for table, columns in cursor.fetchall():
            with cursor.copy(_copy("TO STDOUT", table, columns)) as stream:
                rows.tables[table] = Table(tuple(columns), b"".join(bytes(part) for part in stream))
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
        rows.sequences = dict(cursor.fetchall())
    return rows


def _copy(direction: str, table: str, columns: Iterable[str]) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) " + direction).format(sql.Identifier(table), names)
