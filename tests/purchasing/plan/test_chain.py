"""The plan of the first case from draft to publication, to the day and the fen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from portal.audit.models import AuditEntry
from portal.demo.story.plan import SC01_DAYS, only_item, set_approval_counter
from portal.reports.actions import reports_of
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.inbox import waiting_for
from portal.workflow.models import DueDate
from portal.workflow.perform import perform
from purchasing.budget.models import BudgetLine
from purchasing.funding.models import BudgetHold
from purchasing.plan.flow import PLAN, PLAN_ITEM
from purchasing.plan.models import PlanItem
from purchasing.plan.queries import approval_of
from purchasing.publication.models import Kind
from purchasing.publication.queries import publication_of
from tests.factories.ledger import sums_of_entries
from tests.purchasing.plan.conftest import first_plan

pytestmark = pytest.mark.django_db


def test_the_first_case_is_approved_with_its_number_holds_and_ocid(cast):
    set_approval_counter(2024, 47)

    plan = first_plan(cast, "approved")

    item = only_item(plan)
    assert (plan.state, item.state, item.ocid) == ("approved", "approved", "ocds-jdzgf1-2025-000001")
    assert (approval_of(plan).number, approval_of(plan).amount) == ("景财购批〔2024〕47号", Decimal("9600000.00"))
    held = {line.name: (line.free, line.held) for line in BudgetLine.objects.all()}
    assert held == {
        "环卫作业": (Decimal("100000.00"), Decimal("6200000.00")),
        "车辆运行": (Decimal("50000.00"), Decimal("1900000.00")),
        "垃圾收运": (Decimal("100000.00"), Decimal("1500000.00")),
    }
    assert sum(hold.amount for hold in BudgetHold.objects.all()) == Decimal("9600000.00")
    for line in BudgetLine.objects.all():
        assert sums_of_entries(line)["held"] == line.held


def test_the_limit_of_publication_runs_from_the_approval(cast):
    plan = first_plan(cast, "approved")

    due = DueDate.objects.get(flow="plan", name="publish", subject_pk=str(plan.pk))

    assert (due.due_on, due.rule, due.met_at) == (date(2025, 1, 16), "R-10", None)


def test_plan_letter_and_publication_become_public_in_one_act(cast):
    plan = first_plan(cast, "published")

    publication = publication_of(plan, Kind.PLAN)
    letter = reports_of(approval_of(plan)).get()
    assert (plan.state, publication.state, letter.public) == ("published", "released", True)
    assert plan.published_at == publication.released_at
    assert clock.day_of(plan.published_at) == date(2024, 12, 20)
    assert DueDate.objects.get(flow="plan", name="publish").met_at == plan.published_at
    assert publication.author == cast.user("po1")


def test_the_text_is_not_released_before_its_check(cast):
    from portal.workflow.deadlines import sweep

    plan = first_plan(cast, "approved")
    with clock.at(SC01_DAYS.published):
        sweep()

    plan.refresh_from_db()
    assert (plan.state, publication_of(plan, Kind.PLAN).state) == ("approved", "drafted")


def test_the_plans_author_does_not_check_its_text(cast):
    from purchasing.publication.flow import PUBLICATION

    publication = publication_of(first_plan(cast, "approved"), Kind.PLAN)

    with pytest.raises(Refused) as refused:
        perform(PUBLICATION, publication, "check", actor=cast["po1"])

    assert refused.value.codes == ("separation-of-duties",)
    assert [waiting_for(cast[who]).filter(flow="publication").count() for who in ("po1", "po2")] == [0, 1]


def test_each_step_waits_for_its_person_only(cast):
    plan = first_plan(cast, "consented")

    waiting = {
        who: waiting_for(cast[who]).filter(flow="plan").count() for who in ("po1", "po2", "ph1", "pb1", "fo1", "fa1")
    }

    assert plan.state == "consented"
    assert waiting == {"po1": 0, "po2": 0, "ph1": 1, "pb1": 0, "fo1": 0, "fa1": 0}


def test_who_took_or_recommended_does_not_approve(cast):
    from portal.accounts.roles import Role
    from portal.demo.cast import add_person

    both = add_person("fx", "财政兼岗", cast.organisations["finance"], Role.FINANCE_APPROVER)
    clerk = add_person("fx", "财政兼岗", cast.organisations["finance"], Role.FINANCE_CLERK)
    plan = first_plan(cast, "submitted")
    perform(PLAN, plan, "take", actor=clerk)
    perform(PLAN, plan, "recommend", actor=clerk, data={"opinion": "同意"})

    with pytest.raises(Refused) as refused:
        perform(PLAN, plan, "approve", actor=both)

    assert refused.value.codes == ("separation-of-duties",)
    assert BudgetHold.objects.count() == 0


@pytest.mark.parametrize("login", ["po1", "ph1", "pb1", "fo1", "su1", "s1"])
def test_nobody_else_approves(cast, login):
    plan = first_plan(cast, "recommended")

    with pytest.raises(Forbidden):
        perform(PLAN, plan, "approve", actor=cast[login])


def test_an_amount_above_the_balance_is_refused_with_the_gap_of_every_line(cast):
    plan = first_plan(cast, "recommended")
    lines = list(BudgetLine.objects.order_by("code"))
    only_item(plan).funding.filter(line=lines[0]).update(amount=Decimal("6300000.01"))
    only_item(plan).funding.filter(line=lines[2]).update(amount=Decimal("1900000.00"))
    PlanItem.objects.update(amount=Decimal("10100000.01"))

    with pytest.raises(Refused) as refused:
        perform(PLAN, plan, "approve", actor=cast["fa1"])

    assert refused.value.codes == ("over-balance",)
    message = str(refused.value.refusals[0].message)
    assert ("缺口 0.01 元" in message, "缺口 300,000.00 元" in message) == (True, True)
    plan.refresh_from_db()
    assert (plan.state, BudgetHold.objects.count(), approval_of(plan)) == ("recommended", 0, None)


def test_a_second_press_approves_once(cast):
    plan = first_plan(cast, "recommended")

    for _press in range(2):
        perform(PLAN, plan, "approve", actor=cast["fa1"], form_key="once")

    assert AuditEntry.objects.filter(verb="plan.approve").count() == 1
    assert BudgetHold.objects.count() == 3


def test_a_returned_plan_goes_back_to_its_clerk_with_the_reason_and_its_items(cast):
    plan = first_plan(cast, "recommended")

    perform(PLAN, plan, "return_to_unit", actor=cast["fo1"], data={"reason": "请细化公厕管护标准"})
    perform(PLAN, plan, "reopen", actor=cast["po1"])

    plan.refresh_from_db()
    assert (plan.state, plan.reason, only_item(plan).state) == ("draft", "请细化公厕管护标准", "draft")
    with clock.at(SC01_DAYS.submitted):
        perform(PLAN, plan, "submit_for_review", actor=cast["po1"])
        perform(PLAN, plan, "approve_in_unit", actor=cast["ph1"])
        perform(PLAN, plan, "consent", actor=cast["pb1"])
        perform(PLAN, plan, "submit", actor=cast["ph1"])
    assert only_item(plan).state == "submitted"


def test_a_rejected_plan_refuses_its_items_and_leaves_room_for_another(cast):
    from purchasing.plan.actions import start_plan

    plan = first_plan(cast, "recommended")

    perform(PLAN, plan, "reject", actor=cast["fa1"], data={"reason": "不属于政府职责"})

    assert only_item(plan).state == "refused"
    assert start_plan(cast["po1"], plan.purchaser, 2025).state == "draft"


@pytest.mark.parametrize(("proposed", "state"), [("reserve", "reserve"), ("refuse", "refused")])
def test_an_item_goes_the_way_that_was_recommended(cast, proposed, state):
    from dataclasses import replace

    from portal.demo.story.plan import SC01_ITEM, item_draft
    from purchasing.plan.actions import put_item

    plan = first_plan(cast, "drafted")
    perform(PLAN, plan, "approve_in_unit", actor=cast["ph1"])
    perform(PLAN, plan, "send_back", actor=cast["ph1"], data={"reason": "再加一项"})
    with clock.at(SC01_DAYS.drafted):
        second = replace(SC01_ITEM, title="公园养护", funding={})
        put_item(
            cast["po1"],
            plan,
            item_draft(cast, "cityorder", 2025, replace(second, values={**second.values, "category": "F5"})),
        )
    with clock.at(SC01_DAYS.submitted):
        for name, login in [
            ("submit_for_review", "po1"),
            ("approve_in_unit", "ph1"),
            ("consent", "pb1"),
            ("submit", "ph1"),
            ("take", "fo1"),
        ]:
            perform(PLAN, plan, name, actor=cast[login])
    first, other = plan.items.order_by("seq")

    decisions = {other.pk: (proposed, "财力不足")}
    perform(PLAN, plan, "recommend", actor=cast["fo1"], data={"opinion": "部分同意", "decisions": decisions})
    perform(PLAN, plan, "concur", actor=cast["fo2"])  # 19,200,000 yuan in all
    perform(PLAN, plan, "approve", actor=cast["fa1"])

    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.state, other.state, other.ocid) == ("approved", state, None)
    assert approval_of(plan).amount == Decimal("9600000.00")


def test_an_item_without_budget_is_not_approved(cast):
    plan = first_plan(cast, "recommended")
    only_item(plan).funding.first().delete()

    with pytest.raises(Refused) as refused:
        perform(PLAN, plan, "approve", actor=cast["fa1"])

    assert refused.value.codes == ("funding-sum",)


def test_lines_must_be_approved_before_an_item_is_released(cast):
    from portal.demo.story.budget import pass_down
    from portal.workflow.act import Act
    from purchasing.plan.guards import lines_are_approved

    item = only_item(first_plan(cast, "published"))
    act = Act(cast["ph1"], SC01_DAYS.published)

    before = lines_are_approved(item, act)
    pass_down(cast, "cityorder", 2025, document="景财预〔2025〕3号", on=date(2025, 1, 15))
    after = lines_are_approved(item, act)

    assert (before.code, after) == ("lines-not-approved", None)


def test_items_move_only_with_their_plan(cast):
    item = only_item(first_plan(cast, "submitted"))

    for actor in (cast["fo1"], cast["fa1"], cast["po1"]):
        with pytest.raises(Forbidden):
            perform(PLAN_ITEM, item, "check_funding", actor=actor)
