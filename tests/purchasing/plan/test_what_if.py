"""What finance sees before it signs: each line now and after, what is lacking, and who else waits for the money."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.demo.story.plan import only_item
from purchasing.budget.models import BudgetLine
from purchasing.models import ItemFunding
from purchasing.plan.models import PlanItem
from purchasing.plan.queries import beside, items_of, line_uses
from purchasing.transfer.actions import record_transfer
from tests.factories.cases import plan, plan_item
from tests.purchasing.plan.clerk import client_of
from tests.purchasing.plan.conftest import first_plan

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def waiting(cast):
    """A plan before the approver that wants 6.2, 1.9 and 1.5 of 6.3, 1.95 and 1.6 million."""
    return first_plan(cast, "recommended")


def found_uses(row):
    items = list(items_of(row))
    return line_uses(items, beside(row, items))


def uses(row):
    return {use.line.code: (use.line.free, use.wanted, use.after, use.gap) for use in found_uses(row)}


def test_each_line_is_shown_before_and_after(waiting):
    assert uses(waiting) == {
        "2120501-1": (D("6300000"), D("6200000"), D("100000"), D(0)),
        "2120501-2": (D("1950000"), D("1900000"), D("50000"), D(0)),
        "2120501-3": (D("1600000"), D("1500000"), D("100000"), D(0)),
    }


def test_what_is_not_recommended_takes_nothing(waiting):
    PlanItem.objects.update(recommendation="reserve")

    assert {wanted for _free, wanted, _after, _gap in uses(waiting).values()} == {D(0)}


def test_a_shortfall_is_named_with_its_amount_on_the_page_and_in_the_refusal(cast, waiting):
    only_item(waiting).funding.filter(line__code="2120501-1").update(amount=D("6600000.00"))

    page = client_of(cast, "fa1").get(waiting.get_absolute_url()).text
    refused = client_of(cast, "fa1").post(f"/do/plan/{waiting.pk}/approve/")

    assert uses(waiting)["2120501-1"] == (D("6300000"), D("6600000"), D("-300000"), D("300000"))
    for text in (
        "资金不足",
        "现可用 6,300,000.00 元，本次需要 6,600,000.00 元，缺口 300,000.00 元",
        '<b class="due">300,000.00</b>',
    ):
        assert text in page, text
    assert (refused.status_code, "缺口 300,000.00 元" in refused.text) == (409, True)


def test_plans_and_transfers_that_wait_for_the_same_line_are_named(cast, waiting):
    line = BudgetLine.objects.get(code="2120501-1", fiscal_year=waiting.fiscal_year)
    for year, state in ((2031, "submitted"), (2032, "draft")):
        other = plan_item(cast, plan_row=plan(cast, state=state, year=year), state="submitted")
        other.funding.all().delete()
        ItemFunding.objects.create(item=other, line=line, amount=D("80000.00"))
    record_transfer(
        cast["fo1"],
        line,
        purchaser=cast.purchasers["cityorder"],
        code="2120501-2",
        amount=D("30000.00"),
        document="x",
        reason="y",
    )

    page = client_of(cast, "fa1").get(waiting.get_absolute_url()).text
    found = next(use for use in found_uses(waiting) if use.line == line)

    assert [rival.amount for rival in found.rivals] == [D("80000.00"), D("30000.00")]
    assert found.after_all == D("-10000.00")
    for text in ("也在等这笔钱", "2031 年度政府购买服务计划", "调剂到", "全部批准后为 -10,000.00 元"):
        assert text in page, text
    assert "2032 年度政府购买服务计划" not in page


def test_the_desk_costs_the_same_whoever_else_waits(cast, waiting):
    client, counts = client_of(cast, "fa1"), []
    line = BudgetLine.objects.get(code="2120501-1", fiscal_year=waiting.fiscal_year)
    for years in ((), (2031, 2032, 2033)):
        for year in years:
            other = plan_item(cast, plan_row=plan(cast, state="submitted", year=year), state="submitted")
            ItemFunding.objects.create(item=other, line=line, amount=D("1.00"))
        client.get(waiting.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            client.get(waiting.get_absolute_url())
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 12
