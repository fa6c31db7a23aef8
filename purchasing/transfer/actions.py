"""Writes of transfers: what a clerk records, and the pair of entries that the confirmation makes."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.formkeys import answered, keep
from portal.workflow.perform import acting
from purchasing.budget.actions import enter, enter_transfer, lock_lines
from purchasing.budget.models import BudgetLine, LedgerEntry
from purchasing.budget.policies import Can as BudgetCan
from purchasing.budget.queries import below_held, shortfall
from purchasing.purchaser.models import Purchaser
from purchasing.transfer.flow import BUDGET_TRANSFER
from purchasing.transfer.models import BudgetTransfer


def record_transfer(
    actor: Actor,
    source: BudgetLine,
    *,
    purchaser: Purchaser,
    code: str,
    amount: Decimal,
    document: str,
    reason: str,
    name: str = "",
    form_key: str = "",
) -> BudgetTransfer:
    """Put on record that `amount` yuan are to follow a task to a line of the same year; a form pressed twice records once.

    A code that the purchaser does not have yet begins a line of that `name`. Raises Refused ("unknown-line", "same-line",
    "over-balance"), Forbidden for anyone but the clerks of the finance body that both purchasers have.
    """
    with acting(actor) as act:
        locked = lock_lines([source.pk])[source.pk]
        mine = BudgetTransfer.objects.filter(source=locked)
        if key := answered(actor, form_key, BUDGET_TRANSFER.name, lambda row: mine.filter(pk=row.subject_pk).exists()):
            return mine.get(pk=key.subject_pk)
        if not allows(actor, BudgetCan.RECORD_BUDGET, locked):
            raise Forbidden(NOT_ALLOWED)
        target = _target(act, locked, purchaser, code, name)
        if short := shortfall({locked.pk: locked}, {locked.pk: amount}, act):
            raise Refused(short)
        return _begin(act, locked, target, amount, document, reason, form_key)


def record_reduction(
    actor: Actor, line: BudgetLine, *, amount: Decimal, document: str, reason: str, form_key: str = ""
) -> BudgetTransfer:
    """Put on record that `amount` yuan of a grant are to be taken back; a form pressed twice records once.

    Raises Refused ("below-held") with the line's figures below what is frozen and paid, Forbidden for anyone but the
    clerks of the line's finance body.
    """
    with acting(actor) as act:
        locked = lock_lines([line.pk])[line.pk]
        mine = BudgetTransfer.objects.filter(source=locked)
        if key := answered(actor, form_key, BUDGET_TRANSFER.name, lambda row: mine.filter(pk=row.subject_pk).exists()):
            return mine.get(pk=key.subject_pk)
        if not allows(actor, BudgetCan.RECORD_BUDGET, locked):
            raise Forbidden(NOT_ALLOWED)
        if amount > locked.free:
            raise Refused(below_held(locked, amount))
        return _begin(act, locked, None, amount, document, reason, form_key)


def _begin(
    act: Act, source: BudgetLine, target: BudgetLine | None, amount: Decimal, document: str, reason: str, form_key: str
) -> BudgetTransfer:
    assert act.user is not None
    transfer = BudgetTransfer(
        source=source, target=target, amount=amount, document=document, reason=reason, recorded_by=act.user,
        recorded_at=act.at,
    )  # fmt: skip
    act.begin(BUDGET_TRANSFER, transfer)
    keep(act.actor, form_key, flow=BUDGET_TRANSFER.name, transition="begin", subject_pk=transfer.pk, at=act.at)
    return transfer


def _target(act: Act, source: BudgetLine, purchaser: Purchaser, code: str, name: str) -> BudgetLine:
    """The line that the money goes to, made where it lacks."""
    heading = {"purchaser": purchaser, "fiscal_year": source.fiscal_year, "code": code}
    line = BudgetLine.objects.filter(**heading).first()
    if line is None and not name:
        raise Refused(
            Refusal(
                "unknown-line",
                _("%(unit)s %(year)s 年没有代码为“%(code)s”的预算项目。")
                % {"unit": purchaser, "year": source.fiscal_year, "code": code},
                next_step=_("请核对代码；需要新设项目的，请填写项目名称。"),
                field="code",
            )
        )
    if line is None:
        line, _new = BudgetLine.objects.get_or_create(**heading, defaults={"name": name, "category": source.category})
    if line.pk == source.pk:
        raise Refused(Refusal("same-line", _("调出和调入是同一个预算项目。"), field="code"))
    if not allows(act.actor, BudgetCan.RECORD_BUDGET, line):
        raise Forbidden(NOT_ALLOWED)
    return line


@BUDGET_TRANSFER.performs("confirm")
def confirm(transfer: BudgetTransfer, act: Act) -> None:
    """Move the money as one pair of entries, or take it back. Raises Refused ("over-balance", "below-held") where the line
    has less free by now."""
    transfer.decided_by, transfer.decided_at = act.user, act.at
    if transfer.target_id is None:
        _take_back(transfer, act)
        return
    lines = lock_lines([transfer.source_id, transfer.target_id])
    source, target = lines[transfer.source_id], lines[transfer.target_id]
    if short := shortfall({source.pk: source}, {source.pk: transfer.amount}, act):
        raise Refused(short)
    enter_transfer(act, source, target, transfer.amount, transfer=transfer)
    for line, verb in ((source, "budget.transfer_out"), (target, "budget.transfer_in")):
        act.record(line, verb, amount=str(transfer.amount), document=transfer.document, transfer=transfer.pk)


def _take_back(transfer: BudgetTransfer, act: Act) -> None:
    line = lock_lines([transfer.source_id])[transfer.source_id]
    if transfer.amount > line.free:
        raise Refused(below_held(line, transfer.amount))
    kind = LedgerEntry.Kind.REDUCE
    enter(act, line, kind, transfer.amount, document=transfer.document, transfer=transfer)
    act.record(line, "budget.reduce", amount=str(transfer.amount), document=transfer.document, transfer=transfer.pk)


@BUDGET_TRANSFER.performs("refuse")
def refuse(transfer: BudgetTransfer, act: Act, *, reason: str) -> None:
    transfer.decided_by, transfer.decided_at, transfer.refusal = act.user, act.at, reason


@BUDGET_TRANSFER.performs("withdraw")
def withdraw(transfer: BudgetTransfer, act: Act) -> None:
    """The clerk takes it back before it is decided."""
