"""Reads of budget lines and their ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.budget.models import BudgetLine, LedgerEntry, Reconciliation
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


def origin_of(entry: LedgerEntry) -> str:
    """The page of the transfer that an entry belongs to, "" for one of none."""
    return f"/desk/budget/transfers/{entry.transfer_id}/" if entry.transfer_id else ""


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


def passed_down(name: str) -> Refusal:
    """Why money is not added to a line that was passed down: what a unit may spend is recorded by one and confirmed by
    another (政府采购法实施条例 art. 29)."""
    return Refusal(
        "passed-down",
        _("“%(line)s”的预算已批复下达，不能直接追加。") % {"line": name},
        article="政府采购法实施条例 第二十九条",
        next_step=_("请以新的项目代码登记，再登记批复文件并由审批岗位确认；单位之间调剂的，办理预算调剂。"),
        field="code",
    )


def below_held(line: BudgetLine, amount: Decimal) -> Refusal:
    """Why a grant cannot be reduced by `amount` yuan, with what is frozen and paid."""
    figures = {
        "line": line, "granted": line.granted, "amount": amount, "after": line.granted - amount, "held": line.held,
        "paid": line.paid, "free": line.free,
    }  # fmt: skip
    return Refusal(
        "below-held",
        _(
            "“%(line)s”预算数 %(granted)s 元，核减 %(amount)s 元后为 %(after)s 元，低于已冻结 %(held)s 元与已支付 %(paid)s 元之和。"
        )
        % {name: f"{value:,.2f}" if isinstance(value, Decimal) else value for name, value in figures.items()},
        next_step=_("最多可以核减 %(free)s 元；需要核减更多的，请先解除冻结。") % {"free": f"{line.free:,.2f}"},
        field="amount",
    )


def reconciliations_for(actor: Actor | None, last: int) -> list[tuple[Reconciliation, list[dict[str, Any]]]]:
    """The latest comparisons, each with the drifts of lines the actor answers for or watches. Two statements."""
    runs = list(Reconciliation.objects.all()[:last])
    keys = {drift["line"] for run in runs for drift in run.drifts}
    seen = visible(actor, Can.READ_RECONCILIATION, BudgetLine.objects.filter(pk__in=keys))
    lines = {line.pk: line for line in seen.select_related("purchaser__organization")} if keys else {}
    return [
        (run, [{**drift, "line": lines[drift["line"]]} for drift in run.drifts if drift["line"] in lines])
        for run in runs
    ]


def was_reconciled_on(day: date) -> bool:
    """Whether the ledger was compared on that day in Beijing."""
    return Reconciliation.objects.filter(at__gte=clock.start_of(day), at__lt=clock.end_of(day)).exists()
