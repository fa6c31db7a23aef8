"""Reads of roll-ups: what is approved now, the figures of a snapshot by four ways, and what came or changed since."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.accounts.models import Organization
from portal.accounts.regions import name_of, within
from purchasing.budget.models import Category
from purchasing.plan.models import STANDING, PlanItem
from purchasing.plan.policies import Can as PlanCan
from purchasing.plan.slices import THIS_YEAR
from purchasing.rollup.models import PlanRollup, RollupRow
from purchasing.rollup.policies import Can

APPROVED = Q(state__in=STANDING)
RELATED = ("finance", "compiled_by", "matter")
WAYS = {
    "region": ("region", "region"), "department": ("department", "department_name"), "group": ("group", "group_name"),
    "source": ("source", "source"),
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """What some rows of a snapshot come to; amount in yuan."""

    value: Any
    label: str
    count: int
    amount: Decimal
    href: str


def approved_items(finance: Organization, year: int) -> QuerySet[PlanItem]:
    """The approved items of a year in the finance body's own region and those within it."""
    return _items(finance, year).filter(APPROVED)


def _items(finance: Organization, year: int) -> QuerySet[PlanItem]:
    place = within(finance.region)
    rows = PlanItem.objects.filter(plan__fiscal_year=year, plan__purchaser__organization__region__startswith=place)
    return rows.select_related("plan__purchaser__organization", "plan__purchaser__budget_supervisor", "catalogue_item")


def rollups_for(actor: Actor | None) -> QuerySet[PlanRollup]:
    return visible(actor, Can.READ_ROLLUP, PlanRollup.objects.select_related(*RELATED))


def rows_for(actor: Actor | None, rollup: PlanRollup) -> QuerySet[RollupRow]:
    """The rows of a snapshot, each with `readable`: whether its item's page would open for the actor."""
    own = visible(actor, PlanCan.READ_ITEM, PlanItem.objects.filter(pk=OuterRef("item")))
    return rollup.rows.annotate(readable=Exists(own))


def figures(rollup: PlanRollup, way: str) -> list[Figure]:
    """The snapshot by region, department, group of the catalogue or source, the largest first. One statement."""
    value, label = WAYS[way]
    columns = (value, label) if value != label else (value,)
    sums = rollup.rows.order_by().values_list(*columns).annotate(number=Count("pk"), sum=Sum("amount"))
    found = [
        Figure(row[0], _named(way, row[0], row[-3]), row[-2], row[-1], _address(rollup, way, row[0])) for row in sums
    ]
    return sorted(found, key=lambda figure: (-figure.amount, figure.label))


def _named(way: str, value: Any, label: Any) -> str:
    if way == "region":
        return name_of(value)
    if way == "source":
        return f"{value} {Category(value).label}"
    return f"{value} {label}" if way == "group" else str(label)


def _address(rollup: PlanRollup, way: str, value: Any) -> str:
    return f"{rollup.get_absolute_url()}rows/?{urlencode({way: value})}"


def since(rollup: PlanRollup) -> QuerySet[PlanItem]:
    """Items approved, changed or cancelled after the snapshot, with what it has for them (`then`; None: nothing)."""
    then = RollupRow.objects.filter(rollup=rollup, item=OuterRef("pk")).values("amount")[:1]
    rows = _items(rollup.finance, rollup.fiscal_year).annotate(then=Subquery(then), now=THIS_YEAR)
    new, changed = APPROVED & Q(then=None), Q(then__isnull=False) & (~Q(now=F("then")) | ~APPROVED)
    return rows.filter(new | changed)


def drift(rollup: PlanRollup) -> dict[str, Any]:
    """How many items were approved since and for how much, and how many that the snapshot has are other now."""
    new = Q(then=None)
    found = since(rollup).aggregate(new=Count("pk", filter=new), amount=Sum("now", filter=new), all=Count("pk"))
    return {"new": found["new"], "amount": found["amount"] or Decimal(0), "changed": found["all"] - found["new"]}
