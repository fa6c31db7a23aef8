"""The money of all purchasers at one sight: figures by purchaser, category and year, each with the address of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from purchasing.budget.balances import ZERO, Balance
from purchasing.budget.models import FIGURES, BudgetLine, Category
from purchasing.budget.policies import Can

COLUMNS = (*FIGURES, "free")


@dataclass(frozen=True)
class Group:
    """What some lines come to, in yuan; `chosen` is how the list of lines is narrowed to them."""

    label: str
    balance: Balance
    chosen: dict[str, Any]

    @property
    def cells(self) -> list[tuple[str, Any, str]]:
        """Each figure with its name and the address of the lines that have any of it."""
        return [(name, getattr(self.balance, name), self.address(name)) for name in COLUMNS]

    def address(self, figure: str) -> str:
        return f"/desk/budget/?{urlencode({**self.chosen, 'having': figure})}"


@dataclass(frozen=True)
class Board:
    """One year by purchaser and category, the largest first, and all years."""

    year: int
    total: Group
    purchasers: list[Group]
    categories: list[Group]
    years: list[Group]


def board(actor: Actor | None, year: int) -> Board:
    """What the actor answers for or watches. Three statements for any number of lines."""
    lines = visible(actor, Can.READ_BOARD, BudgetLine.objects.all())
    of_year, chosen = lines.filter(fiscal_year=year), {"fiscal_year": year}
    names = dict(Category.choices)
    purchasers = [
        Group(name, balance, {**chosen, "purchaser": pk})
        for (pk, name), balance in _sums(of_year, "purchaser", "purchaser__organization__name")
    ]
    categories = [
        Group(f"{value} {names[value]}", balance, {**chosen, "category": value})
        for (value,), balance in _sums(of_year, "category")
    ]
    years = [Group(str(key), balance, {"fiscal_year": key}) for (key,), balance in _sums(lines, "fiscal_year")]
    total = next((group.balance for group in years if group.chosen["fiscal_year"] == year), Balance())
    return Board(
        year,
        Group("", total, chosen),
        sorted(purchasers, key=lambda group: -group.balance.granted),
        sorted(categories, key=lambda group: group.label),
        sorted(years, key=lambda group: group.label, reverse=True),
    )


def _sums(lines: QuerySet[BudgetLine], *by: str) -> list[tuple[tuple[Any, ...], Balance]]:
    sums = {f"sum_{figure}": Coalesce(Sum(figure), Value(ZERO)) for figure in FIGURES}
    rows = lines.order_by().values_list(*by).annotate(**sums)
    return [(tuple(row[: len(by)]), Balance(*row[len(by) :])) for row in rows]
