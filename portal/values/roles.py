"""What the application's database role may do: read and write rows, own nothing, rewrite no history.

The owner's role runs `migrate`; afterwards, on every run, the grants below are laid anew.
"""

from __future__ import annotations

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections
from django.db.backends.utils import CursorWrapper
from psycopg import sql

CLOCK_TABLE = "portal_clock"
_append_only: set[str] = set()
_never_deleted: set[str] = set()


def append_only(*tables: str) -> None:
    """Register tables whose rows the application may add and read, but never change or remove."""
    _append_only.update(tables)


def never_deleted(*tables: str) -> None:
    """Register tables whose rows the application may change, but never remove."""
    _never_deleted.update(tables)


def is_last_to_migrate(sender: AppConfig) -> bool:
    """Whether `sender` is the last app that post_migrate reports (it skips apps without models)."""
    return sender is [config for config in apps.get_app_configs() if config.models_module is not None][-1]


def grant(using: str = "default") -> None:
    """Lay the grants of DATABASE_APP_ROLE, if it exists and is not the role connected now. Safe to run again."""
    role: str = settings.DATABASE_APP_ROLE
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s AND rolname <> current_user)", [role])
        if not cursor.fetchone()[0]:
            return
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace"
            " AND c.relkind IN ('r', 'p') AND pg_has_role(c.relowner, 'USAGE')"
        )
        present = {name for (name,) in cursor.fetchall()}
        for statement in _statements(role, present):
            cursor.execute(statement)
        _forbid_temporary_tables(cursor, role)


def _forbid_temporary_tables(cursor: CursorWrapper, role: str) -> None:
    """A temporary table is found before the real one of its name, so the application may make none."""
    cursor.execute(
        "SELECT current_database(), pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()"
    )
    database, ours = cursor.fetchone()
    if ours:
        cursor.execute(
            sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC, {}").format(
                sql.Identifier(database), sql.Identifier(role)
            )
        )


def _statements(role: str, present: set[str]) -> list[sql.Composed]:
    who = sql.Identifier(role)
    statements = [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(who),
        sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC, {}").format(who),
        sql.SQL("GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {}").format(who),
    ]
    for table in sorted(present):
        name = sql.Identifier(table)
        statements.append(sql.SQL("REVOKE ALL ON {} FROM {}").format(name, who))
        statements.append(sql.SQL("GRANT {} ON {} TO {}").format(_rights(table), name, who))
    return statements


def _rights(table: str) -> sql.SQL:
    if table == CLOCK_TABLE:
        return sql.SQL("SELECT, UPDATE") if settings.CLOCK_SHIFTABLE else sql.SQL("SELECT")
    if table == "django_migrations":
        return sql.SQL("SELECT")
    if table in _append_only:
        return sql.SQL("SELECT, INSERT")
    if table in _never_deleted:
        return sql.SQL("SELECT, INSERT, UPDATE")
    return sql.SQL("SELECT, INSERT, UPDATE, DELETE")
