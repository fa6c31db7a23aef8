"""Plans at the stages of the first case."""

from __future__ import annotations

import pytest

from portal.demo.cast import Cast
from portal.demo.story.budget import SC01_LINES, grant_lines
from portal.demo.story.plan import SC01_DAYS, SC01_ITEM, PlanDays, run_plan
from portal.values import clock
from purchasing.plan.models import AnnualPlan


def first_plan(cast: Cast, until: str = "drafted", item=SC01_ITEM) -> AnnualPlan:
    """The plan of the first case with its money, as far as the step `until` of its calendar; the clock stays there."""
    names = list(PlanDays.__dataclass_fields__)
    reached = names[: names.index(until) + 1]
    days = PlanDays(**{name: getattr(SC01_DAYS, name) for name in reached})
    with clock.at(days.drafted):
        grant_lines(cast, "cityorder", 2025, SC01_LINES, document="2025 年预算控制数")
    return run_plan(cast, "cityorder", 2025, [item], days, at=clock.at)


@pytest.fixture
def catalogue(db):
    from tests.factories.cases import catalogue_item

    return catalogue_item()
