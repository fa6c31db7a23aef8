"""SC-08 to the fen and the day: what is asked for, supported, decided, granted, and what the item becomes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from portal.demo.story import additional as story
from portal.reports.actions import reports_of
from portal.values import clock
from portal.values.refusal import Refused
from portal.workflow.models import DueDate
from portal.workflow.perform import perform
from purchasing.budget.models import BudgetLine
from purchasing.intention.actions import start_intention
from purchasing.plan.flow import PLAN
from purchasing.plan.models import PlanApproval
from purchasing.plan.queries import approvals_of
from purchasing.publication.models import Publication
from tests.factories.ledger import sums_of_entries
from tests.purchasing.additional.conftest import GAP, GRANTED, PEOPLE, Until

pytestmark = pytest.mark.django_db


def test_the_gap_is_the_need_less_the_existing_money(sc08: Until) -> None:
    case = sc08("filed")

    request = case.request
    assert (request.state, request.need, request.existing, request.gap) == (
        "filed", Decimal("4800000.00"), Decimal("2880000.00"), GAP,
    )  # fmt: skip
    assert request.sheet == [
        {"name": "居家养老上门服务", "unit": "人", "quantity": "2,000", "unit_price": "2400.00", "amount": "4800000.00"}
    ]


def test_path_b_never_holds_up_the_plan_and_waits_for_its_money(sc08: Until) -> None:
    case = sc08("government")

    assert (case.plan.state, case.item.state, case.item.ocid) == ("published", "awaiting_additional_budget", None)
    assert BudgetLine.objects.get().held == 0
    assert (case.request.state, case.request.decided) == ("government_decided", GRANTED)


def test_the_congress_approval_starts_the_limit_of_finance(sc08: Until) -> None:
    case = sc08("congress")

    due = DueDate.objects.get(flow="additional", name="finance_reply")
    assert (case.request.state, case.request.approved, due.due_on, due.rule) == (
        "congress_approved", GRANTED, date(2026, 2, 5), "R-08-finance",
    )  # fmt: skip


def test_less_than_the_gap_goes_back_to_be_rescoped_to_the_available_sum(sc08: Until) -> None:
    case = sc08("grant")

    limits = dict(DueDate.objects.filter(flow="additional").values_list("name", "due_on"))
    lines = {line.code: (line.granted, line.held) for line in BudgetLine.objects.all()}
    assert (case.request.state, case.item.state) == ("budget_granted", "returned")
    assert lines == {"2081006-1": (Decimal("2880000.00"), 0), "2081006-5": (GRANTED, 0)}
    assert (limits["pass_down"], DueDate.objects.get(name="finance_reply").met_at is not None) == (
        date(2026, 2, 14),
        True,
    )


def test_the_rescoped_item_is_approved_with_holds_on_all_lines(sc08: Until) -> None:
    case = sc08("approved")

    supplement = PlanApproval.objects.get(item=case.item)
    held = {line.code: line.held for line in BudgetLine.objects.all()}
    assert (case.item.state, case.item.amount, case.item.ocid) == (
        "approved", Decimal("4320000.00"), "ocds-jdzgf1-2026-000001",
    )  # fmt: skip
    assert held == {"2081006-1": Decimal("2880000.00"), "2081006-5": GRANTED}
    assert {line.code: sums_of_entries(line)["held"] for line in BudgetLine.objects.all()} == held
    assert (supplement.amount, approvals_of(case.plan).count()) == (Decimal("4320000.00"), 2)
    assert reports_of(supplement).count() == 1
    assert Publication.objects.get(kind="additional").ocid == case.item.ocid


def test_the_whole_gap_approves_the_item_in_the_act_of_the_grant(sc08: Until) -> None:
    case = sc08("grant", supported=GAP)

    held = {line.code: line.held for line in BudgetLine.objects.all()}
    assert (case.item.state, case.item.amount) == ("approved", Decimal("4800000.00"))
    assert held == {"2081006-1": Decimal("2880000.00"), "2081006-5": GAP}


def test_what_the_congress_refuses_rests_in_reserve_and_nothing_is_bought(sc08: Until) -> None:
    case = sc08("submission")

    story.record(
        case.cast,
        case.request,
        "congress",
        story.SC08,
        story.SC08_DAYS.congress,
        at=clock.at,
        people=PEOPLE,
        refused=True,
    )

    case.item.refresh_from_db()
    assert (case.request.state, case.request.result, case.item.state) == ("closed", "congress_refused", "reserve")
    assert BudgetLine.objects.count() == 1
    with pytest.raises(Refused) as refused:
        start_intention(case.cast[PEOPLE.clerk], case.item)
    assert refused.value.codes == ("item-not-approved",)


def test_the_plan_says_what_the_request_says(sc08: Until) -> None:
    case = sc08("filed", planned=False)
    clock.freeze_at(story.SC08_PLAN.reviewed)
    case.item.funding.update(amount=Decimal("2880000.01"))

    with pytest.raises(Refused) as refused:
        perform(PLAN, case.plan, "submit_for_review", actor=case.cast[PEOPLE.clerk])
    case.item.funding.update(amount=Decimal("2880000.00"))
    perform(PLAN, case.plan, "submit_for_review", actor=case.cast[PEOPLE.clerk])

    case.plan.refresh_from_db()
    assert (refused.value.codes, case.plan.state) == (("request-differs",), "unit_review")


def test_it_is_closed_when_the_money_has_reached_the_unit(sc08: Until) -> None:
    from portal.demo.story.budget import pass_down

    case = sc08("approved")
    with pytest.raises(Refused) as refused:
        case.do("close", "fo1")
    clock.freeze_at(story.beijing(2026, 2, 10, 10))
    pass_down(case.cast, "elderly", 2026, document="景养老预〔2026〕1号", on=date(2026, 2, 10))
    case.do("close", "fo1")

    assert refused.value.codes == ("lines-not-approved",)
    assert (case.request.state, case.request.result) == ("closed", "granted")
    assert DueDate.objects.get(name="pass_down").met_at is not None
