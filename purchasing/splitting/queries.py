"""Reads: where one line buys one category several times in a year by other methods than open tender, and for how much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Substr

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from purchasing.budget.models import BudgetLine
from purchasing.plan.models import ItemFunding, ItemState, Method, PlanItem, State
from purchasing.splitting.models import SplittingPermit
from purchasing.splitting.policies import Can

OPEN_METHODS = (Method.OPEN_TENDER, Method.FRAMEWORK)  # a framework is set up by an open call (O110)
LEVEL = 3  # signs of a code that name its category: "A11" of "A1152"
Key = tuple[int, str]
GONE = (ItemState.REFUSED, ItemState.CANCELLED, ItemState.RESERVE)


@dataclass(frozen=True)
class Splitting:
    """Purchases of one category (by its code) on one line: their sum in yuan, how many, and up to what is permitted."""

    line: BudgetLine
    category: str
    total: Decimal
    permitted: Decimal | None = None
    items: list[PlanItem] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether no permit covers the whole sum."""
        return self.permitted is None or self.permitted < self.total


def splittings(lines: QuerySet[BudgetLine], limit: Decimal) -> list[Splitting]:
    """Every line and category among `lines` with more than one such purchase and more than `limit` yuan in all; three
    statements for any number of them."""
    shares = _shares(lines).values("line", "group").annotate(total=Sum("amount"), count=Count("item"))
    groups = {(row["line"], row["group"]): row["total"] for row in shares.filter(count__gt=1, total__gt=limit)}
    if not groups:
        return []
    rows = _shares(lines.filter(pk__in={line for line, _group in groups})).select_related("item__plan")
    return _found(lines, groups, _by_group(rows))


def splittings_with(
    item: PlanItem, lines: QuerySet[BudgetLine], limit: Decimal, shares: Mapping[int, Decimal] | None = None
) -> list[Splitting]:
    """Those that the item is part of; with `shares` (yuan by key of the line) as if it were bought by another method
    than open tender and borne so."""
    group = item.catalogue_item.code[:LEVEL]
    rows = list(_shares(lines).filter(group=group).select_related("item__plan"))
    if shares is not None:
        rows = [row for row in rows if row.item_id != item.pk]
        rows += [ItemFunding(item=item, line_id=line, amount=yuan) for line, yuan in shares.items()]
    by_line: dict[tuple[int, str], list[ItemFunding]] = {}
    for row in rows:
        by_line.setdefault((row.line_id, group), []).append(row)
    groups = {
        key: total
        for key, found in by_line.items()
        if len(found) > 1 and item in [row.item for row in found]
        and (total := sum((row.amount for row in found), Decimal("0.00"))) > limit
    }  # fmt: skip
    return _found(lines, groups, {key: [row.item for row in found] for key, found in by_line.items()})


def _found(
    lines: QuerySet[BudgetLine], groups: Mapping[Key, Decimal], items: Mapping[Key, list[PlanItem]]
) -> list[Splitting]:
    known = lines.select_related("purchaser__organization").in_bulk({line for line, _group in groups})
    permits = _permits(known)
    return [
        Splitting(known[line], group, total, permits.get((line, group)), items[line, group])
        for (line, group), total in sorted(groups.items())
    ]


def _shares(lines: QuerySet[BudgetLine]) -> QuerySet[Any]:
    """What the lines bear of items that are not openly tendered and still stand; a later year of one purchase is no other."""
    rows = ItemFunding.objects.filter(line__in=lines, item__continues=None).exclude(item__method__in=OPEN_METHODS)
    rows = rows.exclude(item__state__in=GONE).exclude(item__plan__state=State.REJECTED)
    return rows.annotate(group=Substr("item__catalogue_item__code", 1, LEVEL))


def _by_group(shares: Iterable[ItemFunding]) -> dict[Key, list[PlanItem]]:
    found: dict[Key, list[PlanItem]] = {}
    for share in shares:
        found.setdefault((share.line_id, share.group), []).append(share.item)  # type: ignore[attr-defined]
    return found


def _permits(lines: Iterable[int]) -> dict[Key, Decimal]:
    """The newest permit of each line and category."""
    rows = SplittingPermit.objects.filter(line__in=lines).order_by("pk")
    return {(row.line_id, row.category): row.up_to for row in rows}


def splittings_for(actor: Actor, limit: Decimal) -> list[Splitting]:
    """Those on the lines that the actor's finance body decides on, newest year first."""
    lines = visible(actor, Can.READ_SPLITTING, BudgetLine.objects.all())
    return sorted(splittings(lines, limit), key=lambda found: (-found.line.fiscal_year, found.line.pk, found.category))
