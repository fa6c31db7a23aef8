"""Reads of transfers."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from purchasing.budget.models import BudgetLine
from purchasing.transfer.models import BudgetTransfer, State
from purchasing.transfer.policies import Can

RELATED = ("source__purchaser__organization", "target__purchaser__organization", "recorded_by", "decided_by")


def transfers_for(actor: Actor | None) -> QuerySet[BudgetTransfer]:
    """The transfers an actor may read, the latest first."""
    return visible(actor, Can.READ_TRANSFER, BudgetTransfer.objects.select_related(*RELATED))


def transfers_of(line: BudgetLine) -> QuerySet[BudgetTransfer]:
    """What came to a line or went from it, and what is to be confirmed."""
    return BudgetTransfer.objects.filter(Q(source=line) | Q(target=line)).select_related(*RELATED)


def waiting_on(lines: Iterable[int]) -> QuerySet[BudgetTransfer]:
    """Transfers that would take from these lines (by key) and are not confirmed yet."""
    rows = BudgetTransfer.objects.filter(source__in=list(lines), state=State.RECORDED)
    return rows.select_related("target__purchaser__organization").order_by("pk")
