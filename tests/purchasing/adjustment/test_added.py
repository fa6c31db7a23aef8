"""An item joins a public plan in mid-year: filled in like any item, screened, funded, approved by a supplement, made public."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosure.models import DisclosureItem
from portal.demo.cast import Cast
from portal.demo.story.intention import beijing, check_secrecy
from portal.outbox.relay import drain
from portal.reports.models import Report
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.deadlines import sweep
from portal.workflow.perform import perform
from purchasing.additional.actions import start_request
from purchasing.additional.queries import amounts_of
from purchasing.adjustment.actions import add_item
from purchasing.adjustment.flow import ADJUSTMENT
from purchasing.models import AnnualPlan, BudgetHold, BudgetLine, PlanAdjustment, PlanApproval, PlanItem
from purchasing.plan.actions import ItemDraft
from purchasing.publication.models import Kind
from tests.purchasing.adjustment.conftest import STEPS
from tests.purchasing.plan.clerk import client_of, form_data
from tests.waiting import waiting

pytestmark = pytest.mark.django_db


def post(cast: Cast, plan: AnnualPlan, address: str = "", **changes: object):
    data = {**form_data(cast, plan), "reason": "上级新增任务", "version": "1", **changes}
    return client_of(cast, "po1").post(address or f"/desk/plans/{plan.pk}/adjustments/new/", data)


def move(cast: Cast, row: PlanAdjustment, *names: str) -> PlanAdjustment:
    for name, login, data in STEPS:
        if name in names:
            perform(ADJUSTMENT, row, name, actor=cast[login], data=dict(data))
    return PlanAdjustment.objects.get(pk=row.pk)


def codes(call) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.codes


def test_an_item_joins_the_plan_by_a_numbered_supplement_and_its_money_is_frozen(cast: Cast, item: PlanItem):
    plan, clerk = item.plan, client_of(cast, "po1")
    offered = clerk.get(plan.get_absolute_url()).content.decode()
    begun, again = post(cast, plan), post(cast, plan)
    row = PlanAdjustment.objects.get()
    page = clerk.get(row.get_absolute_url()).content.decode()
    unseen = client_of(cast, "fo1").get(row.item.get_absolute_url()).status_code
    move(cast, row, "submit_for_review", "approve_in_unit")
    waits = waiting(cast["fo1"], "adjustment")
    move(cast, row, "recommend", "approve")
    row.refresh_from_db()
    joined = PlanItem.objects.get(pk=row.item_id)
    approval = PlanApproval.objects.get(item=joined)

    assert f"/desk/plans/{plan.pk}/adjustments/new/" in offered
    assert (begun.status_code, again["Location"]) == (302, begun["Location"])
    assert "道路清扫" in page
    assert (unseen, waits) == (404, ["recommend"])
    assert (row.state, row.before, joined.state, joined.seq) == ("effective", {}, "approved", 2)
    assert row.number == approval.number == "景财购批〔2024〕2号"
    assert approval.amount == Decimal("1000.00")
    assert joined.ocid
    assert joined.ocid != item.ocid
    assert [hold.amount for hold in BudgetHold.objects.filter(item=joined)] == [Decimal("1000.00")]
    assert BudgetLine.objects.order_by("pk")[0].held == Decimal("6201000.00")
    letter = Report.objects.get(subject_label="purchasing.planapproval", subject_pk=str(approval.pk))
    assert (letter.number, letter.context["with_new_money"], letter.public) == (approval.number, False, False)
    assert waiting(cast["po1"], "plan_item") != []  # the intention and the needs come next (N10)

    check_secrecy(cast, row, Kind.ADJUSTMENT)
    sweep()
    drain()
    letter.refresh_from_db()
    shown = DisclosureItem.objects.get(kind="adjustment").content["sides"]
    assert letter.public
    assert {"what": "购买事项", "before": "—", "after": "道路清扫"} in shown
    assert {"what": "金额（元）", "before": "0.00", "after": "1,000.00"} in shown
    assert {"what": "资金类别", "before": "—", "after": "现有预算统筹"} in shown


def test_what_is_missing_is_named_and_what_was_typed_stays(cast: Cast, item: PlanItem):
    empty = {"tasks-0-name": "", "tasks-0-unit": "", "tasks-0-quantity": "", "tasks-0-unit_price": ""}
    wrong = post(cast, item.plan, amount="many", reason="")
    post(cast, item.plan, title="城管考勤服务", **empty)
    row = PlanAdjustment.objects.get()
    clerk = client_of(cast, "po1")
    with CaptureQueriesContext(connection) as statements:
        page = clerk.get(row.get_absolute_url()).content.decode()
    refused = codes(lambda: move(cast, row, "submit_for_review"))
    answered = clerk.post(f"/desk/adjustments/{row.pk}/hints/", {"version": "1", "NL-5": "只购买软件维护"})
    stale = post(cast, item.plan, f"/desk/adjustments/{row.pk}/edit/", title="改名", version="1")
    saved = post(cast, item.plan, f"/desk/adjustments/{row.pk}/edit/", title="改名", version="2", category="F5")
    row.refresh_from_db()

    assert (wrong.status_code, "上级新增任务" in wrong.content.decode()) == (422, False)
    assert "没有填写工作量与标准" in page
    assert "考勤" in page
    assert len(statements) <= 12
    assert refused == ("items-incomplete",)
    assert answered.status_code == 302
    assert (stale.status_code, "城管考勤服务" in stale.content.decode()) == (409, True)
    assert 'name="version" value="2"' in stale.content.decode()
    assert (saved.status_code, row.after["title"], row.after["category"]) == (302, "改名", "F5")
    assert codes(lambda: move(cast, row, "submit_for_review")) == ("no-budget",)


def test_an_item_that_does_not_come_to_be_rests_in_its_plan_as_what_became_of_it(cast: Cast, item: PlanItem):
    states = []
    for key, way in (("a", ()), ("b", ("submit_for_review", "approve_in_unit", "recommend"))):
        post(cast, item.plan, form_key=key)
        row = move(cast, PlanAdjustment.objects.latest("pk"), *way)
        if way:
            perform(ADJUSTMENT, row, "return_to_unit", actor=cast["fo1"], data={"reason": "请补充"})
            states.append(PlanItem.objects.get(pk=row.item_id).state)
            move(cast, row, *way)
            perform(ADJUSTMENT, row, "refuse", actor=cast["fa1"], data={"reason": "不属急需"})
        else:
            perform(ADJUSTMENT, row, "withdraw", actor=cast["po1"])
        states.append(PlanItem.objects.get(pk=row.item_id).state)

    assert states == ["cancelled", "draft", "refused"]
    assert BudgetHold.objects.exclude(item=item).count() == 0


def test_more_than_the_line_has_and_a_split_purchase_are_refused(cast: Cast, item: PlanItem):
    rich = {"amount": "200000", "tasks-0-quantity": "100000", "funding-0-amount": "200000"}
    post(cast, item.plan, **rich)
    row = move(cast, PlanAdjustment.objects.get(), "submit_for_review", "approve_in_unit", "recommend")
    assert codes(lambda: move(cast, row, "approve")) == ("over-balance",)

    PlanItem.objects.filter(pk=item.pk).update(method="competitive_consultation")
    post(cast, item.plan, form_key="k2", method="competitive_consultation")
    split = move(cast, PlanAdjustment.objects.latest("pk"), "submit_for_review", "approve_in_unit", "recommend")
    assert codes(lambda: move(cast, split, "approve")) == ("splitting",)


def test_an_item_that_lacks_money_waits_for_it_in_its_plan(cast: Cast, item: PlanItem):
    clock.shift_to(beijing(2025, 2, 10, 10))
    post(cast, item.plan, category="F4", **{"tasks-0-quantity": "900", "amount": "1800"})
    row = move(cast, PlanAdjustment.objects.get(), "submit_for_review", "approve_in_unit", "recommend")
    perform(ADJUSTMENT, row, "question", actor=cast["fo2"], data={"reason": "请核实"})
    row = move(cast, row, "recommend")
    perform(ADJUSTMENT, row, "concur", actor=cast["fo2"])
    row = move(cast, row, "approve")
    joined = PlanItem.objects.get(pk=row.item_id)
    letter = Report.objects.get(subject_label="purchasing.planadjustment")
    request = start_request(cast["po1"], joined)

    assert (row.state, row.number, joined.state) == ("effective", "景财购调〔2025〕1号", "awaiting_additional_budget")
    assert "新增预算程序" in letter.context["allowed"]
    assert not BudgetHold.objects.filter(item=joined).exists()
    assert (request.cycle, amounts_of(request)[2]) == ("in_year", Decimal("800.00"))


def test_a_plan_that_is_not_public_or_of_another_unit_takes_no_items(cast: Cast, item: PlanItem):
    AnnualPlan.objects.filter(pk=item.plan_id).update(fiscal_year=2023)
    assert codes(lambda: add_item(cast["po1"], item.plan, ItemDraft({}), "x")) == ("plan-takes-no-items",)
    AnnualPlan.objects.filter(pk=item.plan_id).update(fiscal_year=2025)
    with pytest.raises(Forbidden):
        add_item(cast["fo1"], item.plan, ItemDraft({}), "x")
    assert client_of(cast, "s1").get(f"/desk/plans/{item.plan_id}/adjustments/new/").status_code == 404
