"""Reductions for tests; and a second reading of the ledger, written apart from the trigger that keeps the figures of a budget line."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum

from portal.demo.cast import Cast
from portal.workflow.perform import perform
from purchasing.budget.models import BudgetLine
from purchasing.transfer.actions import record_reduction
from purchasing.transfer.flow import BUDGET_TRANSFER

ZERO = Decimal("0.00")
_SIGNS: dict[str, dict[str, int]] = {
    "granted": {"grant": 1, "transfer_in": 1, "carry_in": 1, "reduce": -1, "transfer_out": -1, "carry_out": -1},
    "held": {"hold": 1, "release": -1, "pay": -1},
    "committed": {"commit": 1, "uncommit": -1, "pay": -1},
    "paid": {"pay": 1, "refund": -1},
}


def sums_of_entries(line: BudgetLine) -> dict[str, Decimal]:
    """granted, held, committed and paid in yuan as the entries say: what the columns must equal."""
    totals: dict[str, Decimal] = {
        row["kind"]: row["total"] for row in line.entries.order_by().values("kind").annotate(total=Sum("amount"))
    }
    return {
        column: sum((totals.get(kind, ZERO) * sign for kind, sign in signs.items()), ZERO)
        for column, signs in _SIGNS.items()
    }


def reduce(cast: Cast, line: BudgetLine, amount: str | Decimal) -> BudgetLine:
    """The line after `amount` yuan of its grant were taken back: recorded by one person of finance, confirmed by another."""
    record = record_reduction(cast["fo1"], line, amount=Decimal(amount), document="核减", reason="任务减少")
    perform(BUDGET_TRANSFER, record, "confirm", actor=cast["fa1"])
    return BudgetLine.objects.get(pk=line.pk)
