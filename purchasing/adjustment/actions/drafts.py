"""Drafts of adjustments: a change of an approved item, or an item that is to join its plan."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.values import clock
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.formkeys import answered, keep
from portal.workflow.perform import acting, changing
from purchasing.adjustment import guards
from purchasing.adjustment.flow import ADJUSTMENT
from purchasing.adjustment.models import Change, PlanAdjustment
from purchasing.adjustment.policies import Can
from purchasing.adjustment.queries import as_added, as_carried, as_it_is, later_years
from purchasing.plan.actions import ItemDraft, Task, next_seq, write_answers, write_item
from purchasing.plan.models import AnnualPlan, PlanItem


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
            row = PlanAdjustment(
                item=locked, change=change, before=now, after=_first(locked, change, now), author=act.user,
                drafted_at=act.at,
            )  # fmt: skip
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


def add_item(actor: Actor, plan: AnnualPlan, draft: ItemDraft, reason: str, *, form_key: str = "") -> PlanAdjustment:
    """Ask for an item to join a plan that is public; a form pressed twice asks once.

    Raises Forbidden outside the unit; Refused ("plan-takes-no-items", "form-used").
    """
    with acting(actor) as act:
        assert act.user is not None, "a person begins an adjustment"
        locked = AnnualPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        mine = PlanAdjustment.objects.filter(item__plan=locked, change=Change.ADD_ITEM)
        if key := answered(actor, form_key, ADJUSTMENT.name, lambda row: mine.filter(pk=row.subject_pk).exists()):
            return mine.get(pk=key.subject_pk)
        if refusal := guards.plan_takes_items(locked, act):
            raise Refused(refusal)
        if not allows(actor, Can.ADD_ITEM, locked):
            raise Forbidden(NOT_ALLOWED)
        item = PlanItem(plan=locked, seq=next_seq(locked))
        write_item(act, item, draft)
        row = PlanAdjustment(
            item=item, change=Change.ADD_ITEM, after=as_added(item), reason=reason, author=act.user, drafted_at=act.at
        )
        act.begin(ADJUSTMENT, row)
        keep(actor, form_key, flow=ADJUSTMENT.name, transition="add", subject_pk=row.pk, at=act.at)
        return row


def edit_added(
    actor: Actor, adjustment: PlanAdjustment, draft: ItemDraft, reason: str, *, version: int
) -> PlanAdjustment:
    """Save the item that is to join its plan, and why. Raises Refused ("stale-version"), Forbidden once it is no draft."""
    with changing(actor, adjustment, Can.EDIT_ADJUSTMENT, verb="adjustment.edit", version=version) as (act, row):
        item = PlanItem.objects.select_for_update(of=("self",)).get(pk=row.item_id)
        write_item(act, item, draft)
        row.after, row.reason = as_added(item), reason
        row.save(update_fields=["after", "reason"])
        return PlanAdjustment.objects.get(pk=row.pk)


def answer_hints(actor: Actor, adjustment: PlanAdjustment, reasons: Mapping[str, str], *, version: int) -> None:
    """Say why words in the new item mean no harm. Raises as `write_answers`, and Refused ("stale-version"), Forbidden."""
    with changing(actor, adjustment, Can.EDIT_ADJUSTMENT, verb="plan.answer_hints", version=version) as (act, row):
        write_answers(act, PlanItem.objects.select_for_update(of=("self",)).get(pk=row.item_id), reasons)


def edit_adjustment(
    actor: Actor, adjustment: PlanAdjustment, *, version: int, reason: str, after: Mapping[str, Any] | None = None
) -> PlanAdjustment:
    """Save the draft: why, and what the item is to say; the left side is read anew.

    Raises Refused ("stale-version", "funding-sum"), Forbidden once it is no draft.
    """
    with changing(actor, adjustment, Can.EDIT_ADJUSTMENT, verb="adjustment.edit", version=version) as (act, row):
        row.before = as_it_is(row.item, row.change)
        row.reason = reason
        row.after = dict(after) if after is not None else _first(row.item, row.change, row.before)
        if row.change == Change.AMOUNT:
            _check_sums(row.item, row.after, act)
        row.save(update_fields=["before", "after", "reason"])
        return PlanAdjustment.objects.get(pk=row.pk)


def _first(item: PlanItem, change: str, before: dict[str, Any]) -> dict[str, Any]:
    """The right side before anything was typed: what is computed, else what stands on the left."""
    return as_carried(item) if change == Change.CARRY_OVER else before


def amounts(tasks: list[Task], funding: list[tuple[int, Decimal]]) -> dict[str, Any]:
    """The right side of a change of amount: workload × standard, its sum, and the lines that bear it, in yuan."""
    return {
        "amount": str(sum((task.amount for task in tasks), Decimal("0.00"))),
        "tasks": [[t.name, t.unit, str(t.quantity), str(t.unit_price)] for t in tasks],
        "funding": [[line, str(yuan)] for line, yuan in funding],
    }


def _check_sums(item: PlanItem, after: Mapping[str, Any], act: Act) -> None:
    borne = sum((Decimal(yuan) for _line, yuan in after["funding"]), Decimal("0.00"))
    amount, later = Decimal(after["amount"]), later_years(item)
    if borne == amount - later:
        return
    said = (
        _("工作量×标准合计 %(amount)s 元，其中以后年度 %(later)s 元不变，资金来源合计 %(borne)s 元，应等于两者之差。")
        if later
        else _("工作量×标准合计 %(amount)s 元，资金来源合计 %(borne)s 元，两者应相等。")
    )
    raise Refused(
        Refusal(
            "funding-sum",
            said % {"amount": f"{amount:,.2f}", "later": f"{later:,.2f}", "borne": f"{borne:,.2f}"},
            rule="R-05",
            article=act.rule("R-05", clock.day_of(act.at)).cites,
            next_step=_("请核对工作量、标准和资金来源。"),
        )
    )
