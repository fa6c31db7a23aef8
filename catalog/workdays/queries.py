"""Reads of the work calendar and its drafts: a year by month, and what a draft's two texts say day by day."""

from __future__ import annotations

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from catalog.workdays.models import CalendarDraft, State
from catalog.workdays.notice import FESTIVALS, Day, Reading, Sentence, read_notice
from catalog.workdays.policies import Can
from catalog.workdays.typed import read_lines
from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.statutes.models import WorkCalendar
from portal.statutes.years import CalendarDay

Kind = WorkCalendar.Kind
MONTHS = 12
REST = (5, 6)  # Saturday and Sunday, as `date.weekday` counts


@dataclass(frozen=True)
class Cell:
    """A day of a month's sheet. `named` is what makes it differ from its weekday; `off` whether it is a rest day."""

    day: date
    off: bool
    named: CalendarDay | None


@dataclass(frozen=True)
class Arrangement:
    """One festival of a year: its days off, the rest days worked for them, and where that is known from."""

    name: str
    off: list[date]
    worked: list[date]
    cites: str
    packaged: bool


def arrangements_of(named: list[CalendarDay]) -> list[Arrangement]:
    """The year's named days by festival and source, in the order of their first day."""
    groups: dict[tuple[str, str, bool], list[CalendarDay]] = defaultdict(list)
    for day in named:
        groups[(day.name, day.cites, day.packaged)].append(day)
    return [
        Arrangement(
            name,
            [day.date for day in days if day.kind == Kind.HOLIDAY],
            [day.date for day in days if day.kind == Kind.MAKEUP_WORKDAY],
            cites,
            packaged,
        )
        for (name, cites, packaged), days in groups.items()
    ]


@dataclass(frozen=True)
class Proposal:
    """What a draft says: its notice as read, its typed lines as read, and the days of both."""

    notice: Reading
    typed: Reading
    doubled: list[date]

    @property
    def days(self) -> list[Day]:
        """Each day once, in order; of a day in both texts the typed one."""
        found = {day.date: day for day in (*self.notice.days, *self.typed.days)}
        return [found[day] for day in sorted(found)]

    @property
    def kinds(self) -> dict[date, str]:
        return {day.date: day.kind for day in self.days}

    @property
    def faults(self) -> list[Sentence]:
        return [*self.notice.faults, *self.typed.faults]

    @property
    def arrangements(self) -> list[Arrangement]:
        """The days by festival."""
        return arrangements_of([CalendarDay(day.date, day.kind, day.name) for day in self.days])

    @property
    def missing(self) -> list[str]:
        """The festivals of the year that no day off is named after."""
        named = self.notice.festivals | self.typed.festivals
        return [name for name in FESTIVALS if name not in named]


def proposal_of(draft: CalendarDraft) -> Proposal:
    return read_proposal(draft.year, draft.notice, draft.typed)


def read_proposal(year: int, notice: str, typed: str) -> Proposal:
    """Both texts read for a year."""
    first, second = read_notice(notice, year), read_lines(typed)
    kinds: dict[date, set[str]] = defaultdict(set)
    for day in (*first.days, *second.days):
        kinds[day.date].add(day.kind)
    return Proposal(first, second, sorted(day for day, told in kinds.items() if len(told) > 1))


def months_of(year: int, named: list[CalendarDay]) -> list[tuple[str, list[list[Cell | None]]]]:
    """The year as twelve sheets of weeks that begin on Monday; a day of another month is None."""
    by_date = {day.date: day for day in named}
    return [
        (
            _("%(month)s 月") % {"month": month},
            [[_cell(day, month, by_date) for day in week] for week in Calendar().monthdatescalendar(year, month)],
        )
        for month in range(1, MONTHS + 1)
    ]


def _cell(day: date, month: int, named: dict[date, CalendarDay]) -> Cell | None:
    if day.month != month:
        return None
    known = named.get(day)
    return Cell(day, known.kind == Kind.HOLIDAY if known else day.weekday() in REST, known)


def drafts_for(actor: Actor | None) -> QuerySet[CalendarDraft]:
    """The changes of the calendar that an actor may read, the newest first."""
    rows = visible(actor, Can.READ_CALENDAR_DRAFT, CalendarDraft.objects.all())
    return rows.select_related("author").order_by("-pk")


def waiting_on(year: int) -> QuerySet[CalendarDraft]:
    """The changes of a year that are being drafted or wait for approval."""
    return CalendarDraft.objects.filter(year=year, state__in=[State.DRAFT, State.SUBMITTED])
