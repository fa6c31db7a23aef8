"""Looks for money that does not add up: the ledger beside the lines' figures and beside whatever else follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import override

from purchasing.budget.balances import Balance, sums_of_entries
from purchasing.budget.folding import folded, folded_through, sums_by_key
from purchasing.budget.models import FIGURES, BudgetLine, FoldedSum, LedgerEntry

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Drift:
    """What should be `expected` yuan and is `found`; `line` is the key of the budget line it concerns."""

    check: str
    line: int
    subject: str
    expected: Decimal
    found: Decimal


Check = Callable[[], Iterable[Drift]]
_checks: list[Check] = []


def register_check(check: Check) -> Check:
    """Let whoever keeps figures of money say where they differ from the ledger."""
    if check not in _checks:
        _checks.append(check)
    return check


def drifts() -> list[Drift]:
    """Everything that does not add up at one instant, whoever writes meanwhile."""
    with _one_snapshot(), override("zh-hans"):
        return [drift for check in _checks for drift in check()]


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """All statements see the same instant; inside another transaction they see what it sees."""
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def word_for(model: type[Model], name: str) -> str:
    """What a column is called on pages."""
    return next(str(column.verbose_name) for column in model._meta.concrete_fields if column.name == name)


@register_check
def figures_follow_from_entries() -> Iterator[Drift]:
    """Each figure of a line is the sum of its entries."""
    sums: Iterable[Any] = LedgerEntry.objects.order_by().values("line").annotate(**sums_of_entries())
    expected: dict[int, dict[str, Any]] = {row["line"]: row for row in sums}
    for line in BudgetLine.objects.order_by("pk").iterator():
        for figure in FIGURES:
            due, found = expected.get(line.pk, {}).get(figure, ZERO), getattr(line, figure)
            if due != found:
                check = _("预算项目的“%(figure)s”与台账分录不符") % {"figure": word_for(BudgetLine, figure)}
                yield Drift(check, line.pk, str(line), due, found)


@register_check
def transfers_come_to_nothing() -> Iterator[Drift]:
    """The entries of each transfer take from one line what they give to the other."""
    sums: dict[int, tuple[int, Decimal]] = {}
    both = (LedgerEntry.Kind.TRANSFER_OUT, LedgerEntry.Kind.TRANSFER_IN)
    rows = LedgerEntry.objects.filter(transfer__isnull=False, kind__in=both).order_by("pk")
    for transfer, line, kind, amount in rows.values_list("transfer_id", "line_id", "kind", "amount"):
        total = sums.get(transfer, (line, ZERO))[1]
        sums[transfer] = (line, total + (amount if kind == LedgerEntry.Kind.TRANSFER_IN else -amount))
    for transfer, (line, total) in sums.items():
        if total:
            name = _("预算调剂第 %(number)s 号") % {"number": transfer}
            yield Drift(_("调出与调入不等"), line, name, ZERO, total)


@register_check
def folded_sums_follow_from_entries() -> Iterator[Drift]:
    """What is folded, which the board reads, is the sum of the entries up to where they are folded."""
    expected, found = sums_by_key(LedgerEntry.objects.filter(pk__lte=folded_through())), folded(FoldedSum.objects.all())
    for key in sorted({*expected, *found}):
        due, kept = expected.get(key, Balance()), found.get(key, Balance())
        if due != kept:
            line = BudgetLine.objects.filter(purchaser=key[0], fiscal_year=key[1]).order_by("pk").first()
            for figure in (figure for figure in FIGURES if getattr(due, figure) != getattr(kept, figure)):
                check = _("预算一览的“%(figure)s”与台账分录不符") % {"figure": word_for(BudgetLine, figure)}
                subject = str(line or key)
                yield Drift(check, line.pk if line else 0, subject, getattr(due, figure), getattr(kept, figure))
