"""Reads of accounts: the live figures of a year's money by item and line, their sums, and what departs from the budget."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q, QuerySet, Sum

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.reports.actions import reports_of
from portal.reports.models import Report
from portal.values import clock
from purchasing.account.models import AccountLine, FinalAccount
from purchasing.account.policies import Can
from purchasing.adjustment.models import Change, PlanAdjustment
from purchasing.adjustment.models import State as AdjustmentState
from purchasing.budget.models import LedgerEntry
from purchasing.funding.models import BudgetHold
from purchasing.plan.models import AnnualPlan, ItemFunding, ItemState, PlanItem

ZERO = Decimal("0.00")
FIGURES = ("approved", "adjusted", "committed", "paid", "carried", "freed", "open", "variance")
Key = tuple[int, int]


def accounts_for(actor: Actor) -> QuerySet[FinalAccount]:
    """The accounts an actor may read, newest year first."""
    rows = FinalAccount.objects.select_related("plan__purchaser__organization")
    return visible(actor, Can.READ_ACCOUNT, rows).order_by("-plan__fiscal_year", "-pk")


def plans_to_close(actor: Actor) -> QuerySet[AnnualPlan]:
    """The unit's plans of past years that have no account yet, newest first."""
    rows = AnnualPlan.objects.filter(fiscal_year__lt=clock.today().year, final_account=None)
    return visible(actor, Can.START_ACCOUNT, rows.select_related("purchaser__organization")).order_by("-fiscal_year")


def lines_of(account: FinalAccount) -> QuerySet[AccountLine]:
    """The account as it was last drawn up, in the order of the plan."""
    rows = account.lines.select_related("item__plan", "line")
    return rows.order_by("item__plan__fiscal_year", "item__seq", "item", "line__code")


def live_lines(account: FinalAccount) -> list[AccountLine]:
    """The same from the ledger as it is now: every item with money frozen on a line of the plan's year, whichever year's
    plan it belongs to. Not saved."""
    plan = account.plan
    holds = BudgetHold.objects.filter(line__purchaser=plan.purchaser_id, line__fiscal_year=plan.fiscal_year)
    rows = list(
        holds.select_related("item__plan", "line").order_by("item__plan__fiscal_year", "item__seq", "line__code")
    )
    items = {hold.item_id: hold.item for hold in rows}
    now, first, added, signed = _funding(items), _first_funding(items), _added(items), _committed(items)
    found = []
    for hold in rows:
        key = (hold.item_id, hold.line_id)
        own = hold.item.plan_id == plan.pk
        adjusted = now.get(key, ZERO) if own else hold.amount
        paid = hold.paid - hold.refunded
        if hold.item.state == ItemState.CANCELLED:
            adjusted = paid + hold.carried
        approved = first.get(key, now.get(key, ZERO) if hold.item_id not in {i for i, _l in first} else ZERO)
        found.append(
            AccountLine(
                account=account, item=hold.item, line=hold.line,
                approved=approved if own and hold.item_id not in added else ZERO, adjusted=adjusted,
                committed=signed.get(key, ZERO), paid=paid, carried=hold.carried, open=hold.open,
                freed=adjusted - paid - hold.carried - hold.open,
            )
        )  # fmt: skip
    return found


def _funding(items: Iterable[int]) -> dict[Key, Decimal]:
    rows = ItemFunding.objects.filter(item__in=items)
    return {(row.item_id, row.line_id): row.amount for row in rows}


def _effective(items: Iterable[int]) -> QuerySet[PlanAdjustment]:
    return PlanAdjustment.objects.filter(item__in=items, state=AdjustmentState.EFFECTIVE).order_by("decided_at", "pk")


def _first_funding(items: Iterable[int]) -> dict[Key, Decimal]:
    """What the lines bore of the items whose amount was changed, before the first change."""
    found: dict[int, dict[Key, Decimal]] = {}
    for row in _effective(items).filter(change=Change.AMOUNT):
        shares = {(row.item_id, line): Decimal(yuan) for line, yuan in row.before["funding"]}
        found.setdefault(row.item_id, shares)
    return {key: yuan for shares in found.values() for key, yuan in shares.items()}


def _added(items: Iterable[int]) -> set[int]:
    """Those that joined the plan in mid-year: the plan as it was approved did not have them."""
    return set(_effective(items).filter(change=Change.ADD_ITEM).values_list("item", flat=True))


def _committed(items: Iterable[int]) -> dict[Key, Decimal]:
    """What contracts took of each line when they were signed or carried over."""
    rows = LedgerEntry.objects.filter(plan_item__in=items, kind=LedgerEntry.Kind.COMMIT).order_by()
    sums = rows.values_list("plan_item", "line").annotate(total=Sum("amount"))
    return {(item, line): total for item, line, total in sums}


@dataclass(frozen=True)
class ItemAccount:
    """The figures of one item over its lines, in yuan; `reason` why payment departs from the budget."""

    item: PlanItem | None
    approved: Decimal
    adjusted: Decimal
    committed: Decimal
    paid: Decimal
    carried: Decimal
    freed: Decimal
    open: Decimal
    reason: str = ""

    @property
    def variance(self) -> Decimal:
        return self.paid - self.adjusted

    @property
    def percent(self) -> str:
        """The variance as a share of the budget, in percent with two places; "—" where there was none."""
        if not self.adjusted:
            return "—"
        return f"{(self.variance * 100 / self.adjusted).quantize(ZERO, ROUND_HALF_UP)}%"

    def departs(self, share: Decimal) -> bool:
        """Whether payment differs from the budget by more than this share of it."""
        return abs(self.variance) > share * self.adjusted


def summed(lines: Iterable[AccountLine], item: PlanItem | None = None, reason: str = "") -> ItemAccount:
    """Several lines together."""
    rows = list(lines)
    figures = {name: sum((getattr(row, name) for row in rows), ZERO) for name in FIGURES if name != "variance"}
    return ItemAccount(item, **figures, reason=reason)


def by_item(account: FinalAccount, lines: Iterable[AccountLine]) -> list[ItemAccount]:
    """The lines of each item together, in their order."""
    groups: dict[int, list[AccountLine]] = {}
    for row in lines:
        groups.setdefault(row.item_id, []).append(row)
    return [summed(rows, rows[0].item, account.reasons.get(str(pk), "")) for pk, rows in groups.items()]


def same_figures(one: Iterable[AccountLine], other: Iterable[AccountLine]) -> bool:
    """Whether two drawings of an account say the same."""
    left, right = (
        {(r.item_id, r.line_id): [getattr(r, name) for name in FIGURES] for r in rows} for rows in (one, other)
    )
    return left == right


def papers_of(account: FinalAccount) -> QuerySet[Report]:
    """The confirmed account as a paper: none or one that is not superseded."""
    return reports_of(account).filter(superseded_by=None).select_related("file")


def open_adjustments(plan: AnnualPlan) -> QuerySet[PlanAdjustment]:
    """Changes of the plan's items that are still being decided."""
    closed = Q(state__in=[AdjustmentState.EFFECTIVE, AdjustmentState.REFUSED, AdjustmentState.WITHDRAWN])
    return PlanAdjustment.objects.filter(~closed, item__plan=plan).select_related("item").order_by("pk")
