"""Money that is to follow a task from one line of the first case to another."""

from __future__ import annotations

from decimal import Decimal

from portal.demo.cast import Cast
from portal.values import clock
from portal.workflow.perform import writing_states
from purchasing.models import BudgetTransfer
from tests.factories.cases import budget_lines

DATA = {"refuse": {"reason": "依据不足"}}


def build(cast: Cast, state: str) -> BudgetTransfer:
    source, target, _other = budget_lines(cast)
    transfer = BudgetTransfer(
        source=source, target=target, amount=Decimal("1000.00"), document="文号", reason="清扫随转", state=state,
        recorded_by=cast.user("fo1"), recorded_at=clock.now(),
    )  # fmt: skip
    with writing_states():
        transfer.save()
    return transfer
