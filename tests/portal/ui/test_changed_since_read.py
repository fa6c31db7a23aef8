"""A decision is about the text that was read: one that somebody saved since is shown first (a stale tab, a slow reader)."""

from __future__ import annotations

import re

import pytest

from portal.demo.cast import Cast
from purchasing.plan.models import AnnualPlan
from tests.purchasing.plan.clerk import client_of
from tests.purchasing.plan.conftest import first_plan

pytestmark = pytest.mark.django_db


def approve(plan: AnnualPlan, version: int | str = "") -> str:
    return f"/do/plan/{plan.pk}/approve_in_unit/" + (f"?version={version}" if version != "" else "")


def changed(cast: Cast) -> AnnualPlan:
    """A plan that its head has read; the clerk took it back, saved it once more and handed it up again."""
    plan = first_plan(cast)
    AnnualPlan.objects.filter(pk=plan.pk).update(version=plan.version + 1)
    return plan


def test_the_button_carries_what_was_read(cast: Cast) -> None:
    plan = first_plan(cast)

    page = client_of(cast, "ph1").get(plan.get_absolute_url()).content.decode()

    assert approve(plan, plan.version) in page


def test_a_page_opened_from_an_old_text_says_so_before_the_press(cast: Cast) -> None:
    plan = changed(cast)

    page = client_of(cast, "ph1").get(approve(plan, plan.version)).content.decode()

    assert "在您阅读之后已被他人修改" in page
    assert plan.get_absolute_url() in page


def test_a_press_on_an_old_text_does_nothing_and_may_be_repeated_after_reading(cast: Cast) -> None:
    plan, head = changed(cast), client_of(cast, "ph1")

    refused = head.post(approve(plan), {"version": plan.version, "remark": "同意报送"})
    plan.refresh_from_db()
    page = refused.content.decode()
    shown = re.search(r'name="version" value="(\d+)"', page)

    assert (refused.status_code, plan.state) == (409, "unit_review")
    assert "同意报送" in page
    assert shown is not None
    assert int(shown[1]) == plan.version
    assert head.post(approve(plan), {"version": shown[1], "remark": "同意报送"}).status_code == 302


def test_a_wrong_field_does_not_hide_that_the_text_was_changed(cast: Cast) -> None:
    plan, head = changed(cast), client_of(cast, "ph1")

    wrong = head.post(f"/do/plan/{plan.pk}/send_back/", {"version": plan.version, "reason": ""})
    again = head.post(f"/do/plan/{plan.pk}/send_back/", {"version": plan.version, "reason": "请补充依据"})

    assert f'name="version" value="{plan.version}"' in wrong.content.decode()
    assert (wrong.status_code, again.status_code) == (422, 409)


@pytest.mark.parametrize("typed", ["x", "9" * 40, "-1"])
def test_what_is_no_version_was_read_by_nobody(cast: Cast, typed: str) -> None:
    plan = first_plan(cast)

    assert client_of(cast, "ph1").post(approve(plan), {"version": typed}).status_code == 409
