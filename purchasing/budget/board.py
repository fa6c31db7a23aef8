"""The money of all purchasers at one sight: figures by region, department, purchaser, category and year, each with the
address of its rows. They are exact at the instant they are read and cost the same for any number of lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, F, Max, Q, QuerySet, Subquery, Sum, When
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.accounts.regions import name_of, region_of
from purchasing.budget.balances import Balance
from purchasing.budget.folding import sums_by_key, together
from purchasing.budget.models import FIGURES, BudgetLine, Category, FoldedSum, FoldedThrough, LedgerEntry
from purchasing.budget.policies import Can
from purchasing.purchaser.models import Purchaser
from purchasing.purchaser.queries import DEPARTMENT, in_region, of_department

COLUMNS = (*FIGURES, "free")
SHOWN = 20
WAYS = ("regions", "departments", "categories", "purchasers", "years")
_BALANCE: Any = {f"sum_{figure}": Sum(figure) for figure in FIGURES}
Chosen = Mapping[str, Any]
"""What the board is narrowed to, as the list of lines is: region (code), department (key), category."""


@dataclass(frozen=True)
class Group:
    """What some lines come to, in yuan; `chosen` is how the list of lines is narrowed to them, None for a sum of groups."""

    label: str
    balance: Balance
    chosen: dict[str, Any] | None

    @property
    def cells(self) -> list[tuple[str, Any, str]]:
        """Each figure with its name and the address of the lines that have any of it."""
        return [(name, getattr(self.balance, name), self.address(name)) for name in COLUMNS]

    def address(self, figure: str) -> str:
        return f"/desk/budget/?{urlencode({**self.chosen, 'having': figure})}" if self.chosen is not None else ""


@dataclass(frozen=True)
class Board:
    """One year by each of WAYS, the largest first, and all years."""

    year: int
    total: Group
    regions: list[Group]
    departments: list[Group]
    categories: list[Group]
    purchasers: list[Group]
    years: list[Group]


def board(actor: Actor | None, year: int, chosen: Chosen | None = None) -> Board:
    """What the actor answers for or watches, at one instant. Three statements for any number of lines."""
    narrowed = dict(chosen or {})
    sums, by_year = _sums(actor, year, narrowed)
    units = _units({purchaser for purchaser, _category in sums})
    kept = {"fiscal_year": year, **narrowed}
    by_unit = together((purchaser, balance) for (purchaser, _category), balance in sums.items())
    by_kind = together((kind, balance) for (_purchaser, kind), balance in sums.items())
    years = [Group(str(key), balance, {**narrowed, "fiscal_year": key}) for key, balance in by_year.items()]
    return Board(
        year,
        Group("", by_year.get(year, Balance()), kept),
        _groups(kept, "region", [(units[pk].region, balance) for pk, balance in by_unit.items()]),
        _groups(kept, "department", [(units[pk].department, balance) for pk, balance in by_unit.items()]),
        sorted(_groups(kept, "category", [(_category(kind), balance) for kind, balance in by_kind.items()]), key=_label),
        _groups(kept, "purchaser", [((pk, units[pk].name), balance) for pk, balance in by_unit.items()]),
        sorted(years, key=_label, reverse=True),
    )  # fmt: skip


def cut(groups: list[Group], most: int = SHOWN) -> list[Group]:
    """The first of them, and what all others come to."""
    if len(groups) <= most + 1:
        return groups
    rest = groups[most:]
    label = _("其余 %(count)s 个合计") % {"count": len(rest)}
    return [*groups[:most], Group(label, sum((group.balance for group in rest), Balance()), None)]


@dataclass(frozen=True)
class _Unit:
    """What a purchaser is grouped by, each with its name."""

    name: str
    region: tuple[str, str]
    department: tuple[int, str]


def _sums(actor: Actor | None, year: int, chosen: Chosen) -> tuple[dict[tuple[int, str], Balance], dict[int, Balance]]:
    """What is folded and what came since: of the year by purchaser and category, and by year."""
    before, through = _folded(visible(actor, Can.READ_BOARD, FoldedSum.objects.filter(_narrowing(chosen))), year)
    lines = visible(actor, Can.READ_BOARD, BudgetLine.objects.filter(_narrowing(chosen)))
    since = sums_by_key(LedgerEntry.objects.filter(pk__gt=through, line__in=lines))
    parts = [*before, *since.items()]
    of_year = (((purchaser, kind), balance) for (purchaser, of, kind), balance in parts if of == year)
    return together(of_year), together((of, balance) for (_purchaser, of, _kind), balance in parts)


def _folded(rows: QuerySet[FoldedSum], year: int) -> tuple[list[tuple[Any, Balance]], int]:
    """The year's sums by purchaser, year and category, one sum for each other year, and up to which entry they are folded.

    One statement, so that the sums are those of that entry, whoever folds meanwhile. Without any row there is no entry
    either that the reader would see.
    """
    keys = {f"by_{name}": Case(When(fiscal_year=year, then=F(name))) for name in ("purchaser", "category")}
    keyed: QuerySet[Any] = rows.order_by().annotate(**keys)
    grouped = keyed.values_list("by_purchaser", "fiscal_year", "by_category")
    found = list(grouped.annotate(through=Max(Subquery(FoldedThrough.objects.values("entry")[:1])), **_BALANCE))
    return [((unit, of, kind), Balance(*sums)) for unit, of, kind, _through, *sums in found], (
        found[0][3] if found else 0
    )


def _narrowing(chosen: Chosen) -> Q:
    """The condition on whatever has a purchaser and a category."""
    condition = Q(category=chosen["category"]) if chosen.get("category") else Q()
    if chosen.get("region"):
        condition &= in_region(chosen["region"], "purchaser__")
    if chosen.get("department"):
        condition &= of_department(chosen["department"], "purchaser__")
    return condition


def _units(keys: set[int]) -> dict[int, _Unit]:
    units: QuerySet[Any] = Purchaser.objects.filter(pk__in=keys).annotate(**DEPARTMENT)
    rows = units.values_list("pk", "organization__name", "organization__region", *DEPARTMENT)
    return {
        pk: _Unit(name, (region_of(region), name_of(region)), (department, called))
        for pk, name, region, department, called in rows
    }


def _groups(kept: dict[str, Any], name: str, parts: list[tuple[tuple[Any, str], Balance]]) -> list[Group]:
    found = [Group(label, balance, {**kept, name: key}) for (key, label), balance in together(parts).items()]
    return sorted(found, key=lambda group: (-group.balance.granted, group.label))


def _category(value: str) -> tuple[str, str]:
    return value, f"{value} {Category(value).label}"


def _label(group: Group) -> str:
    return group.label
