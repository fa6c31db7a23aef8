"""A plan of any number of small items, put straight into the tables by few statements."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import cycle
from typing import Any

from portal.demo.cast import Cast
from portal.workflow.perform import writing_states
from purchasing.models import AnnualPlan, BudgetLine, ItemFunding, PlanItem, TaskLine
from tests.factories.cases import budget_lines, catalogue_item, plan

AMOUNT = Decimal("1000.00")


def plan_of(
    cast: Cast, count: int, *, year: int = 2025, state: str = "consented", item_state: str = "draft", **fields: Any
) -> AnnualPlan:
    """A complete plan of `count` items of 1,000.00 yuan, each on one of the purchaser's three lines."""
    row = plan(cast, state=state, year=year)
    entry, lines = catalogue_item(), budget_lines(cast, year)
    values: dict[str, Any] = {
        "catalogue_item": entry, "amount": AMOUNT, "expected_month": date(year, 6, 1), "term_months": 12,
        "is_public_duty": True, "is_marketable": True, "is_affordable": True, "reservation": "whole",
        "targets": [{"name": "完成率", "target": "100", "unit": "%"}], "state": item_state, **fields,
    }  # fmt: skip
    with writing_states():
        items = PlanItem.objects.bulk_create(
            PlanItem(plan=row, seq=seq, title=f"购买事项{seq}", **values) for seq in range(1, count + 1)
        )
    TaskLine.objects.bulk_create(
        TaskLine(item=item, name="服务", unit="次", quantity=10, unit_price=100, amount=AMOUNT) for item in items
    )
    put_on(items, lines)
    return row


def put_on(items: list[PlanItem], lines: list[BudgetLine]) -> None:
    """Let the lines bear the items in turn."""
    ItemFunding.objects.bulk_create(
        ItemFunding(item=item, line=line, amount=item.amount) for item, line in zip(items, cycle(lines), strict=False)
    )
