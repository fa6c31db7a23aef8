"""An approved item of the first case, and its adjustment brought as far as a step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal.demo.cast import Cast
from portal.demo.story.intention import beijing
from portal.values import clock
from portal.workflow.perform import perform
from purchasing.adjustment.actions import edit_adjustment, start_adjustment
from purchasing.adjustment.flow import ADJUSTMENT
from purchasing.models import PlanAdjustment, PlanItem
from tests.purchasing.plan.conftest import first_plan

STEPS = (
    ("submit_for_review", "po1", {}), ("approve_in_unit", "ph1", {}), ("recommend", "fo1", {"opinion": "情况属实"}),
    ("approve", "fa1", {}),
)  # fmt: skip
Asked = Callable[..., PlanAdjustment]


@pytest.fixture
def item(cast: Cast) -> PlanItem:
    row = first_plan(cast, "published").items.get()
    clock.shift_to(beijing(2024, 12, 23, 10))
    return row


@pytest.fixture
def asked(cast: Cast, item: PlanItem) -> Asked:
    """`asked(change, after, until="recommend")`: the item's adjustment after that step; "" for the saved draft."""

    def make(
        change: str, after: dict[str, Any] | None = None, until: str = "approve", reason: str = "工作量变化"
    ) -> Any:
        row = start_adjustment(cast["po1"], item, change)
        row = edit_adjustment(cast["po1"], row, version=row.version, reason=reason, after=after)
        for name, login, data in STEPS:
            if not until:
                return row
            row = perform(ADJUSTMENT, row, name, actor=cast[login], data=dict(data))
            if name == until:
                break
        return PlanAdjustment.objects.get(pk=row.pk)

    return make
