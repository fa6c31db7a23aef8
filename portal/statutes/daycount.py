"""Day counts: start excluded, working days with make-up days, roll over rest days, full days for minimum periods.

Sources: 民法典 arts. 200-204, 财政部令第87号 arts. 85-86, 第94号 art. 42. Working days come from the packaged calendar of
the State Council's notices, extended and overridden by `WorkCalendar` rows. A count that has to look at a year whose
calendar is in neither is made by weekdays and marked provisional.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar
from chinese_calendar.constants import holidays as packaged_holidays
from chinese_calendar.constants import workdays as packaged_workdays

from portal.statutes.models import Unit, WorkCalendar
from portal.statutes.queries import Ruling, several
from portal.values import clock

# The switch for minimum periods: days between the last full day of the period and the first lawful day (1 or 0).
FULL_DAYS = "D-full-days"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Counted:
    """The end of a count. Provisional while a year it looked at has no published calendar."""

    date: date
    provisional: bool


@dataclass(frozen=True)
class Due(Counted):
    """The end of a period of law, with the rule as it stood at the period's start, and the day it is counted from."""

    ruling: Ruling
    start: date


_supposed: ContextVar[Mapping[date, str] | None] = ContextVar("supposed days", default=None)


@contextmanager
def supposing(days: Mapping[date, str]) -> Iterator[None]:
    """Count in the block as if the work calendar held these days (date → kind) as well: to see what they would change."""
    token = _supposed.set(days)
    try:
        yield
    finally:
        _supposed.reset(token)


@cache
def _packaged_years() -> frozenset[int]:
    return frozenset(day.year for day in packaged_holidays)


class _Calendar:
    """The days around a count, read in one statement; remembers whether it had to guess."""

    def __init__(self, first: date, last: date) -> None:
        self.guessed = False
        years = range(first.year, last.year + 1)
        national_days = [date(year, 10, 1) for year in years if year not in _packaged_years()]
        table = clock.kept("work calendar", lambda: dict(WorkCalendar.objects.values_list("date", "kind")))
        if table is None:
            rows = WorkCalendar.objects.filter(date__range=(first, last)) | WorkCalendar.objects.filter(
                date__in=national_days
            )
            table = dict(rows.values_list("date", "kind"))
        supposed = _supposed.get()
        self.rows = {**table, **supposed} if supposed else table
        self.loaded = _packaged_years() | {day.year for day in national_days if self.rows.get(day) == "holiday"}

    def is_working_day(self, day: date) -> bool:
        row = self.rows.get(day)
        if row is not None:
            return row == WorkCalendar.Kind.MAKEUP_WORKDAY
        if day.year in _packaged_years():
            return bool(chinese_calendar.is_workday(day))
        if day.year not in self.loaded:
            self.guessed = True
        return day.weekday() < 5

    def walk(self, start: date, count: int, step: timedelta) -> date:
        """The `count`-th working day after (or, with a negative step, before) a day."""
        for day in _days_from(start, step):
            count -= self.is_working_day(day)
            if count <= 0:
                return day
        raise OverflowError("the count left the calendar")

    def roll(self, day: date) -> date:
        """The day itself if it is a working day, else the next one."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day


def _days_from(day: date, step: timedelta) -> Iterator[date]:
    while True:
        day += step
        yield day


def _around(start: date, days: int) -> _Calendar:
    """A calendar wide enough for a count of `days` either way: rest days at most double it, holidays add a fortnight."""
    reach = timedelta(days=2 * abs(days) + 40)
    return _Calendar(start - reach, start + reach)


def _period(ruling: Ruling) -> int:
    """The rule's length in its own days. Raises ValueError if it is no period of days."""
    if ruling.unit not in (Unit.WORKDAY, Unit.DAY):
        raise ValueError(f"{ruling.code} is counted in {ruling.unit}, which is no period of days")
    return ruling.whole


def kinds_between(first: date, last: date) -> dict[date, str]:
    """What the packaged calendar and the rows over it say of the days of a span, in the words of `WorkCalendar.Kind`."""
    named = {day: str(WorkCalendar.Kind.HOLIDAY) for day in packaged_holidays}
    named |= {day: str(WorkCalendar.Kind.MAKEUP_WORKDAY) for day in packaged_workdays}
    named |= _Calendar(first, last).rows
    return {day: kind for day, kind in named.items() if first <= day <= last}


def is_loaded(year: int) -> bool:
    """Whether the year's days off are known; a count that looks at any other year is provisional."""
    if year in _packaged_years():
        return True
    national_day = date(year, 10, 1)
    return year in _Calendar(national_day, national_day).loaded


def is_working_day(day: date) -> bool:
    return _Calendar(day, day).is_working_day(day)


def next_working_day(day: date) -> date:
    """The first working day after a day."""
    return _around(day, 1).walk(day, 1, ONE_DAY)


def add_working_days(day: date, n: int) -> Counted:
    """The `n`-th working day after a day, which itself is not counted; a negative `n` counts backwards."""
    if n == 0:
        return Counted(day, provisional=False)
    calendar = _around(day, n)
    end = calendar.walk(day, abs(n), ONE_DAY if n > 0 else -ONE_DAY)
    return Counted(end, calendar.guessed)


def _last_day(ruling: Ruling, start: date, calendar: _Calendar, step: timedelta) -> date:
    """The last day of the rule's period, start excluded, before any roll."""
    if ruling.unit == Unit.WORKDAY:
        return calendar.walk(start, ruling.whole, step)
    return start + step * ruling.whole


def due(code: str, start: date) -> Due:
    """The last day of the period `code` that begins after `start`: what must be done, is done by the end of it.

    A period in calendar days that ends on a rest day ends on the next working day (民法典 art. 203). The rule is the one in
    force on `start`. Raises UnknownRule.
    """
    return due_by(several((code,), start)[code], start)


def due_by(ruling: Ruling, start: date) -> Due:
    """`due` for a rule in hand: one that was pinned, or one that is only proposed."""
    calendar = _around(start, _period(ruling))
    end = calendar.roll(_last_day(ruling, start, calendar, ONE_DAY))
    return Due(end, calendar.guessed, ruling, start)


def earliest(code: str, start: date) -> Due:
    """The first day on which what needs the minimum period `code` after `start` may happen. Raises UnknownRule.

    By FULL_DAYS (the default) the whole period lies between the two days; by DATE_DIFF its last day is lawful already.
    """
    rulings = several((code, FULL_DAYS), start)
    ruling = rulings[code]
    calendar = _around(start, _period(ruling))
    end = _last_day(ruling, start, calendar, ONE_DAY)
    return Due(end + ONE_DAY * rulings[FULL_DAYS].whole, calendar.guessed, ruling, start)


def latest(code: str, end: date) -> Due:
    """The last day on which something may happen that the minimum period `code` must separate from `end`.

    The mirror of `earliest`: the last clarification that needs no postponement of a closing on `end`.
    """
    rulings = several((code, FULL_DAYS), end)
    ruling = rulings[code]
    calendar = _around(end, _period(ruling))
    start = _last_day(ruling, end, calendar, -ONE_DAY)
    return Due(start - ONE_DAY * rulings[FULL_DAYS].whole, calendar.guessed, ruling, end)


def not_before(code: str, event: date) -> Due:
    """The first day on which something may happen that may precede `event` by at most the period `code`.

    The draw of experts, for one, is made at most two working days before the review (R-35).
    """
    ruling = several((code,), event)[code]
    calendar = _around(event, _period(ruling))
    return Due(_last_day(ruling, event, calendar, -ONE_DAY), calendar.guessed, ruling, event)
