"""Money that is held or paid does not follow a task and is not taken back."""

from __future__ import annotations

from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.budget.queries import below_held, shortfall
from purchasing.transfer.models import BudgetTransfer


def source_bears_the_transfer(transfer: BudgetTransfer, act: Act) -> Refusal | None:
    """The line that gives has free what it gives, beside what is frozen and paid (R-05); the act itself looks again under lock."""
    if transfer.takes_back:
        return below_held(transfer.source, transfer.amount) if transfer.amount > transfer.source.free else None
    return shortfall({transfer.source_id: transfer.source}, {transfer.source_id: transfer.amount}, act)
