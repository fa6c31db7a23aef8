"""Money must be there before it is promised."""

from __future__ import annotations

from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.budget.queries import shortfall
from purchasing.funding.queries import wanted_of
from purchasing.plan.models import AnnualPlan, ItemFunding, ItemState, PlanItem


def lines_bear_the_items(plan: AnnualPlan, act: Act) -> Refusal | None:
    """Each budget line has free what the items to be approved take from it (R-05); the act itself looks again under lock."""
    rows = list(
        ItemFunding.objects.filter(
            item__plan=plan, item__state=ItemState.FUNDING_CHECK, item__recommendation=PlanItem.Recommendation.APPROVE
        ).select_related("line")
    )
    return shortfall({row.line_id: row.line for row in rows}, wanted_of(rows), act)
