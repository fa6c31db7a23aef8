"""The law as data: `statutes.on(code, day)` for a value with its citation, and the day counts that use it.

The functions are loaded at first use, so that `import portal.statutes as statutes` is safe before the apps are ready.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.statutes.daycount import (
        Counted,
        Due,
        add_working_days,
        due,
        due_by,
        earliest,
        is_loaded,
        is_working_day,
        latest,
        next_working_day,
        not_before,
        supposing,
    )
    from portal.statutes.queries import Ruling, UnknownRule, in_force, on, pinned, ruling_of, several

_HOMES = {
    "Counted": "daycount",
    "Due": "daycount",
    "add_working_days": "daycount",
    "due": "daycount",
    "due_by": "daycount",
    "earliest": "daycount",
    "is_loaded": "daycount",
    "is_working_day": "daycount",
    "latest": "daycount",
    "next_working_day": "daycount",
    "not_before": "daycount",
    "supposing": "daycount",
    "Ruling": "queries",
    "UnknownRule": "queries",
    "in_force": "queries",
    "on": "queries",
    "pinned": "queries",
    "ruling_of": "queries",
    "several": "queries",
}

__all__ = [
    "Counted",
    "Due",
    "Ruling",
    "UnknownRule",
    "add_working_days",
    "due",
    "due_by",
    "earliest",
    "in_force",
    "is_loaded",
    "is_working_day",
    "latest",
    "next_working_day",
    "not_before",
    "on",
    "pinned",
    "ruling_of",
    "several",
    "supposing",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"portal.statutes.{_HOMES[name]}"), name)
