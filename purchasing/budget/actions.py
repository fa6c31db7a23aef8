"""Writes of the budget: lines, grants, what was passed down; and the one function that adds a ledger entry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import SYSTEM, Actor
from portal.accounts.capability import Capability, allows
from portal.outbox import emit
from portal.values import clock
from portal.values.refusal import Forbidden, Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.formkeys import answered, keep, step
from portal.workflow.perform import acting
from portal.workflow.separation import did
from purchasing.budget.events import DRIFTED
from purchasing.budget.models import SIGNS, BudgetLine, Category, LedgerEntry, Reconciliation
from purchasing.budget.policies import Can
from purchasing.budget.queries import passed_down
from purchasing.budget.reconciliation import drifts
from purchasing.purchaser.models import Purchaser

CARRIED = "-JZ"
"""Ends the code of a line of money carried over (结转)."""
GRANTED = "budget"
"""Under this name the key of an answered form points to the line it added to."""


def lock_lines(pks: Iterable[int]) -> dict[int, BudgetLine]:
    """Lock lines in the one order that everybody uses (by key), so that no two acts wait for each
    other; but for their keys, which entries and transfers point at meanwhile."""
    rows = BudgetLine.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=set(pks)).order_by("pk")
    return {line.pk: line for line in rows}


def enter(
    act: Act, line: BudgetLine, kind: LedgerEntry.Kind, amount: Decimal, *, item: Any = None, document: str = "",
    transfer: Any = None,
) -> None:  # fmt: skip
    """Add an entry of `amount` yuan to a line that `lock_lines` gave; the database posts it, and the row in hand follows.

    An amount of zero leaves no entry. A reduction names the `transfer` that it follows from.
    """
    enter_all(act, kind, [(line, amount, item)], document=document, transfer=transfer)


def enter_all(
    act: Act,
    kind: LedgerEntry.Kind,
    postings: Iterable[tuple[BudgetLine, Decimal, Any]],
    *,
    sheet: Any = None,
    document: str = "",
    transfer: Any = None,
) -> None:
    """The same for many (line, yuan, plan item or None), in one statement for any number."""
    rows = [posting for posting in postings if posting[1]]
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            line=line, kind=kind, amount=amount, plan_item=item, sheet=sheet, transfer=transfer,
            document=document[:120], at=act.at, entered_by=act.user,
        )
        for line, amount, item in rows
    )  # fmt: skip
    for line, amount, _item in rows:
        _post(line, kind, amount)


def _post(line: BudgetLine, kind: LedgerEntry.Kind, amount: Decimal) -> None:
    """Let the row in hand say what the trigger has made of the locked one, without asking for it again."""
    for figure, signs in SIGNS.items():
        setattr(line, figure, getattr(line, figure) + signs.get(kind, 0) * amount)


def enter_transfer(act: Act, source: BudgetLine, target: BudgetLine, amount: Decimal, *, transfer: Any) -> None:
    """Move `amount` yuan between two locked lines as a pair of entries that come to nothing together."""
    for line, kind in ((source, LedgerEntry.Kind.TRANSFER_OUT), (target, LedgerEntry.Kind.TRANSFER_IN)):
        LedgerEntry.objects.create(
            line=line, kind=kind, amount=amount, transfer=transfer, document=transfer.document, at=act.at,
            entered_by=act.user,
        )  # fmt: skip
        _post(line, kind, amount)


def grant(
    actor: Actor,
    purchaser: Purchaser,
    *,
    year: int,
    code: str,
    name: str,
    amount: Decimal,
    document: str,
    category: str = Category.EXISTING_BUDGET,
    form_key: str = "",
) -> BudgetLine:
    """Record money for a purchaser's year under one heading, in yuan; the same code again adds to the line and
    leaves its name and category, the same form again does not.

    Raises Forbidden for anyone but the purchaser's finance clerks, Refused("form-used") for another line's form,
    ("passed-down") for a line that the unit may spend from already.
    """
    with acting(actor) as act:
        line, _new = BudgetLine.objects.get_or_create(
            purchaser=purchaser, fiscal_year=year, code=code, defaults={"name": name, "category": category}
        )
        _check(act, Can.RECORD_BUDGET, line)
        line = lock_lines([line.pk])[line.pk]
        if answered(actor, form_key, GRANTED, step("grant", line.pk)):
            return line
        if line.is_approved:
            raise Refused(passed_down(line.name))
        _grant(act, line, amount, document)
        keep(actor, form_key, flow=GRANTED, transition="grant", subject_pk=line.pk, at=act.at)
        return line


def add_money(
    act: Act, purchaser: Purchaser, *, year: int, code: str, name: str, amount: Decimal, document: str
) -> BudgetLine:
    """Grant money as a consequence of a running act, in yuan; the same code again adds to the line."""
    line, _new = BudgetLine.objects.get_or_create(
        purchaser=purchaser, fiscal_year=year, code=code, defaults={"name": name}
    )
    locked = lock_lines([line.pk])[line.pk]
    _grant(act, locked, amount, document)
    return locked


def next_years_line(line: BudgetLine) -> BudgetLine:
    """Where a line's money goes on in the next year, apart from that year's own budget: opened where it lacks, passed down
    like the line itself."""
    again = line.code.endswith(CARRIED)
    found, _new = BudgetLine.objects.get_or_create(
        purchaser_id=line.purchaser_id, fiscal_year=line.fiscal_year + 1,
        code=line.code if again else f"{line.code}{CARRIED}",
        defaults={
            "name": line.name if again else f"{line.name}（上年结转）", "category": line.category,
            "status": line.status, "approval_document": line.approval_document, "approved_on": line.approved_on,
        },
    )  # fmt: skip
    return found


def _grant(act: Act, line: BudgetLine, amount: Decimal, document: str) -> None:
    enter(act, line, LedgerEntry.Kind.GRANT, amount, document=document)
    act.record(line, "budget.grant", amount=str(amount), document=document)


def record_approval(actor: Actor, purchaser: Purchaser, year: int, *, document: str, on: date) -> int:
    """A finance clerk records the document by which the year's budget was passed down; returns how many lines it covers.

    Raises Refused ("nothing-to-pass-down", "in-the-future").
    """
    with acting(actor) as act:
        lines = _control_figures(purchaser, year)
        if not lines:
            raise Refused(
                Refusal(
                    "nothing-to-pass-down",
                    _("%(unit)s %(year)s 年没有待下达的预算项目。") % {"unit": purchaser, "year": year},
                    next_step=_("请核对单位和年度，或者先登记预算。"),
                )
            )
        if on > clock.day_of(act.at):
            raise Refused(Refusal("in-the-future", _("批复下达日期不能晚于今天。"), field="on"))
        for line in lines:
            _check(act, Can.RECORD_BUDGET, line)
            line.approval_document, line.approved_on, line.recorded_by = document, on, act.user
            line.save(update_fields=["approval_document", "approved_on", "recorded_by"])
            act.record(line, "budget.record_approval", document=document, on=on.isoformat())
        return len(lines)


def confirm_approval(actor: Actor, purchaser: Purchaser, year: int) -> int:
    """A finance approver confirms what was recorded: the lines are approved from now on. Returns how many.

    Raises Refused ("separation-of-duties") for what one recorded oneself, ("nothing-recorded") without a record.
    """
    with acting(actor) as act:
        lines = [line for line in _control_figures(purchaser, year) if line.approval_document]
        if not lines:
            raise Refused(Refusal("nothing-recorded", _("没有待确认的预算批复记录。")))
        for line in lines:
            _check(act, Can.CONFIRM_BUDGET, line)
            if line.recorded_by_id in act.people or did(line, "budget.record_approval", act.people):
                raise Refused(Refusal("separation-of-duties", _("登记人不能确认自己登记的批复。"), rule="SD1"))
            line.status = BudgetLine.Status.APPROVED
            line.save(update_fields=["status"])
            act.record(line, "budget.confirm_approval", document=line.approval_document)
        return len(lines)


def reconcile(actor: Actor = SYSTEM) -> Reconciliation:
    """Compare everything with the ledger and keep what was found; finance's approvers are told of any drift."""
    found = drifts()
    with acting(actor) as act:
        row = Reconciliation.objects.create(
            at=act.at,
            lines=BudgetLine.objects.count(),
            drifts=[
                {
                    "check": drift.check, "line": drift.line, "subject": drift.subject, "expected": str(drift.expected),
                    "found": str(drift.found),
                }
                for drift in found
            ],
        )  # fmt: skip
        if found:
            emit(DRIFTED, subject=row, act=act)
        return row


def _control_figures(purchaser: Purchaser, year: int) -> list[BudgetLine]:
    rows = BudgetLine.objects.filter(purchaser=purchaser, fiscal_year=year, status=BudgetLine.Status.CONTROL_FIGURE)
    return list(lock_lines(rows.values_list("pk", flat=True)).values())


def _check(act: Act, can: Capability, line: BudgetLine) -> None:
    if not allows(act.actor, can, line):
        raise Forbidden(
            Refusal("not-allowed", _("您的岗位不能办理此事项。"), next_step=_("请由财政部门的有关岗位办理。"))
        )
