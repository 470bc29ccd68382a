"""Databases for tests, made by copying: migrating takes half a minute, a copy takes a moment.

Two templates are made once and kept as long as nothing they depend on changes: `empty` (migrated) and `loaded` (with
catalogue and articles). Every test database is a copy of one: a file on SQLite, `CREATE DATABASE … TEMPLATE` on
PostgreSQL. Templates live in var/test, or in the server of DATABASE_URL.
"""
import contextlib
import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.environment import ROOT, TEST_DIR

SERVER = os.environ["DATABASE_URL"]
ON_POSTGRES = SERVER.startswith("postgres")
_CHECKOUT = hashlib.sha256(str(ROOT).encode()).hexdigest()[:6]  # two checkouts may share one server
PREFIX = f"shop_test_{_CHECKOUT}"


def url_of(name: str) -> str:
    return urlsplit(SERVER)._replace(path=f"/{name}").geturl() if ON_POSTGRES else f"sqlite:///{sqlite_file(name)}"


def sqlite_file(name: str) -> Path:
    return TEST_DIR / "databases" / f"{name}.sqlite3"


def exists(name: str) -> bool:
    if not ON_POSTGRES:
        return sqlite_file(name).exists()
    with psycopg.connect(SERVER) as server:
        return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def copy(source: str, name: str) -> str:
    """A database `name` with the content of `source`; one that is there goes. Returns its URL."""
    drop(name)
    if ON_POSTGRES:
        _on_server("CREATE DATABASE {} TEMPLATE {}", name, source)
    else:
        with contextlib.closing(sqlite3.connect(f"file:{sqlite_file(source)}?mode=ro", uri=True)) as file:
            file.execute("VACUUM INTO ?", [str(sqlite_file(name))])
    return url_of(name)


def drop(name: str) -> None:
    if ON_POSTGRES:
        _on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    else:
        for file in sqlite_file(name).parent.glob(f"{name}.sqlite3*"):
            file.unlink()


def copy_template(kind: str, name: str) -> str:
    """A database `name` like the template `empty` or `loaded`, which is made now if it is missing or out of date."""
    with template(kind) as source:
        return copy(source, name)


@contextlib.contextmanager
def template(kind: str) -> Iterator[str]:
    """The template's name; while it is in use nobody else makes, reads or drops one."""
    (TEST_DIR / "databases").mkdir(parents=True, exist_ok=True)
    with open(TEST_DIR / "databases" / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield _up_to_date(kind)


def _up_to_date(kind: str) -> str:
    name = f"{PREFIX}_{kind}_{_fingerprint(kind)}"
    if not exists(name):
        for old in _names(f"{PREFIX}_{kind}_"):
            drop(old)
        _make_template(kind, name)
    return name


def _make_template(kind: str, name: str) -> None:
    building = f"{PREFIX}_building"
    if kind == "empty":
        drop(building)
        if ON_POSTGRES:
            _on_server("CREATE DATABASE {}", building)
        _manage(building, "migrate", "-v0")
    else:
        copy(_up_to_date("empty"), building)
        _manage(building, "load_catalogue")
        _manage(building, "load_articles")
    if ON_POSTGRES:
        _on_server("ALTER DATABASE {} RENAME TO {}", building, name)
    else:
        _leave_wal_mode(sqlite_file(building))
        sqlite_file(building).rename(sqlite_file(name))


def _manage(database: str, *arguments: str) -> None:
    env = os.environ | {"DATABASE_URL": url_of(database), "DJANGO_SETTINGS_MODULE": "tests.environment"}
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")


def _leave_wal_mode(file: Path) -> None:
    """One file that holds everything, so that it can be renamed and copied."""
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode = DELETE")


def _fingerprint(kind: str) -> str:
    """Changes with whatever shapes the template: packages and models for `empty`, also code and data for `loaded`."""
    files = [ROOT / "requirements.txt", ROOT / "shop" / "settings.py", *(ROOT / "shop").glob("*/migrations/*.py")]
    files += [*(ROOT / "shop").glob("*/models.py"), *(ROOT / "shop").glob("*/data/*")]
    if kind == "loaded":
        files += [*(ROOT / "shop").rglob("*.py"), *(ROOT / "catalogue_fixtures").rglob("*")]
    digest = hashlib.sha256()
    for file in sorted(file for file in set(files) if file.is_file()):
        digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:10]


def _names(prefix: str) -> list[str]:
    if not ON_POSTGRES:
        return [file.stem for file in (TEST_DIR / "databases").glob(f"{prefix}*.sqlite3")]
    with psycopg.connect(SERVER) as server:
        query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        return [name for (name,) in server.execute(query, [prefix])]


def _on_server(statement: str, *names: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

