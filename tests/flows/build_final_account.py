"""Accounts of past years without any money, resting in each state."""

from __future__ import annotations

from portal.demo.cast import Cast
from portal.values import clock
from portal.workflow.perform import writing_states
from purchasing.models import FinalAccount
from tests.factories.cases import plan

YEARS = iter(range(2001, 2025))
DATA = {"check": {"opinion": "相符"}, "send_back": {"reason": "补正"}, "return_to_unit": {"reason": "补正"}}


def build(cast: Cast, state: str) -> FinalAccount:
    closed = "closed" if state in ("confirmed", "published") else "in_execution"
    row = FinalAccount(
        plan=plan(cast, state=closed, year=next(YEARS)), author=cast.user("po2"), drafted_at=clock.now(), state=state
    )
    with writing_states():
        row.save()
    return row
