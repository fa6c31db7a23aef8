"""The grant, the sheet lowered to it, and what waits for whom."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.demo.cast import Cast
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.inbox import waiting_for
from portal.workflow.perform import perform
from purchasing.additional.actions import rescope, start_request
from purchasing.additional.flow import ADDITIONAL
from purchasing.models import AdditionalBudgetRequest, BudgetLine, LedgerEntry
from purchasing.plan.actions import Task
from purchasing.plan.queries import unfinished
from tests.factories.additional import GAP, item_of_path_b, request
from tests.factories.cases import plan
from tests.purchasing.additional.steps import NOW, PART, do, granted, refusals, said_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def spring_of_2026(db: None) -> None:
    clock.freeze_at(NOW)


def test_no_money_joins_a_plan_that_finance_has_not_answered(cast: Cast) -> None:
    item = item_of_path_b(cast, state="funding_check")
    row = request(cast, state="congress_approved", item=item)

    assert refusals(cast, row, "record_grant", "fo1", **said_of("grant")) == ("plan-not-approved",)


def test_the_grant_is_refused_when_the_existing_money_is_gone(cast: Cast) -> None:
    row = granted(cast)
    bears = row.item.funding.first()
    assert bears is not None
    gone = bears.line.free - bears.amount + Decimal("0.01")
    LedgerEntry.objects.create(line=bears.line, kind="hold", amount=gone, at=clock.now())

    found = refusals(cast, row, "confirm_grant", "fa1")

    assert found == ("over-balance",)
    assert (BudgetLine.objects.filter(code="2120501-9").count(), row.pending) == (0, "agreed")


def test_pressed_twice_the_money_comes_once(cast: Cast) -> None:
    row = granted(cast)

    for _press in range(2):
        perform(ADDITIONAL, row, "confirm_grant", actor=cast["fa1"], form_key="once")

    assert LedgerEntry.objects.filter(kind="grant", line__code="2120501-9").count() == 1


def test_the_grant_may_add_to_a_line_that_the_item_has_already(cast: Cast) -> None:
    row = request(cast, state="congress_approved")
    bears = row.item.funding.select_related("line").first()
    assert bears is not None
    said = {**said_of("grant"), "line_code": bears.line.code}

    do(cast, row, "record_grant", "fo1", **said)
    do(cast, row, "confirm_grant", "fa1")

    row.item.refresh_from_db()
    assert (row.item.funding.count(), row.item.state) == (3, "approved")
    assert BudgetLine.objects.get(pk=bears.line_id).held == bears.amount + GAP


def partly_granted(cast: Cast) -> AdditionalBudgetRequest:
    row = granted(cast, decided=PART, approved=PART)
    return do(cast, row, "confirm_grant", "fa1")


def sheet(total: str) -> list[Task]:
    return [Task("一体化作业", "项", Decimal("1"), Decimal(total))]


@pytest.mark.parametrize("total", ["9119999.99", "9120000.01", "9600000.00"])
def test_the_sheet_is_lowered_to_exactly_the_available_sum(cast: Cast, total: str) -> None:
    row = partly_granted(cast)

    with pytest.raises(Refused) as refused:
        rescope(cast["po1"], row, sheet(total), version=row.version)

    row.item.refresh_from_db()
    assert (refused.value.codes, row.item.state, row.item.amount) == (
        ("sheet-not-exact",), "returned", Decimal("9600000.00"),
    )  # fmt: skip


def test_finance_may_send_the_sheet_back_and_approves_the_next_one(cast: Cast) -> None:
    row = partly_granted(cast)
    rescope(cast["po1"], row, sheet("9120000.00"), version=row.version)

    do(cast, row, "return_sheet", "fa1", reason="请按原工作内容列明")
    row.item.refresh_from_db()
    back = row.item.state
    rescope(cast["po1"], row, sheet("9120000.00"), version=row.version)
    do(cast, row, "approve_rescoped", "fa1")

    row.item.refresh_from_db()
    assert (back, row.item.state, row.item.amount) == ("returned", "approved", Decimal("9120000.00"))


@pytest.mark.parametrize("login", ["ph1", "fo1", "fa1"])
def test_nobody_but_the_units_clerk_rescopes(cast: Cast, login: str) -> None:
    row = partly_granted(cast)

    with pytest.raises(Forbidden):
        rescope(cast[login], row, sheet("9120000.00"), version=row.version)


def test_each_step_waits_for_its_person_only(cast: Cast) -> None:
    row = request(cast, state="finance_opinion")

    def waiting() -> dict[str, list[str]]:
        people = ("po1", "ph1", "fo1", "fa1")
        rows = {who: waiting_for(cast[who]).filter(flow="additional") for who in people}
        return {who: [r.transition for r in found] for who, found in rows.items() if found}

    do(cast, row, "record_government", "fo1", **said_of("government"))
    recorded = waiting()
    do(cast, row, "return_record", "fa1", reason="重登")
    returned = waiting()

    assert (recorded, returned) == ({"fa1": ["confirm_government"]}, {"fo1": ["record_government"]})


def test_a_rescoping_waits_for_the_unit_and_then_for_finance(cast: Cast) -> None:
    row = partly_granted(cast)
    before = [waiting_for(cast[who]).filter(flow="additional").count() for who in ("po1", "fa1")]

    rescope(cast["po1"], row, sheet("9120000.00"), version=row.version)

    after = [waiting_for(cast[who]).filter(flow="additional").count() for who in ("po1", "fa1")]
    assert (before, after) == ([1, 0], [0, 1])


def test_an_item_still_waiting_at_the_years_end_is_carried_over_or_explained(cast: Cast) -> None:
    item = item_of_path_b(cast)

    later = plan(cast, year=item.plan.fiscal_year + 1)

    assert [row.pk for row in unfinished(later)] == [item.pk]


def test_an_awaiting_item_asks_its_unit_for_the_request(cast: Cast) -> None:
    item = item_of_path_b(cast)
    row = start_request(cast["po1"], item)
    asked = waiting_for(cast["po1"]).filter(transition="request_budget")
    during = asked.count()

    do(cast, row, "withdraw", "po1", reason="重新测算")

    assert (during, asked.count()) == (0, 1)
