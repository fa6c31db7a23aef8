"""Items of the first case at each state, their budget passed down to the unit."""

from __future__ import annotations

from portal.demo.cast import Cast
from purchasing.plan.models import PlanItem
from tests.factories.cases import plan, plan_item

YEARS = iter(range(2025, 2199))


def build(cast: Cast, state: str) -> PlanItem:
    return plan_item(cast, plan_row=plan(cast, state="published", year=next(YEARS)), state=state)
