"""A whole plan filed, taken, judged and decided in one press each: statements at few and at many lines, and seconds at many."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.audit.verify import verify
from portal.demo.cast import Cast, build_cast
from portal.values import clock
from portal.workflow.numbers import next_number
from portal.workflow.perform import perform
from purchasing.budget.reconciliation import drifts
from purchasing.models import AnnualPlan, BudgetHold, PlanItem
from purchasing.plan.flow import PLAN
from tests.factories.plans import plan_of
from tests.services.live import point_at

FEW, LINES = 5, 500
YEARS = (2031, 2041)
STEPS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("submit", "ph1", {}), ("take", "fo1", {}), ("recommend", "fo1", {"opinion": "拟同意"}), ("approve", "fa1", {}),
)  # fmt: skip


def measure(name: str, *, few: int = FEW, lines: int = LINES) -> dict[str, Any]:
    """By step: statements for `few` and for `lines` items, seconds for `lines`; afterwards books and chains are sound."""
    point_at(name)
    cast = build_cast()
    with transaction.atomic():
        for year in YEARS:  # the first number of a year makes its row as well
            next_number("ocid", year)
            next_number("plan_approval", year - 1)
    small, large = (_decide(cast, count, year) for count, year in zip((few, lines), YEARS, strict=True))
    approved = PlanItem.objects.filter(plan__fiscal_year=YEARS[1], state="approved", ocid__isnull=False).count()
    held = BudgetHold.objects.filter(item__plan__fiscal_year=YEARS[1]).count()
    assert (approved, held, drifts(), list(verify())) == (lines, lines, [], [])
    return {"few": few, "lines": lines, "steps": {s: (small[s][0], *large[s]) for s in large}}


def _decide(cast: Cast, count: int, year: int) -> dict[str, tuple[int, float]]:
    """Each step's statements and seconds, in the filing window before the plan's year."""
    found: dict[str, tuple[int, float]] = {}
    with clock.at(datetime(year - 1, 11, 21, 15, 0, tzinfo=clock.SHANGHAI)):
        with transaction.atomic():
            row: Any = plan_of(cast, count, year=year)
        for name, login, data in STEPS:
            assert isinstance(row, AnnualPlan)
            start = time.perf_counter()
            with CaptureQueriesContext(connection) as asked:
                row = perform(PLAN, row, name, actor=cast[login], data=data)
            found[name] = (len(asked), time.perf_counter() - start)
    return found
