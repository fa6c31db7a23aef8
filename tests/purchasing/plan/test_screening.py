"""Each thing that may be wrong with an item, found and named."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

import portal.statutes as statutes
from catalog.models import CatalogueItem
from portal.values import clock
from portal.values.refusal import Refused
from portal.workflow.perform import perform
from purchasing.plan.flow import PLAN
from purchasing.plan.models import PlanItem
from purchasing.plan.queries import items_of
from purchasing.plan.screening import RULES, screen
from tests.factories.cases import budget_lines, catalogue_item, plan, plan_item

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 21)


@pytest.fixture
def item(cast) -> PlanItem:
    return plan_item(cast)


def codes(item: PlanItem, day: date = DAY) -> list[str]:
    result = screen(item.plan, items_of(item.plan), day, statutes.several(RULES, day))
    return [problem.code for _item, problems in result.by_item for problem in problems]


def test_a_complete_item_has_no_problem(item):
    assert codes(item, clock.today()) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": Decimal("9600000.01")}, "workload-sum"),
        ({"targets": []}, "targets-missing"),
        ({"is_public_duty": False}, "three-tests"),
        ({"is_marketable": False}, "three-tests"),
        ({"is_affordable": False}, "three-tests"),
        ({"reservation_reason": ""}, "reservation-reason"),
        ({"reservation": "part", "reservation_reason": ""}, "reservation-reason"),
        ({"term_months": 13}, "term-reason"),
        ({"term_months": 37, "term_reason": "连续性强"}, "term-too-long"),
    ],
)
def test_what_is_wrong_is_found(item, changes, code):
    PlanItem.objects.update(**changes)

    assert code in codes(item, clock.today())


@pytest.mark.parametrize(
    "changes",
    [
        {"term_months": 36, "term_reason": "内容固定、连续性强"},
        {"term_months": 12},
        {"reservation": "whole", "reservation_reason": ""},
    ],
)
def test_what_is_lawful_passes(item, changes):
    PlanItem.objects.update(**changes)

    assert codes(item, clock.today()) == []


def test_sheet_and_funding_are_needed(item):
    item.task_lines.all().delete()
    item.funding.all().delete()

    assert codes(item, clock.today()) == ["workload-missing", "funding-sum"]


@pytest.mark.parametrize("category", ["F4", "F5"])
def test_an_item_that_has_no_budget_yet_needs_no_lines(item, category):
    item.funding.all().delete()
    PlanItem.objects.update(category=category)

    assert codes(item, clock.today()) == []


def test_lines_of_another_year_are_found(cast, item):
    item.funding.update(amount=item.amount / 3)
    item.funding.filter(pk=item.funding.first().pk).update(line=budget_lines(cast, 2031)[0])

    assert "funding-line" in codes(item, clock.today())


@pytest.mark.parametrize("code", ["A", "A11"])
def test_a_branch_of_the_catalogue_is_no_item(item, code):
    catalogue_item()
    PlanItem.objects.update(catalogue_item=CatalogueItem.objects.filter(code=code).first())

    assert codes(item, clock.today()) == ["catalogue-item"]


def test_an_ended_wording_is_not_bought(item):
    CatalogueItem.objects.filter(pk=item.catalogue_item_id).update(effective_to=clock.today())

    assert codes(item, clock.today()) == ["catalogue-item"]


def test_an_empty_plan_of_an_ineligible_unit_says_both(cast):
    row = plan(cast)
    row.purchaser.eligible = False
    row.purchaser.save()

    result = screen(row, [], DAY, statutes.several(RULES, DAY))

    assert [problem.code for problem in result.general] == ["purchaser-not-eligible", "no-items"]


WINDOW = [
    ((2024, 10, 31, 23, 59), "window-closed"), ((2024, 11, 1, 0, 0), "done"), ((2024, 11, 30, 23, 59), "done"),
    ((2024, 12, 1, 0, 0), "window-closed"), ((2025, 11, 15, 9, 0), "window-closed"),
]  # fmt: skip


@pytest.mark.parametrize(("instant", "result"), WINDOW)
def test_a_plan_is_filed_within_its_window(cast, instant, result):
    row = plan(cast, state="consented")
    plan_item(cast, plan_row=row)

    with clock.at(datetime(*instant, tzinfo=clock.SHANGHAI)):
        try:
            perform(PLAN, row, "submit", actor=cast["ph1"])
            found = "done"
        except Refused as refused:
            found = refused.codes[0]

    assert found == result


def test_a_subordinate_unit_does_not_file_before_consent(cast):
    from portal.workflow.act import Act
    from purchasing.plan.guards import supervisor_has_consented

    row = plan(cast, state="unit_approved")

    refusal = supervisor_has_consented(row, Act(cast["ph1"], clock.now()))

    assert refusal.code == "supervisor-missing"


def test_a_unit_without_supervisor_files_after_its_own_approval(cast):
    row = plan(cast, state="unit_approved")
    row.purchaser.budget_supervisor = None
    row.purchaser.save()
    plan_item(cast, plan_row=row)

    with clock.at(datetime(2024, 11, 15, 9, 0, tzinfo=clock.SHANGHAI)):
        perform(PLAN, row, "submit", actor=cast["ph1"])

    row.refresh_from_db()
    assert row.state == "submitted"
