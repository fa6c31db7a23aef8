"""分年安排: what each fiscal year bears of an item that runs over several (handbook §3.1, R-60)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from portal.values.money import MoneyField

if TYPE_CHECKING:
    from purchasing.plan.models import PlanItem

MONTHS = 12  # in a year
THIS_YEAR = Coalesce(Cast(KT("slices__0__amount"), MoneyField()), F("amount"))
"""`PlanItem.this_year` for sums in the database."""


@dataclass(frozen=True)
class Slice:
    """What one fiscal year bears, in yuan."""

    year: int
    amount: Decimal


def slices_of(item: PlanItem) -> list[Slice]:
    """The years of an item, the plan's own first; empty where the plan's year bears it all."""
    return [Slice(year, amount) for year, amount in item.years]


def years_of(item: PlanItem, year: int) -> list[Slice]:
    """The same, with an item that the plan's `year` bears alone as its one slice."""
    return slices_of(item) or [Slice(year, item.amount)]


def kept(slices: Iterable[Slice]) -> list[dict[str, Any]]:
    """Slices as the item keeps them, by year; a single one says no more than the amount does."""
    rows = sorted(slices, key=lambda each: each.year)
    return [{"year": each.year, "amount": f"{each.amount:.2f}"} for each in rows] if len(rows) > 1 else []


def months_left(item: PlanItem) -> int:
    """How many months of the year are left from the expected month on, that month included."""
    return MONTHS + 1 - item.expected_month.month


def total_of(slices: Iterable[Slice]) -> Decimal:
    return sum((each.amount for each in slices), Decimal("0.00"))


def in_words(slices: Sequence[Slice]) -> str:
    """Each year with its sum, as one sentence; "" for none."""
    said = [_("%(year)s 年 %(amount)s 元") % {"year": s.year, "amount": f"{s.amount:,.2f}"} for s in slices]
    return "；".join(said)
