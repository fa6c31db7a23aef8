"""Reads of holds: what is frozen for an item and how a payment falls on the lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from django.db.models import Q, QuerySet

from portal.values.money import split
from purchasing.funding.models import BudgetHold
from purchasing.plan.models import ItemFunding, PlanItem

ZERO = Decimal("0.00")


def holds_of(item: PlanItem) -> QuerySet[BudgetHold]:
    """The item's holds with their lines, in the order of the lines."""
    return BudgetHold.objects.filter(item=item).select_related("line").order_by("line_id")


def holds_of_purchase(item: PlanItem) -> QuerySet[BudgetHold]:
    """The holds of what was bought by the item: its own and those of its later years, in the order of the lines."""
    rows = BudgetHold.objects.filter(Q(item=item) | Q(item__continues=item))
    return rows.select_related("line").order_by("line_id", "pk")


def open_holds_of_purchase(item: PlanItem) -> list[BudgetHold]:
    """Those of them that still freeze something."""
    return [hold for hold in holds_of_purchase(item) if hold.open]


def wanted_of(funding: Iterable[ItemFunding]) -> dict[int, Decimal]:
    """What these rows of funding take from each line (by key), in yuan."""
    wanted: dict[int, Decimal] = {}
    for row in funding:
        wanted[row.line_id] = wanted.get(row.line_id, ZERO) + row.amount
    return wanted


def is_funded(item: PlanItem) -> bool:
    """Whether the lines bear what falls on the plan's year of the item, no more and no less."""
    return bool(sum((row.amount for row in item.funding.all()), ZERO) == item.this_year)


def open_amount(holds: Iterable[BudgetHold]) -> Decimal:
    """What is still frozen and neither freed nor paid, in yuan."""
    return sum((hold.open for hold in holds), ZERO)


Owed = Callable[[PlanItem], Decimal | None]
_owed: list[Owed] = []


def register_owed(source: Owed) -> Owed:
    """Let the app that keeps contracts say what is still to be paid of an item's contract, in yuan; None without one."""
    if source not in _owed:
        _owed.append(source)
    return source


def to_carry(item: PlanItem, holds: list[BudgetHold]) -> list[Decimal]:
    """What of each hold is still needed after the year's end, in yuan: what the contract owes; without one, all of it."""
    owed = next((found for source in _owed if (found := source(item)) is not None), None)
    if owed is None:
        return [hold.open for hold in holds]
    return shares_of_payment(holds, min(owed, open_amount(holds)), last=True)


def open_holds(item: PlanItem) -> list[BudgetHold]:
    """The item's holds that still freeze something."""
    return [hold for hold in holds_of(item) if hold.open]


def shares_of_payment(holds: list[BudgetHold], amount: Decimal, *, last: bool) -> list[Decimal]:
    """How `amount` yuan fall on the holds: by what each was committed to, in whole fen, largest remainder; where the lines
    are of several years, an earlier year's money goes first.

    The last payment of a contract takes what is left on each line, less the line's share of what was deducted in all.
    """
    years = sorted({hold.line.fiscal_year for hold in holds})
    if len(years) > 1 and not last:
        return _year_by_year(holds, amount, years)
    weights = [hold.committed for hold in holds]
    rooms = [hold.open for hold in holds]
    if last:
        deducted = split(sum(rooms, ZERO) - amount, weights)
        shares = [room - less for room, less in zip(rooms, deducted, strict=True)]
    else:
        shares = split(amount, weights)
    return _within(shares, rooms)


def _year_by_year(holds: list[BudgetHold], amount: Decimal, years: list[int]) -> list[Decimal]:
    shares: dict[int, Decimal] = {}
    for year in years:
        of_year = [hold for hold in holds if hold.line.fiscal_year == year]
        part = min(amount, open_amount(of_year))
        found = shares_of_payment(of_year, part, last=False) if part else [ZERO] * len(of_year)
        shares |= {hold.pk: share for hold, share in zip(of_year, found, strict=True)}
        amount -= part
    return [shares[hold.pk] for hold in holds]


def _within(shares: list[Decimal], rooms: list[Decimal]) -> list[Decimal]:
    """Shares of which none exceeds its room or is negative; the few fen too many go to the first lines with room left."""
    fitted = [max(ZERO, min(share, room)) for share, room in zip(shares, rooms, strict=True)]
    rest = sum(shares, ZERO) - sum(fitted, ZERO)
    for index, room in enumerate(rooms):
        more = max(-fitted[index], min(rest, room - fitted[index]))
        fitted[index] += more
        rest -= more
    return fitted
