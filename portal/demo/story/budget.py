"""Story steps of the budget: what finance grants, and what is passed down to a unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.demo.cast import Cast
from purchasing.budget.actions import confirm_approval, grant, record_approval
from purchasing.budget.models import BudgetLine


@dataclass(frozen=True)
class LineSpec:
    """One heading of a unit's budget, in yuan."""

    code: str
    name: str
    amount: Decimal


SC01_LINES = (
    LineSpec("2120501-1", "环卫作业", Decimal("6300000.00")),
    LineSpec("2120501-2", "车辆运行", Decimal("1950000.00")),
    LineSpec("2120501-3", "垃圾收运", Decimal("1600000.00")),
)


def grant_lines(
    cast: Cast, unit: str, year: int, lines: Iterable[LineSpec], *, document: str, clerk: str = "fo1"
) -> dict[str, BudgetLine]:
    """Finance records the control figures of a unit's year; returns the lines by code."""
    return {
        spec.code: grant(
            cast[clerk], cast.purchasers[unit], year=year, code=spec.code, name=spec.name, amount=spec.amount,
            document=document,
        )
        for spec in lines
    }  # fmt: skip


def pass_down(
    cast: Cast, unit: str, year: int, *, document: str, on: date, clerk: str = "fo1", approver: str = "fa1"
) -> int:
    """The approved budget reaches the unit: recorded by one person of finance, confirmed by another."""
    record_approval(cast[clerk], cast.purchasers[unit], year, document=document, on=on)
    return confirm_approval(cast[approver], cast.purchasers[unit], year)
