"""Reads of budget lines and their ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.budget.models import BudgetLine, LedgerEntry
from purchasing.budget.policies import Can
from purchasing.purchaser.models import Purchaser

ZERO = Decimal("0.00")


def lines_for(actor: Actor | None) -> QuerySet[BudgetLine]:
    """The lines an actor may read, newest year first."""
    rows = BudgetLine.objects.select_related("purchaser__organization")
    return visible(actor, Can.READ_LINE, rows).order_by("-fiscal_year", "purchaser", "code")


def lines_of(purchaser: Purchaser, year: int) -> QuerySet[BudgetLine]:
    return BudgetLine.objects.filter(purchaser=purchaser, fiscal_year=year)


def entries_of(line: BudgetLine) -> QuerySet[LedgerEntry]:
    return line.entries.select_related("plan_item", "entered_by").order_by("pk")


def totals(lines: Iterable[BudgetLine]) -> dict[str, Decimal]:
    """The figures of several lines together, in yuan."""
    rows = list(lines)
    return {
        name: sum((getattr(line, name) for line in rows), ZERO)
        for name in ("granted", "held", "committed", "paid", "free")
    }


def shortfall(lines: dict[int, BudgetLine], wanted: Mapping[int, Decimal], act: Act) -> Refusal | None:
    """Why the lines cannot bear what is wanted of them (yuan by key), every gap named; None where they can."""
    short = [
        over_balance(str(line), line.free, wanted[pk], act) for pk, line in lines.items() if line.free < wanted[pk]
    ]
    return replace(short[0], message="".join(str(refusal.message) for refusal in short)) if short else None


def over_balance(name: str, free: Decimal, wanted: Decimal, act: Act) -> Refusal:
    """Why `wanted` yuan cannot be taken where `free` are left, with the gap (no budget, no purchase: R-05)."""
    return Refusal(
        "over-balance",
        _("“%(line)s”可用 %(free)s 元，需要 %(wanted)s 元，缺口 %(gap)s 元。")
        % {"line": name, "free": f"{free:,.2f}", "wanted": f"{wanted:,.2f}", "gap": f"{wanted - free:,.2f}"},
        rule="R-05",
        article=act.rule("R-05", clock.day_of(act.at)).cites,
        next_step=_("请核减金额、改用其他预算项目，或申请新增预算。"),
    )
