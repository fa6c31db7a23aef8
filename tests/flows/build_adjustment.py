"""Changes of the month of approved items, resting in each state."""

from __future__ import annotations

from portal.demo.cast import Cast
from portal.values import clock
from portal.workflow.perform import writing_states
from purchasing.adjustment.models import Change, PlanAdjustment
from purchasing.adjustment.queries import as_it_is
from tests.flows.build_plan_item import build as item_in


def build(cast: Cast, state: str) -> PlanAdjustment:
    item = item_in(cast, "approved")
    before = as_it_is(item, Change.SCHEDULE)
    row = PlanAdjustment(
        item=item, change=Change.SCHEDULE, before=before, after={"expected_month": "2031-01-01"}, reason="推迟",
        author=cast.user("po2"), drafted_at=clock.now(), state=state,
        needs_second=state == "recommended",
    )  # fmt: skip
    with writing_states():
        row.save()
    return row
