"""The list of plans: each plan once with all of its items, however it was found; and filed again after it was sent back."""

from __future__ import annotations

import pytest

from portal.demo.cast import Cast
from portal.demo.story.intention import beijing
from portal.values import clock
from portal.workflow.perform import perform, writing_states
from purchasing.plan.flow import PLAN
from purchasing.plan.models import PlanItem
from tests.purchasing.plan.clerk import client_of
from tests.purchasing.plan.conftest import first_plan

pytestmark = pytest.mark.django_db


def twins(cast: Cast) -> None:
    """Two more items of the same title and amount."""
    item = first_plan(cast).items.get()
    with writing_states():
        for seq in (2, 3):
            item.pk, item.seq, item._state.adding = None, seq, True
            item.save()
    assert PlanItem.objects.count() == 3


@pytest.mark.parametrize("search", ["", "?q=市容环境", "?q=昌南城管"])
def test_a_plan_stands_once_with_the_number_and_sum_of_all_its_items(cast: Cast, search: str) -> None:
    twins(cast)

    answer = client_of(cast, "po1").get(f"/desk/plans/{search}{'&' if search else '?'}format=csv")
    lines = b"".join(answer.streaming_content).decode()

    assert lines.count("昌南城管服务中心（虚构） 2025") == 1
    assert ",3,28800000.00," in lines


def test_a_plan_that_finance_sent_back_is_filed_again_after_the_window(cast: Cast) -> None:
    plan = first_plan(cast, "taken")
    with clock.at(beijing(2024, 12, 12, 10)):
        perform(PLAN, plan, "return_to_unit", actor=cast["fo1"], data={"reason": "请补充测算依据"})
        for step, login in (
            ("reopen", "po1"), ("submit_for_review", "po1"), ("approve_in_unit", "ph1"), ("consent", "pb1"), ("submit", "ph1"),
        ):  # fmt: skip
            plan.refresh_from_db()
            perform(PLAN, plan, step, actor=cast[login])
    plan.refresh_from_db()

    assert plan.state == "submitted"
    assert f"{clock.day_of(plan.submitted_at):%m%d}" == "1212"
