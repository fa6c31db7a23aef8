"""Figures of budget lines at the end of any day, replayed from the ledger; live figures of many lines together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, Exists, F, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from portal.values import clock
from portal.values.money import MoneyField
from purchasing.budget.models import FIGURES, SIGNS, BudgetLine, LedgerEntry

ZERO = Decimal("0.00")
THEN = "then_"


@dataclass(frozen=True)
class Balance:
    """The figures of a line, or of several together, in yuan."""

    granted: Decimal = ZERO
    held: Decimal = ZERO
    committed: Decimal = ZERO
    paid: Decimal = ZERO

    @property
    def free(self) -> Decimal:
        return self.granted - self.held - self.paid

    def __add__(self, other: Balance) -> Balance:
        return Balance(
            self.granted + other.granted, self.held + other.held, self.committed + other.committed, self.paid + other.paid
        )  # fmt: skip


def balance_on(line: BudgetLine, day: date) -> Balance:
    """What the line's figures were at the end of a day in Beijing."""
    return _replayed(LedgerEntry.objects.filter(line=line), day)


def lines_on(lines: QuerySet[BudgetLine], day: date) -> QuerySet[BudgetLine]:
    """Those of the lines that had an entry by the end of the day, each with its figures of then as `then_granted` and so on."""
    entries = LedgerEntry.objects.filter(line=OuterRef("pk"), at__lt=clock.end_of(day)).order_by()
    sums = {
        THEN + figure: Coalesce(
            Subquery(entries.values("line").annotate(total=Sum(_signed(figure))).values("total")), Value(ZERO)
        )
        for figure in FIGURES
    }
    return lines.filter(Exists(entries)).annotate(**sums)


def balance_then(line: BudgetLine) -> Balance:
    """The figures that `lines_on` has found for a line."""
    return Balance(*(getattr(line, THEN + figure) for figure in FIGURES))


def total_of(lines: QuerySet[BudgetLine], day: date | None = None) -> Balance:
    """The figures of all the lines together, now or at the end of a day. One statement."""
    if day is not None:
        return _replayed(LedgerEntry.objects.filter(line__in=lines.order_by().values("pk")), day)
    return Balance(**lines.order_by().aggregate(**{figure: Coalesce(Sum(figure), Value(ZERO)) for figure in FIGURES}))


def sums_of_entries() -> dict[str, Combinable]:
    """Each figure as the sum of entries, for `aggregate` or `annotate` over the ledger."""
    return {figure: Coalesce(Sum(_signed(figure)), Value(ZERO)) for figure in FIGURES}


def _replayed(entries: QuerySet[LedgerEntry], day: date) -> Balance:
    return Balance(**entries.filter(at__lt=clock.end_of(day)).order_by().aggregate(**sums_of_entries()))


def _signed(figure: str) -> Case:
    """An entry's amount as it moves a figure: raised, lowered or left alone."""
    ways = {sign: [kind for kind, way in SIGNS[figure].items() if way == sign] for sign in (1, -1)}
    return Case(
        When(kind__in=ways[1], then=F("amount")),
        When(kind__in=ways[-1], then=-F("amount")),
        default=Value(ZERO),
        output_field=MoneyField(),
    )
