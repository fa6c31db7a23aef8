"""Holds beside the ledger: what each item's hold says of itself is what its entries come to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Min, Sum
from django.utils.translation import gettext as _

from purchasing.budget.models import LedgerEntry
from purchasing.budget.reconciliation import Drift, register_check, word_for
from purchasing.funding.models import BudgetHold

ZERO = Decimal("0.00")
Kind = LedgerEntry.Kind
SIGNS: dict[str, dict[str, int]] = {
    "amount": {Kind.HOLD: 1},
    "released": {Kind.RELEASE: 1},
    "committed": {Kind.COMMIT: 1, Kind.UNCOMMIT: -1},
    "paid": {Kind.PAY: 1},
    "carried": {Kind.CARRY_OUT: 1},
    "refunded": {Kind.REFUND: 1},
}


@register_check
def holds_follow_from_entries() -> Iterator[Drift]:
    """Amount, released, committed and paid and refunded of each hold, and no entry of an item without a hold."""
    kinds = sorted({kind for signs in SIGNS.values() for kind in signs})
    entries = LedgerEntry.objects.filter(kind__in=kinds, plan_item__isnull=False).order_by()
    sums: dict[tuple[int, int], dict[str, Decimal]] = {}
    for row in entries.values("line", "plan_item", "kind").annotate(total=Sum("amount")):
        sums.setdefault((row["line"], row["plan_item"]), {})[row["kind"]] = row["total"]
    for hold in BudgetHold.objects.select_related("item").order_by("pk").iterator():
        yield from _of(hold, sums.pop((hold.line_id, hold.item_id), {}))
    for (line, item), totals in sums.items():
        if held := totals.get(Kind.HOLD, ZERO):
            yield Drift(_("台账有冻结分录，没有冻结记录"), line, _("计划事项 %(key)s") % {"key": item}, held, ZERO)


@register_check
def carried_money_arrives() -> Iterator[Drift]:
    """What leaves one year's lines for an item stands on the next year's."""
    rows = LedgerEntry.objects.filter(kind__in=(Kind.CARRY_OUT, Kind.CARRY_IN)).order_by()
    sums: dict[tuple[int, int], dict[str, tuple[int, Decimal]]] = {}
    for row in rows.values("line__fiscal_year", "plan_item", "kind").annotate(total=Sum("amount"), line=Min("line")):
        year = row["line__fiscal_year"] + (1 if row["kind"] == Kind.CARRY_OUT else 0)
        sums.setdefault((row["plan_item"], year), {})[row["kind"]] = (row["line"], row["total"])
    for (item, year), found in sums.items():
        line = next(iter(found.values()))[0]
        gone, come = (found.get(kind, (line, ZERO))[1] for kind in (Kind.CARRY_OUT, Kind.CARRY_IN))
        if gone != come:
            name = _("计划事项 %(key)s：结转 %(year)s 年") % {"key": item, "year": year}
            yield Drift(_("结转转出与转入不等"), line, name, gone, come)


def _of(hold: BudgetHold, totals: dict[str, Decimal]) -> Iterator[Drift]:
    for name, signs in SIGNS.items():
        due = sum((totals.get(kind, ZERO) * sign for kind, sign in signs.items()), ZERO)
        found = getattr(hold, name)
        if due != found:
            check = _("冻结记录的“%(figure)s”与台账分录不符") % {"figure": word_for(BudgetHold, name)}
            yield Drift(check, hold.line_id, str(hold.item), due, found)
