"""Writes of adjustments: begun, edited, decided; a decision writes the item anew and moves the money that it freezes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.values import clock
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.numbers import next_number
from portal.workflow.perform import acting, changing
from purchasing.adjustment import guards
from purchasing.adjustment.flow import ADJUSTMENT
from purchasing.adjustment.models import Change, PlanAdjustment
from purchasing.adjustment.policies import Can
from purchasing.adjustment.queries import as_it_is
from purchasing.funding.actions import freeze_anew, release_rest
from purchasing.plan.actions import Task, write_funding, write_workload
from purchasing.plan.flow import PLAN_ITEM
from purchasing.plan.models import PlanItem
from purchasing.publication.actions import draft_publication
from purchasing.publication.models import Kind


def start_adjustment(actor: Actor, item: PlanItem, change: str) -> PlanAdjustment:
    """Begin a change of an approved item, with both sides as it is now.

    Raises Forbidden outside the unit; Refused ("item-not-approved", "procurement-runs", "adjustment-open").
    """
    try:
        with acting(actor) as act:
            assert act.user is not None, "a person begins an adjustment"
            locked = PlanItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
            if not allows(actor, Can.BEGIN_ADJUSTMENT, locked):
                raise Forbidden(NOT_ALLOWED)
            now = as_it_is(locked, change)
            row = PlanAdjustment(item=locked, change=change, before=now, after=now, author=act.user, drafted_at=act.at)
            if refusal := guards.item_may_change(row, act):
                raise Refused(refusal)
            act.begin(ADJUSTMENT, row)
            return row
    except IntegrityError as error:
        raise Refused(
            Refusal(
                "adjustment-open",
                _("“%(item)s”已有办理中的调整申请。") % {"item": item.title},
                next_step=_("请先办结或撤回已有的申请。"),
                field="item",
            )
        ) from error


def edit_adjustment(
    actor: Actor, adjustment: PlanAdjustment, *, version: int, reason: str, after: Mapping[str, Any] | None = None
) -> PlanAdjustment:
    """Save the draft: why, and what the item is to say; the left side is read anew.

    Raises Refused ("stale-version", "funding-sum"), Forbidden once it is no draft.
    """
    with changing(actor, adjustment, Can.EDIT_ADJUSTMENT, verb="adjustment.edit", version=version) as (act, row):
        row.before = as_it_is(row.item, row.change)
        row.reason = reason
        row.after = dict(after) if after is not None else row.before
        if row.change == Change.AMOUNT:
            _check_sums(row.after, act)
        row.save(update_fields=["before", "after", "reason"])
        return PlanAdjustment.objects.get(pk=row.pk)


def amounts(tasks: list[Task], funding: list[tuple[int, Decimal]]) -> dict[str, Any]:
    """The right side of a change of amount: workload × standard, its sum, and the lines that bear it, in yuan."""
    return {
        "amount": str(sum((task.amount for task in tasks), Decimal("0.00"))),
        "tasks": [[t.name, t.unit, str(t.quantity), str(t.unit_price)] for t in tasks],
        "funding": [[line, str(yuan)] for line, yuan in funding],
    }


def _check_sums(after: Mapping[str, Any], act: Act) -> None:
    borne = sum((Decimal(yuan) for _line, yuan in after["funding"]), Decimal("0.00"))
    if borne == Decimal(after["amount"]):
        return
    raise Refused(
        Refusal(
            "funding-sum",
            _("工作量×标准合计 %(amount)s 元，资金来源合计 %(borne)s 元，两者应相等。")
            % {"amount": f"{Decimal(after['amount']):,.2f}", "borne": f"{borne:,.2f}"},
            rule="R-05",
            article=act.rule("R-05", clock.day_of(act.at)).cites,
            next_step=_("请核对工作量、标准和资金来源。"),
        )
    )


@ADJUSTMENT.performs("submit_for_review")
@ADJUSTMENT.performs("approve_in_unit")
@ADJUSTMENT.performs("withdraw")
def move(adjustment: PlanAdjustment, act: Act, **data: Any) -> None:
    """The audit entry says who and when."""
    adjustment.return_reason = ""


@ADJUSTMENT.performs("send_back")
@ADJUSTMENT.performs("return_to_unit")
def send_back(adjustment: PlanAdjustment, act: Act, *, reason: str) -> None:
    adjustment.return_reason = reason


@ADJUSTMENT.performs("recommend")
def recommend(adjustment: PlanAdjustment, act: Act, *, opinion: str) -> None:
    adjustment.opinion = opinion


@ADJUSTMENT.performs("refuse")
def refuse(adjustment: PlanAdjustment, act: Act, *, reason: str) -> None:
    adjustment.return_reason, adjustment.decided_at = reason, act.at


@ADJUSTMENT.performs("approve")
def approve(adjustment: PlanAdjustment, act: Act, **data: Any) -> None:
    """Write the item as the right side says, move its money, number the decision, put both sides up for publication.

    Raises Refused ("over-balance") naming each line that falls short, with its gap.
    """
    item = PlanItem.objects.select_for_update(of=("self",)).get(pk=adjustment.item_id)
    if adjustment.change == Change.CANCEL:
        release_rest(act, item)
        act.perform_as_system(PLAN_ITEM, item, "cancel")
    elif adjustment.change == Change.AMOUNT:
        _write_amount(item, adjustment.after, act)
    else:
        _write_texts(item, adjustment.after)
    year = clock.day_of(act.at).year
    adjustment.number = f"景财购调〔{year}〕{next_number('plan_adjustment', year)}号"
    adjustment.decided_at = act.at
    adjustment.item = item
    draft_publication(
        act, adjustment, Kind.ADJUSTMENT, title=str(adjustment), purchaser=item.plan.purchaser, ocid=item.ocid or "",
        not_before=act.at, author=adjustment.author,
    )  # fmt: skip


def _write_amount(item: PlanItem, after: Mapping[str, Any], act: Act) -> None:
    tasks = [Task(name, unit, Decimal(quantity), Decimal(price)) for name, unit, quantity, price in after["tasks"]]
    funding = [(line, Decimal(yuan)) for line, yuan in after["funding"]]
    freeze_anew(act, item, dict(funding))
    item.amount = Decimal(after["amount"])
    item.save(update_fields=["amount"])
    write_workload(item, tasks)
    write_funding(item, funding)


def _write_texts(item: PlanItem, after: Mapping[str, Any]) -> None:
    for name, value in after.items():
        setattr(item, name, date.fromisoformat(value) if name == "expected_month" else value)
    item.save(update_fields=list(after))


@PLAN_ITEM.performs("cancel")
def cancel(item: PlanItem, act: Act, **data: Any) -> None:
    """The task is given up; its money was freed in the same act."""
