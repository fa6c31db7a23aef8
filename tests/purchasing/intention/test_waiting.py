"""What an approved item asks of its unit next stands in 待办 until it is begun."""

from __future__ import annotations

import pytest

from portal.demo.cast import Cast
from purchasing.intention.actions import start_intention
from purchasing.requirement.actions import start_requirement
from tests.purchasing.plan.conftest import first_plan
from tests.waiting import waiting

pytestmark = pytest.mark.django_db


def test_an_approved_item_waits_for_its_intention_and_its_requirement(cast: Cast) -> None:
    item = first_plan(cast, "published").items.get()
    approved = waiting(cast["po1"], "plan_item")
    start_intention(cast["po1"], item)
    halfway = waiting(cast["po2"], "plan_item")
    start_requirement(cast["po2"], item)

    assert approved == ["begin_intention", "begin_requirement"]
    assert halfway == ["begin_requirement"]
    assert waiting(cast["po1"], "plan_item") == []
    assert waiting(cast["ph1"], "plan_item") == []
