"""Last year's items come over once, with this year's money; nothing that nobody began vanishes at the change of year."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from portal.values.refusal import Refused
from portal.workflow.perform import perform
from purchasing.models import AnnualPlan, PlanItem
from purchasing.plan.actions import copy_items
from purchasing.plan.flow import PLAN
from tests.factories.cases import budget_lines, plan, plan_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def before(cast) -> PlanItem:
    """Approved in 2025, and nobody began to buy it."""
    return plan_item(cast, state="approved")


@pytest.fixture
def draft(cast, before) -> AnnualPlan:
    budget_lines(cast, 2026)
    return plan(cast, year=2026)


def test_an_item_comes_over_with_its_sheets_and_this_years_lines(cast, before, draft):
    assert copy_items(cast["po1"], draft, {before.pk}, {}) == 1

    item = draft.items.get()
    assert (item.title, item.amount, item.expected_month, item.carried_from) == (
        before.title, before.amount, date(2026, 1, 1), before,
    )  # fmt: skip
    assert {row.line.fiscal_year for row in item.funding.all()} == {2026}
    assert item.task_lines.count() == before.task_lines.count()
    assert (item.state, item.ocid) == ("draft", None)


def test_it_comes_over_once(cast, before, draft):
    copy_items(cast["po1"], draft, {before.pk}, {})

    assert copy_items(cast["po1"], draft, {before.pk}, {}) == 0
    assert draft.items.count() == 1


def test_what_nobody_began_is_carried_over_or_explained_before_the_plan_is_filed(cast, before, draft):
    plan_item(cast, plan_row=draft)

    with pytest.raises(Refused) as refused:
        perform(PLAN, draft, "submit_for_review", actor=cast["po1"])
    assert refused.value.codes == ("unfinished-left",)
    assert before.title in refused.value.refusals[0].items[0]

    draft.refresh_from_db()
    copy_items(cast["po1"], draft, set(), {before.pk: "任务已由区级承担"})
    perform(PLAN, AnnualPlan.objects.get(pk=draft.pk), "submit_for_review", actor=cast["po1"])


def test_an_item_of_another_unit_or_year_does_not_come(cast, before, draft):
    other = plan_item(cast, plan_row=draft)

    with pytest.raises(Refused) as refused:
        copy_items(cast["po1"], draft, {other.pk}, {})
    assert refused.value.codes == ("no-such-item",)


def test_an_item_whose_catalogue_code_ended_is_named(cast, before, draft):
    type(before.catalogue_item).objects.filter(pk=before.catalogue_item_id).update(effective_to=date(2025, 6, 1))

    with pytest.raises(Refused) as refused:
        copy_items(cast["po1"], draft, {before.pk}, {})
    assert refused.value.codes == ("item-ended",)


def test_it_is_done_on_a_page(cast, before, draft):
    client = Client()
    client.force_login(cast.user("po1"))

    page = client.get(f"/desk/plans/{draft.pk}/copy/")
    done = client.post(
        f"/desk/plans/{draft.pk}/copy/", {"version": draft.version, f"copy_{before.pk}": "on"}, follow=True
    )
    assert "不再实施的理由" in page.text
    assert "已复制 1 项" in done.text
    assert "已结转" in client.get(f"/desk/plans/{draft.pk}/copy/").text
