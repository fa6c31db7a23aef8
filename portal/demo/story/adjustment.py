"""Story steps of an adjustment: asked for and handed up by the unit; finance finds it waiting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from portal.demo.cast import Cast
from portal.demo.story.plan import People
from portal.values import clock
from portal.workflow.perform import perform
from purchasing.adjustment.actions import add_item, edit_adjustment, start_adjustment
from purchasing.adjustment.flow import ADJUSTMENT
from purchasing.adjustment.models import PlanAdjustment
from purchasing.plan.actions import ItemDraft
from purchasing.plan.models import AnnualPlan, PlanItem

At = Callable[[datetime], AbstractContextManager[None]]


def ask(
    cast: Cast, item: PlanItem, change: str, after: Mapping[str, Any] | None, reason: str, *, on: datetime, at: At = clock.at,
    people: People | None = None,
) -> PlanAdjustment:  # fmt: skip
    """The clerk asks in the hour `on`, the head hands it up in the next."""
    who = people or People()
    with at(on):
        row = start_adjustment(cast[who.clerk], item, change)
        row = edit_adjustment(cast[who.clerk], row, version=row.version, reason=reason, after=after)
        perform(ADJUSTMENT, row, "submit_for_review", actor=cast[who.clerk])
    with at(on + timedelta(hours=1)):
        perform(ADJUSTMENT, row, "approve_in_unit", actor=cast[who.head])
    row.refresh_from_db()
    return row


def add(
    cast: Cast, plan: AnnualPlan, draft: ItemDraft, reason: str, *, on: datetime, at: At = clock.at,
    people: People | None = None,
) -> PlanAdjustment:  # fmt: skip
    """The clerk asks for an item to join the plan in the hour `on`, the head hands it up in the next."""
    who = people or People()
    with at(on):
        row = add_item(cast[who.clerk], plan, draft, reason)
        perform(ADJUSTMENT, row, "submit_for_review", actor=cast[who.clerk])
    with at(on + timedelta(hours=1)):
        perform(ADJUSTMENT, row, "approve_in_unit", actor=cast[who.head])
    row.refresh_from_db()
    return row


def decide(
    cast: Cast, row: PlanAdjustment, opinion: str, *, on: datetime, at: At = clock.at, clerk: str = "fo1",
    approver: str = "fa1",
) -> PlanAdjustment:  # fmt: skip
    """Finance's clerk gives an opinion in the hour `on`, another approves a day later."""
    with at(on):
        perform(ADJUSTMENT, row, "recommend", actor=cast[clerk], data={"opinion": opinion})
    with at(on + timedelta(days=1)):
        perform(ADJUSTMENT, row, "approve", actor=cast[approver])
    row.refresh_from_db()
    return row
