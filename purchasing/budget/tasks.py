"""The nightly comparison of the ledger, once a day in Beijing by whichever tick comes first after midnight; the sums folded
every few minutes."""

from __future__ import annotations

from celery import shared_task

from portal.values import clock
from purchasing.budget.actions import reconcile
from purchasing.budget.folding import fold
from purchasing.budget.queries import was_reconciled_on


@shared_task(ignore_result=True)
def reconcile_daily() -> bool:
    """Compare unless that has been done today; a tick lost to a broken worker is made good by the next."""
    if was_reconciled_on(clock.today()):
        return False
    reconcile()
    return True


@shared_task(ignore_result=True)
def fold_ledger() -> int:
    """Keep the board's reading short; while somebody writes to the ledger the next tick does it."""
    return fold()
