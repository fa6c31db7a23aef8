"""What the pages of plans and items share: the checks as of today."""

from __future__ import annotations

import portal.statutes as statutes
from portal.values import clock
from purchasing.plan.models import AnnualPlan, PlanItem, State
from purchasing.plan.queries import WITH_FINANCE
from purchasing.plan.screening import RULES, Screening, screen


def screening_of(plan: AnnualPlan, items: list[PlanItem]) -> Screening:
    """The checks as of today while they still matter; afterwards none are shown."""
    if plan.state not in (State.DRAFT, State.UNIT_REVIEW, State.RETURNED, *WITH_FINANCE):
        return Screening([], [(item, []) for item in items])
    day = clock.today()
    return screen(plan, items, day, statutes.several(RULES, day))
