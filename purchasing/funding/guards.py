"""Money must be there before it is promised."""

from __future__ import annotations

from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.budget.queries import shortfall
from purchasing.funding.queries import wanted_of
from purchasing.plan.models import AnnualPlan, ItemState, PlanItem
from purchasing.plan.queries import read_items


def lines_bear_the_items(plan: AnnualPlan, act: Act) -> Refusal | None:
    """Each budget line has free what the items to be approved take from it (R-05); the act itself looks again under lock."""
    approved = [
        item
        for item in read_items(plan)
        if item.state == ItemState.FUNDING_CHECK and item.recommendation == PlanItem.Recommendation.APPROVE
    ]
    rows = [row for item in approved for row in item.funding.all()]
    return shortfall({row.line_id: row.line for row in rows}, wanted_of(rows), act)
