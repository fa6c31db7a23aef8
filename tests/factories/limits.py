"""Open limits of a plan that was approved at a given instant."""

from __future__ import annotations

from datetime import date, datetime

import portal.statutes as statutes
from portal.demo.cast import Cast
from portal.values.clock import SHANGHAI
from portal.workflow.models import DueDate
from tests.factories.cases import plan


def beijing(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def limit(
    cast: Cast,
    starts: date,
    *,
    rule: str = "R-10",
    year: int = 2026,
    state: str = "approved",
    met: datetime | None = None,
) -> DueDate:
    """The limit of a plan's publication, counted by the law as it stands."""
    row = plan(cast, state=state, year=year)
    due = statutes.due(rule, starts)
    return DueDate.objects.create(
        flow="plan", name="publish", label="公布年度计划", subject_label="purchasing.annualplan", subject_pk=str(row.pk),
        root=f"plan:{row.pk}", rule=rule, cites=due.ruling.cites, started_at=beijing(starts), starts_on=starts,
        due_on=due.date, provisional=due.provisional, met_at=met,
    )  # fmt: skip
