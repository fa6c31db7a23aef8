"""The work calendar of a year as people read it: its days off and make-up workdays, and where each is known from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chinese_calendar.constants import Holiday, holidays, workdays

from portal.statutes.daycount import is_loaded
from portal.statutes.models import WorkCalendar

Kind = WorkCalendar.Kind


@dataclass(frozen=True)
class CalendarDay:
    """A day that is not what its weekday says, or a rest day that the notice names. `cites` is empty for the package."""

    date: date
    kind: str
    name: str
    cites: str = ""
    packaged: bool = False

    @property
    def label(self) -> str:
        return str(Kind(self.kind).label)


def days_of(year: int) -> list[CalendarDay]:
    """The year's named days in order: the packaged ones, and over them the rows approved in the portal. One statement."""
    found = {day.date: day for day in _packaged(year)}
    for row in WorkCalendar.objects.filter(date__year=year):
        found[row.date] = CalendarDay(row.date, row.kind, row.name, row.cites)
    return [found[day] for day in sorted(found)]


def _packaged(year: int) -> list[CalendarDay]:
    sources = ((Kind.HOLIDAY, holidays), (Kind.MAKEUP_WORKDAY, workdays))
    return [
        CalendarDay(day, kind.value, Holiday(name).chinese, packaged=True)
        for kind, days in sources
        for day, name in days.items()
        if day.year == year
    ]


def provisional_years(first: int, last: int) -> list[int]:
    """The years of a span whose days off are not known yet."""
    return [year for year in range(first, last + 1) if not is_loaded(year)]
