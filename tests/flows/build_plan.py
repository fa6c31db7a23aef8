"""Plans of 2025 within the filing window of 2024, one at a time."""

from __future__ import annotations

from datetime import datetime

from portal.demo.cast import Cast
from portal.values import clock
from purchasing.plan.models import AnnualPlan, PlanItem
from tests.factories.cases import plan, plan_item

DATA = {
    "recommend": {"opinion": "同意"},
    "send_back": {"reason": "补正"},
    "return_to_unit": {"reason": "补正"},
    "question": {"reason": "补正"},
    "reject": {"reason": "不属于政府职责"},
}


def build(cast: Cast, state: str) -> AnnualPlan:
    clock.freeze_at(datetime(2024, 11, 21, 10, 0, tzinfo=clock.SHANGHAI))
    PlanItem.objects.all().delete()
    AnnualPlan.objects.all().delete()
    row = plan(cast, state=state, needs_second=state == "recommended")  # the longer chain: the second has not agreed
    plan_item(cast, plan_row=row)
    return row
