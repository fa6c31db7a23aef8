"""Databases for tests: a template built once by the owner, cloned for each process and each test that asks.

The owner's connection is DATABASE_URL as pytest was given it; the application connects as DATABASE_APP_ROLE.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from filelock import FileLock
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("portal", "catalog", "purchasing", "contracts", "evaluation", "disclosure")
# What the template's tables, triggers and reference data are made from.
SOURCES = (
    "**/migrations/*.py",
    "**/models.py",
    "**/models/*.py",
    "**/flow.py",
    "**/triggers.py",
    "**/roles.py",
    "**/apps.py",
    "**/rules/*.toml",
    "**/data/*",
    "**/management/commands/sync_rules.py",
    "**/management/commands/import_catalogue.py",
)
REFERENCE_DATA = (("sync_rules",), ("import_catalogue", "catalog/data/catalogue.csv"))
CREATE = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
FORGET_AFTER_SECONDS = 2 * 3600


def owner_url(database: str = "") -> str:
    url = urlsplit(os.environ["PORTAL_TEST_OWNER_URL"])
    return urlunsplit(url._replace(path=f"/{database}")) if database else urlunsplit(url)


def app_url(database: str) -> str:
    """The same server as the role that owns nothing; it takes the owner's password where one is needed."""
    url = urlsplit(owner_url(database))
    secret = f":{url.password}" if url.password else ""
    host = url.netloc.rpartition("@")[2]
    return urlunsplit(url._replace(netloc=f"{app_role()}{secret}@{host}"))


def app_role() -> str:
    return os.environ.get("DATABASE_APP_ROLE", "portal_app")


def _execute(statement: str, *names: str, database: str = "") -> None:
    with psycopg.connect(owner_url(database), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def databases(like: str) -> dict[str, str]:
    with psycopg.connect(owner_url(), autocommit=True) as connection:
        rows = connection.execute(
            "SELECT datname, coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname LIKE %s",
            [like],
        ).fetchall()
    return dict(rows)


def _ensure_role() -> None:
    password = urlsplit(owner_url()).password or secrets.token_hex(16)
    create = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(app_role()), sql.Literal(password))
    with psycopg.connect(owner_url(), autocommit=True) as connection, suppress(psycopg.errors.DuplicateObject):
        connection.execute(create)


def fingerprint() -> str:
    """Changes whenever the template has to be built anew."""
    digest = hashlib.sha256()
    files = {path for package in PACKAGES for pattern in SOURCES for path in (ROOT / package).glob(pattern)}
    for path in sorted(files):
        if path.is_file():
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def template() -> str:
    """The name of the template for the sources as they are, built if need be by one process while others wait."""
    name = f"portal_tpl_{fingerprint()}"
    server = hashlib.sha256(owner_url().encode()).hexdigest()[:8]
    with FileLock(Path(tempfile.gettempdir()) / f"portal-test-template-{server}.lock"):
        known = databases("portal\\_tpl\\_%")
        if name not in known:
            _ensure_role()
            for old, built in known.items():
                if old.endswith("_building") or time.time() - float(built or 0) > FORGET_AFTER_SECONDS:
                    _execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", old)
            _build(name)
        _sweep()
    return name


def _build(name: str) -> None:
    building = f"{name}_building"
    _execute(CREATE, building)
    for extension in ("btree_gist", "btree_gin", "pg_trgm"):
        _execute("CREATE EXTENSION {}", extension, database=building)
    _manage(building, "migrate", "--no-input", "--verbosity", "0")
    for command in REFERENCE_DATA:
        if any(next((ROOT / package).rglob(f"management/commands/{command[0]}.py"), None) for package in PACKAGES):
            _manage(building, *command)
    finish(building, name)


def finish(building: str, name: str) -> None:
    """Give a database its final name and note when it was built."""
    with psycopg.connect(owner_url(), autocommit=True) as connection:
        built = sql.SQL("COMMENT ON DATABASE {} IS {}")
        connection.execute(built.format(sql.Identifier(building), sql.Literal(str(int(time.time())))))
    _execute("ALTER DATABASE {} RENAME TO {}", building, name)


def _manage(database: str, *command: str) -> None:
    """Run a management command as the owner, in a process of its own."""
    environment = {**os.environ, "DATABASE_URL": owner_url(database), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(command)} failed\n{done.stdout}{done.stderr}")


def _sweep() -> None:
    """Drop the clones of test processes that are gone."""
    for name in databases("portal\\_t\\_%"):
        pid = int(name.split("_")[2])
        if not Path(f"/proc/{pid}").exists():
            drop(name)


def copy(source: str, name: str) -> None:
    _execute("CREATE DATABASE {} TEMPLATE {}", name, source)


@contextmanager
def clone(source: str = "") -> Iterator[str]:
    """A fresh copy of the template (or of `source`), dropped afterwards with whatever still hangs on it."""
    name = f"portal_t_{os.getpid()}_{secrets.token_hex(4)}"
    copy(source or template(), name)
    try:
        yield name
    finally:
        drop(name)


def drop(name: str) -> None:
    _execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
