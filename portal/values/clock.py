"""The one clock: the database's `portal_now()`, which is `clock_timestamp()` plus a shift kept in one row.

The shift is empty in production and not writable by the application's role there; demo data and tests fill it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import DateTimeField, Func

T = TypeVar("T")
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass
class _Reading:
    instant: datetime | None = None
    kept: dict[str, Any] = field(default_factory=dict)


_page: ContextVar[_Reading | None] = ContextVar("page", default=None)


class PortalNow(Func):
    """`portal_now()` as an expression, for statements that must compare and stamp in one reading."""

    function = "portal_now"
    arity = 0
    output_field = DateTimeField()


def now() -> datetime:
    """The instant on the database's clock, aware, in UTC. One statement, or none inside `once`."""
    page = _page.get()
    if page is None:
        return _read()
    if page.instant is None:
        page.instant = _read()
    return page.instant


@contextmanager
def once() -> Iterator[None]:
    """Let everything in the block, such as a page that only reads, stand at one reading of the clock."""
    token = _page.set(_Reading())
    try:
        yield
    finally:
        _page.reset(token)


def stand_at(instant: datetime) -> None:
    """Take for the block of `once` a reading that came with another statement; outside it, nothing."""
    page = _page.get()
    if page is not None and page.instant is None:
        page.instant = instant.astimezone(UTC)


def kept(name: str, read: Callable[[], T]) -> T | None:
    """What `read` gives, read once inside the block of `once`; None outside it, where nothing is kept."""
    page = _page.get()
    if page is None:
        return None
    if name not in page.kept:
        page.kept[name] = read()
    return cast("T", page.kept[name])


def _read() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_now()")
        row = cursor.fetchone()
    instant: datetime = row[0]
    return instant.astimezone(UTC)


def local(instant: datetime) -> datetime:
    """The same instant in Beijing time."""
    return instant.astimezone(SHANGHAI)


def day_of(instant: datetime) -> date:
    """The calendar day of an instant in Beijing time."""
    return local(instant).date()


def day_in(text: str) -> date:
    """The calendar day in Beijing time of a day or an instant that is written as ISO text."""
    return day_of(datetime.fromisoformat(text)) if "T" in text else date.fromisoformat(text)


def today() -> date:
    return day_of(now())


def start_of(day: date) -> datetime:
    """Midnight in Beijing at which `day` begins, as an aware instant."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def end_of(day: date) -> datetime:
    """The first instant after `day`: a limit given as a date runs until it, exclusively."""
    return start_of(day + timedelta(days=1))


def shift_to(instant: datetime) -> None:
    """Let the clock read `instant` now and go on from there. Needs the right to write the clock's row."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portal_clock SET shift = %s - clock_timestamp(), frozen_at = NULL", [instant])


def freeze_at(instant: datetime) -> None:
    """Let the clock stand at `instant`."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portal_clock SET frozen_at = %s", [instant])


def reset() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portal_clock SET shift = interval '0', frozen_at = NULL")


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Shift the clock to `instant` for the block."""
    shift_to(instant)
    try:
        yield
    finally:
        reset()
