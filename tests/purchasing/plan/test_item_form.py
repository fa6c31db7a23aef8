"""A clerk starts a plan and enters, changes and removes its items; nobody's typing is lost or entered twice."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.demo.story.plan import only_item
from portal.values import clock
from purchasing.plan.models import AnnualPlan, PlanItem
from tests.factories.cases import plan, plan_item
from tests.purchasing.plan.clerk import client_of, form_data, post_item
from tests.purchasing.plan.conftest import first_plan

pytestmark = pytest.mark.django_db


def test_a_clerk_starts_a_plan_once_a_year(cast):
    client = client_of(cast, "po1")
    year = clock.today().year + 1

    first = client.post("/desk/plans/new/", {"fiscal_year": year})
    second = client.post("/desk/plans/new/", {"fiscal_year": year})

    assert (first.status_code, second.status_code) == (302, 409)
    assert AnnualPlan.objects.get().author == cast.user("po1")
    assert "已经建立" in second.content.decode()


def test_an_item_is_entered_with_its_sheets_and_passes_every_check(cast):
    row = plan(cast)

    response = post_item(cast, row)
    page = client_of(cast, "po1").get(row.get_absolute_url()).content.decode()

    item = PlanItem.objects.get()
    assert response.status_code == 302
    assert (item.title, item.amount, str(item.expected_month)) == ("道路清扫", Decimal("1000.00"), "2025-03-01")
    assert [(t.quantity, t.amount) for t in item.task_lines.all()] == [(Decimal("500.00"), Decimal("1000.00"))]
    assert item.funding.get().amount == Decimal("1000.00")
    assert item.targets == [{"name": "完成率", "target": "100", "unit": "%"}]
    assert "报送前需要补正" not in page


def test_the_same_form_sent_twice_makes_one_item(cast):
    row = plan(cast)
    client = client_of(cast, "po1")
    data = form_data(cast, row)

    codes = [client.post(f"/desk/plans/{row.pk}/items/new/", data).status_code for _press in range(2)]

    assert codes == [302, 302]
    assert PlanItem.objects.count() == 1


def test_a_stale_form_is_refused_and_keeps_what_was_typed(cast):
    row = plan_item(cast, plan_row=plan(cast)).plan
    post_item(cast, row)

    response = post_item(cast, row, login="po2", title="另一人写的事项", form_key="k2")

    assert response.status_code == 409
    assert "已被他人修改" in response.content.decode()
    assert "另一人写的事项" in response.content.decode()
    assert not PlanItem.objects.filter(title="另一人写的事项").exists()


def test_the_form_of_one_plan_does_not_pass_for_another(cast):
    """The other plan's item would have been shown, and this one silently not saved."""
    first = plan(cast)
    post_item(cast, first)
    second = plan(cast, year=first.fiscal_year + 1)

    response = post_item(cast, second)

    assert "已用于办理另一事项" in response.content.decode()
    assert not second.items.exists()


def test_a_stale_edit_shows_what_the_other_saved_and_can_then_be_sent_again(cast):
    row = plan(cast)
    post_item(cast, row)
    item = PlanItem.objects.get()
    row.refresh_from_db()
    address = f"{item.get_absolute_url()}edit/"
    mine = form_data(cast, row, title="我改的标题", form_key="k-mine")
    theirs = form_data(
        cast,
        row,
        title="同事改的标题",
        form_key="k-theirs",
        **{"tasks-0-name": "机扫", "tasks-0-quantity": "250", "tasks-0-unit_price": "4"},
    )
    client_of(cast, "po2").post(address, theirs)

    refused = client_of(cast, "po1").post(address, mine)
    row.refresh_from_db()
    done = client_of(cast, "po1").post(address, {**mine, "version": row.version})

    text = refused.content.decode()
    assert (refused.status_code, done.status_code) == (409, 302)
    for part in ("同事改的标题", "我改的标题", "机扫", f'name="version" value="{row.version}"'):
        assert part in text, part
    item.refresh_from_db()
    assert item.title == "我改的标题"


def test_a_draft_row_is_removed_after_asking_once(cast):
    item = plan_item(cast)
    client = client_of(cast, "po1")

    asked = client.get(f"{item.get_absolute_url()}remove/")
    done = client.post(f"{item.get_absolute_url()}remove/", {"version": item.plan.version})

    assert (asked.status_code, done.status_code, PlanItem.objects.count()) == (200, 302, 0)


def test_what_was_filed_is_never_removed(cast):
    from portal.workflow.perform import perform
    from purchasing.plan.flow import PLAN

    row = first_plan(cast, "recommended")
    perform(PLAN, row, "return_to_unit", actor=cast["fo1"], data={"reason": "补正"})
    perform(PLAN, row, "reopen", actor=cast["po1"])
    row.refresh_from_db()

    response = client_of(cast, "po1").post(f"{only_item(row).get_absolute_url()}remove/", {"version": row.version})

    assert (response.status_code, PlanItem.objects.count()) == (409, 1)
