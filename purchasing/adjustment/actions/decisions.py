"""The moves of adjustments: a decision writes the item anew and moves the money that it freezes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from portal.reports.actions import publish_report
from portal.values import clock
from portal.workflow.act import Act
from portal.workflow.numbers import next_number
from purchasing.adjustment.flow import ADJUSTMENT
from purchasing.adjustment.models import Change, PlanAdjustment
from purchasing.adjustment.queries import TEXTS, later_years, papers_of
from purchasing.adjustment.reports import request_letter
from purchasing.funding.actions import approve_later, carry_over, freeze_anew, release_rest
from purchasing.plan import chain
from purchasing.plan.actions import Task, follow, write_funding, write_workload
from purchasing.plan.flow import PLAN_ITEM
from purchasing.plan.models import PlanItem
from purchasing.publication.actions import draft_publication, when_released
from purchasing.publication.models import Kind

ZERO = Decimal("0.00")


def _move_added(adjustment: PlanAdjustment, act: Act, name: str) -> None:
    """An item that is to join its plan goes the way of a filed one, beside its adjustment."""
    if adjustment.change == Change.ADD_ITEM:
        act.perform_as_system(PLAN_ITEM, adjustment.item, name)


@ADJUSTMENT.performs("submit_for_review")
def submit_for_review(adjustment: PlanAdjustment, act: Act) -> None:
    """The audit entry says who and when."""
    adjustment.return_reason = ""


@ADJUSTMENT.performs("approve_in_unit")
def approve_in_unit(adjustment: PlanAdjustment, act: Act) -> None:
    """Handed up to finance, which from here on reads the new item as well; the chain follows what it would cost."""
    if adjustment.change == Change.ADD_ITEM:
        chain.fix(adjustment, act, adjustment.item.amount, [adjustment.item.category])
    else:
        chain.fix(adjustment, act, Decimal(adjustment.after["amount"]) if adjustment.change == Change.AMOUNT else ZERO)
    _move_added(adjustment, act, "submit")


@ADJUSTMENT.performs("withdraw")
def withdraw(adjustment: PlanAdjustment, act: Act) -> None:
    """The unit takes it back before finance has it."""
    adjustment.return_reason = ""
    _move_added(adjustment, act, "cancel")


@ADJUSTMENT.performs("send_back")
def send_back(adjustment: PlanAdjustment, act: Act, *, reason: str) -> None:
    adjustment.return_reason = reason


@ADJUSTMENT.performs("return_to_unit")
def return_to_unit(adjustment: PlanAdjustment, act: Act, *, reason: str) -> None:
    adjustment.return_reason = reason
    _move_added(adjustment, act, "return_to_unit")


@ADJUSTMENT.performs("recommend")
def recommend(adjustment: PlanAdjustment, act: Act, *, opinion: str) -> None:
    adjustment.opinion = opinion
    chain.forget(adjustment)
    if adjustment.change == Change.ADD_ITEM:
        follow(act, adjustment.item, "check_funding")  # not again after the second clerk has sent it back


@ADJUSTMENT.performs("concur")
def concur(adjustment: PlanAdjustment, act: Act) -> None:
    chain.agree(adjustment, act)


@ADJUSTMENT.performs("question")
def question(adjustment: PlanAdjustment, act: Act, *, reason: str) -> None:
    chain.question(adjustment, reason)


@ADJUSTMENT.performs("refuse")
def refuse(adjustment: PlanAdjustment, act: Act, *, reason: str) -> None:
    adjustment.return_reason, adjustment.decided_at = reason, act.at
    _move_added(adjustment, act, "refuse")


@ADJUSTMENT.performs("approve")
def approve(adjustment: PlanAdjustment, act: Act, **data: Any) -> None:
    """Write the item as the right side says, move its money, number the decision, put both sides up for publication.

    Raises Refused ("over-balance") naming each line that falls short, with its gap.
    """
    item = PlanItem.objects.select_for_update(of=("self",)).get(pk=adjustment.item_id)
    adjustment.item = item
    adjustment.number = approve_later(act, item).number if adjustment.joins_now else _number(act)
    if adjustment.change == Change.ADD_ITEM and not adjustment.joins_now:
        act.perform_as_system(PLAN_ITEM, item, "await_budget")
    elif adjustment.change == Change.CANCEL:
        release_rest(act, item)
        act.perform_as_system(PLAN_ITEM, item, "cancel")
    elif adjustment.change == Change.AMOUNT:
        _write_amount(item, adjustment.after, act)
    elif adjustment.change == Change.CARRY_OVER:
        carry_over(act, item, adjustment.number)
    elif adjustment.change in TEXTS:
        _write_texts(item, adjustment.after)
    adjustment.decided_at = act.at
    if not adjustment.joins_now:
        request_letter(adjustment, act)
    draft_publication(
        act, adjustment, Kind.ADJUSTMENT, title=str(adjustment), purchaser=item.plan.purchaser, ocid=item.ocid or "",
        not_before=act.at, author=adjustment.author,
    )  # fmt: skip


def _number(act: Act) -> str:
    year = clock.day_of(act.at).year
    return f"景财购调〔{year}〕{next_number('plan_adjustment', year)}号"


@when_released(Kind.ADJUSTMENT)
def publish_letter(adjustment: PlanAdjustment, act: Act) -> None:
    """The letter is public with the text about it."""
    for report in papers_of(adjustment):
        publish_report(report, act=act)


def _write_amount(item: PlanItem, after: Mapping[str, Any], act: Act) -> None:
    tasks = [Task(name, unit, Decimal(quantity), Decimal(price)) for name, unit, quantity, price in after["tasks"]]
    funding = [(line, Decimal(yuan)) for line, yuan in after["funding"]]
    freeze_anew(act, item, dict(funding))
    item.amount = Decimal(after["amount"])
    if item.slices:
        item.slices[0]["amount"] = f"{item.amount - later_years(item):.2f}"
    item.save(update_fields=["amount", "slices"])
    write_workload(item, tasks)
    write_funding(item, funding)


def _write_texts(item: PlanItem, after: Mapping[str, Any]) -> None:
    for name, value in after.items():
        setattr(item, name, date.fromisoformat(value) if name == "expected_month" else value)
    item.save(update_fields=list(after))


@PLAN_ITEM.performs("cancel")
def cancel(item: PlanItem, act: Act, **data: Any) -> None:
    """The task is given up; its money was freed in the same act."""
