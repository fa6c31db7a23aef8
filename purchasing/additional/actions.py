"""Writes of requests: begun from a plan item, edited, the opinions, the records of outside acts, the grant and the rescoping."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.files.actions import store_checked
from portal.files.content import Checked
from portal.reports.actions import publish_report, reports_of
from portal.values import clock
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.formkeys import answered, keep, step
from portal.workflow.perform import acting, changing
from purchasing.additional.flow import ADDITIONAL
from purchasing.additional.models import AdditionalBudgetRequest, Outcome, OutsideAct, Result
from purchasing.additional.policies import Can
from purchasing.additional.queries import ZERO, Kind, amounts_of, funded, sheet_of
from purchasing.budget.actions import add_money
from purchasing.funding.actions import approve_later
from purchasing.plan import chain
from purchasing.plan.actions import Task, write_workload
from purchasing.plan.flow import PLAN_ITEM
from purchasing.plan.models import ItemFunding, ItemState, PlanApproval, PlanItem
from purchasing.publication.actions import draft_publication, when_released
from purchasing.publication.models import Kind as Published


def start_request(actor: Actor, item: PlanItem) -> AdditionalBudgetRequest:
    """Begin the request of an item of path B. Raises Refused ("request-open") where one is under way, Forbidden."""
    try:
        with acting(actor) as act:
            locked = PlanItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
            if not allows(actor, Can.START_REQUEST, locked):
                raise Forbidden(NOT_ALLOWED)
            cycle = "annual" if clock.day_of(act.at).year < locked.plan.fiscal_year else "in_year"
            assert act.user is not None, "a request is drafted by a person"
            request = AdditionalBudgetRequest(item=locked, cycle=cycle, author=act.user, drafted_at=act.at)
            act.begin(ADDITIONAL, request)
            act.renew_inbox(PLAN_ITEM, locked)
            return request
    except IntegrityError as error:
        raise Refused(
            Refusal("request-open", _("该事项的新增预算申请正在办理。"), next_step=_("请打开已有的申请办理。"))
        ) from error


def edit_request(
    actor: Actor, request: AdditionalBudgetRequest, *, version: int, cycle: str, ground: str, justification: str
) -> None:
    """Save the draft. Raises Refused ("stale-version"), Forbidden once it is no draft."""
    with changing(actor, request, Can.DRAFT_REQUEST, verb="additional.edit", version=version) as (_act, row):
        row.cycle, row.ground, row.justification = cycle, ground, justification
        row.save(update_fields=["cycle", "ground", "justification"])


@ADDITIONAL.performs("submit_for_review")
def submit_for_review(request: AdditionalBudgetRequest, act: Act) -> None:
    request.reason = ""


@ADDITIONAL.performs("send_back")
def send_back(request: AdditionalBudgetRequest, act: Act, *, reason: str) -> None:
    request.reason = reason


@ADDITIONAL.performs("file")
def file_request(request: AdditionalBudgetRequest, act: Act) -> None:
    """What is asked for is frozen here: need, existing money, gap and the sheet they come from."""
    request.need, request.existing, request.gap = amounts_of(request)
    request.sheet = sheet_of(request.item)
    request.filed_at = act.at
    chain.fix(request, act, request.gap, [request.item.category])


@ADDITIONAL.performs("propose")
def propose(request: AdditionalBudgetRequest, act: Act, *, stance: str, amount: Decimal | None, opinion: str) -> None:
    _give_opinion(request, stance, amount, opinion)
    chain.forget(request)


def _give_opinion(request: AdditionalBudgetRequest, stance: str, amount: Decimal | None, opinion: str) -> None:
    request.stance, request.supported, request.opinion = stance, amount or ZERO, opinion


@ADDITIONAL.performs("concur")
def concur(request: AdditionalBudgetRequest, act: Act) -> None:
    chain.agree(request, act)


@ADDITIONAL.performs("question")
def question(request: AdditionalBudgetRequest, act: Act, *, reason: str) -> None:
    chain.question(request, reason)


@ADDITIONAL.performs("decide")
def decide(request: AdditionalBudgetRequest, act: Act, *, stance: str, amount: Decimal | None, opinion: str) -> None:
    _give_opinion(request, stance, amount, opinion)
    request.opinion_on = clock.day_of(act.at)


@ADDITIONAL.performs("write_note")
def write_note(request: AdditionalBudgetRequest, act: Act, *, note: str) -> None:
    request.leader_note, request.leader_note_by = note, act.user


@ADDITIONAL.performs("record_government")
def record_government(request: AdditionalBudgetRequest, act: Act, *, scan: Checked, **said: Any) -> None:
    _record(request, act, Kind.GOVERNMENT, scan, **said)


@ADDITIONAL.performs("record_submission")
def record_submission(request: AdditionalBudgetRequest, act: Act, *, scan: Checked, **said: Any) -> None:
    _record(request, act, Kind.SUBMISSION, scan, amount=request.decided, **said)


@ADDITIONAL.performs("record_congress")
def record_congress(request: AdditionalBudgetRequest, act: Act, *, scan: Checked, **said: Any) -> None:
    _record(request, act, Kind.CONGRESS, scan, **said)


@ADDITIONAL.performs("record_grant")
def record_grant(request: AdditionalBudgetRequest, act: Act, *, scan: Checked, **said: Any) -> None:
    _record(request, act, Kind.GRANT, scan, amount=request.approved, **said)


def _record(
    request: AdditionalBudgetRequest, act: Act, kind: str, scan: Checked, *, document: str, on: date,
    amount: Decimal | None, outcome: str = Outcome.AGREED, session_on: date | None = None, line_code: str = "",
    line_name: str = "",
) -> None:  # fmt: skip
    assert act.user is not None, "an outside act is recorded by a person"
    OutsideAct.objects.create(
        request=request, kind=kind, outcome=outcome, document=document, on=on, session_on=session_on,
        amount=ZERO if outcome == Outcome.REFUSED else amount or ZERO, line_code=line_code, line_name=line_name,
        scan=store_checked(scan, act=act, subject=request, purpose=kind), recorded_by=act.user, recorded_at=act.at,
    )  # fmt: skip
    request.pending = outcome


def _confirm(request: AdditionalBudgetRequest, act: Act, kind: str) -> OutsideAct:
    """A second person stands for the record (the database knows that it is another one)."""
    row = request.acts.select_for_update(of=("self",)).get(kind=kind, returned="", confirmed_at__isnull=True)
    row.confirmed_by, row.confirmed_at = act.user, act.at
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    request.pending = ""
    return row


@ADDITIONAL.performs("return_record")
def return_record(request: AdditionalBudgetRequest, act: Act, *, reason: str) -> None:
    """The record stays to be read, with the reason; another one takes its place."""
    request.acts.filter(returned="", confirmed_at__isnull=True).update(returned=reason)
    request.pending = ""


@ADDITIONAL.performs("confirm_government")
def confirm_government(request: AdditionalBudgetRequest, act: Act) -> None:
    request.decided = _confirm(request, act, Kind.GOVERNMENT).amount


@ADDITIONAL.performs("confirm_submission")
def confirm_submission(request: AdditionalBudgetRequest, act: Act) -> None:
    _confirm(request, act, Kind.SUBMISSION)


@ADDITIONAL.performs("confirm_congress")
def confirm_congress(request: AdditionalBudgetRequest, act: Act) -> None:
    row = _confirm(request, act, Kind.CONGRESS)
    request.approved, request.congress_on = row.amount, row.on


@ADDITIONAL.performs("end_unsupported")
def end_unsupported(request: AdditionalBudgetRequest, act: Act, *, reason: str) -> None:
    request.reason = reason
    _refuse(request, act, Result.FINANCE_REFUSED)


@ADDITIONAL.performs("confirm_government_refusal")
def confirm_government_refusal(request: AdditionalBudgetRequest, act: Act) -> None:
    _confirm(request, act, Kind.GOVERNMENT)
    _refuse(request, act, Result.GOVERNMENT_REFUSED)


@ADDITIONAL.performs("confirm_congress_refusal")
def confirm_congress_refusal(request: AdditionalBudgetRequest, act: Act) -> None:
    _confirm(request, act, Kind.CONGRESS)
    _refuse(request, act, Result.CONGRESS_REFUSED)


def _refuse(request: AdditionalBudgetRequest, act: Act, result: Result) -> None:
    """The item rests in reserve; one whose plan finance has not answered yet goes there with the plan."""
    request.result = result
    item = _locked_item(request)
    if item.state == ItemState.AWAITING_ADDITIONAL_BUDGET:
        act.perform_as_system(PLAN_ITEM, item, "reserve")


def _locked_item(request: AdditionalBudgetRequest) -> PlanItem:
    return PlanItem.objects.select_for_update(of=("self",)).get(pk=request.item_id)


@ADDITIONAL.performs("end")
def end(request: AdditionalBudgetRequest, act: Act) -> None:
    """Follows a refusal in the same act."""


@ADDITIONAL.performs("confirm_grant")
def confirm_grant(request: AdditionalBudgetRequest, act: Act) -> None:
    """The money comes onto its line and stands behind the item: approved if it fills the gap, else back to be rescoped."""
    row = _confirm(request, act, Kind.GRANT)
    request.granted_on, request.result = row.on, Result.GRANTED
    item = _locked_item(request)
    line = add_money(
        act, item.plan.purchaser, year=item.plan.fiscal_year, code=row.line_code, name=row.line_name,
        amount=request.approved, document=row.document,
    )  # fmt: skip
    bears, _new = ItemFunding.objects.get_or_create(item=item, line=line, defaults={"amount": ZERO})
    bears.amount += request.approved
    bears.save(update_fields=["amount"])
    if funded(item) == item.amount:
        _approve(request, act, item)
    else:
        act.perform_as_system(PLAN_ITEM, item, "return_with_amount")


def rescope(
    actor: Actor, request: AdditionalBudgetRequest, tasks: Sequence[Task], *, version: int, form_key: str = ""
) -> None:
    """Lower the workload to exactly the money there is, and put the item before finance again; once a form.

    Raises Refused ("sheet-not-exact", "stale-version"), Forbidden unless the item was returned for it.
    """
    if answered(actor, form_key, ADDITIONAL.name, step("rescope", request.pk)):
        return
    with changing(actor, request, Can.RESCOPE_ITEM, verb="additional.rescope", version=version) as (act, row):
        item = _locked_item(row)
        money, total = funded(item), sum((task.amount for task in tasks), ZERO)
        if total != money:
            raise Refused(_not_exact(total, money))
        write_workload(item, tasks)
        item.amount = total
        item.save(update_fields=["amount"])
        act.perform_as_system(PLAN_ITEM, item, "check_again")
        act.renew_inbox(ADDITIONAL, row)
        keep(actor, form_key, flow=ADDITIONAL.name, transition="rescope", subject_pk=row.pk, at=act.at)


def _not_exact(total: Decimal, money: Decimal) -> Refusal:
    return Refusal(
        "sheet-not-exact",
        _("工作量×标准合计 %(total)s 元，应正好等于可用资金 %(money)s 元。")
        % {"total": f"{total:,.2f}", "money": f"{money:,.2f}"},
        rule="R-05",
        next_step=_("请调整工作量，使合计等于现有预算加批准的新增预算。"),
    )


@ADDITIONAL.performs("approve_rescoped")
def approve_rescoped(request: AdditionalBudgetRequest, act: Act) -> None:
    _approve(request, act, _locked_item(request))


@ADDITIONAL.performs("return_sheet")
def return_sheet(request: AdditionalBudgetRequest, act: Act, *, reason: str) -> None:
    request.reason = reason
    act.perform_as_system(PLAN_ITEM, _locked_item(request), "return_with_amount")


def _approve(request: AdditionalBudgetRequest, act: Act, item: PlanItem) -> PlanApproval:
    """The item joins its plan, all its money frozen; the text for the public goes to its check."""
    approval = approve_later(act, item)
    request.reason = ""
    draft_publication(
        act, request, Published.ADDITIONAL, title=str(_("%(title)s新增预算批准情况") % {"title": item.title}),
        purchaser=item.plan.purchaser, ocid=item.ocid or "", not_before=act.at, author=request.author,
    )  # fmt: skip
    return approval


@when_released(Published.ADDITIONAL)
def publish_supplement(request: AdditionalBudgetRequest, act: Act) -> None:
    """The supplementary letter is public with the text about it."""
    for report in reports_of(request.item.supplement):
        publish_report(report, act=act)


@ADDITIONAL.performs("close")
def close(request: AdditionalBudgetRequest, act: Act) -> None:
    """The money has reached the unit; the state says so."""


@ADDITIONAL.performs("withdraw")
def withdraw(request: AdditionalBudgetRequest, act: Act, *, reason: str) -> None:
    """The item goes on waiting, so that the unit may ask again."""
    request.reason, request.result = reason, Result.WITHDRAWN


@ADDITIONAL.performs("free_item")
def free_item(request: AdditionalBudgetRequest, act: Act) -> None:
    """Follows the withdrawal: the item waits in its unit's inbox again."""
    act.renew_inbox(PLAN_ITEM, _locked_item(request))
