"""Refuses a database in which Chinese cannot be searched or stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import connections


def check_encoding(
    *, app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Where LC_CTYPE is C, pg_trgm makes no trigram of Chinese, and each search reads the whole table."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname = current_database()"
            )
            encoding, ctype = cursor.fetchone()
        if not is_fit(encoding, ctype):
            found.append(
                Error(
                    f"database {alias}: encoding {encoding}, LC_CTYPE {ctype}",
                    hint="CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'",
                    id="values.E001",
                )
            )
    return found


def is_fit(encoding: str, ctype: str) -> bool:
    return encoding == "UTF8" and ctype not in ("C", "POSIX")
