"""Working days around today, for cases whose dates are relative to the day on which the demo is loaded."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache

import portal.statutes as statutes
from portal.values import clock

FIRST_FILING = (2, 10)  # month and day from which a year's own budget has been passed down to the units


@cache
def _works(day: date) -> bool:
    return statutes.is_working_day(day)


def back(day: date, count: int = 1) -> date:
    """The `count`-th working day before a day."""
    return _walk(day, count, timedelta(days=-1))


def ahead(day: date, count: int = 1) -> date:
    """The `count`-th working day after a day."""
    return _walk(day, count, timedelta(days=1))


def on_or_before(day: date) -> date:
    while not _works(day):
        day -= timedelta(days=1)
    return day


def on_or_after(day: date) -> date:
    while not _works(day):
        day += timedelta(days=1)
    return day


def _walk(day: date, count: int, step: timedelta) -> date:
    for _number in range(count):
        day += step
        while not _works(day):
            day += step
    return day


def hour(day: date, at: int, minute: int = 0) -> datetime:
    """A time of a day in Beijing."""
    return datetime.combine(day, time(at, minute), tzinfo=clock.SHANGHAI)


def months_before(day: date, count: int) -> date:
    """The same day of an earlier month, at most the 28th."""
    whole = day.year * 12 + day.month - 1 - count
    return date(whole // 12, whole % 12 + 1, min(day.day, 28))


def fiscal_year(notice: date) -> int:
    """The budget year of a procurement announced on a day."""
    return notice.year if (notice.month, notice.day) >= FIRST_FILING else notice.year - 1


def last_window(today: date) -> int:
    """The year in whose November the latest plans were filed by today."""
    return today.year if (today.month, today.day) > (11, 10) else today.year - 1
