"""Writes of accounts: drawn up from the ledger, explained, handed in frozen, confirmed; the plan is closed with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.reports.actions import publish_report
from portal.values import clock
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.numbers import next_number
from portal.workflow.perform import acting, changing
from purchasing.account.flow import FINAL_ACCOUNT
from purchasing.account.guards import year_is_over
from purchasing.account.models import AccountLine, FinalAccount
from purchasing.account.policies import Can
from purchasing.account.queries import live_lines, papers_of
from purchasing.account.reports import request_paper
from purchasing.plan.flow import PLAN
from purchasing.plan.models import AnnualPlan
from purchasing.publication.actions import draft_publication, when_released
from purchasing.publication.models import Kind


def start_account(actor: Actor, plan: AnnualPlan) -> FinalAccount:
    """Draw up the account of a plan whose year is over.

    Raises Forbidden outside the unit; Refused ("year-not-over", "account-exists").
    """
    try:
        with acting(actor) as act:
            assert act.user is not None, "an account is drawn up by a person"
            locked = AnnualPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
            if not allows(actor, Can.START_ACCOUNT, locked):
                raise Forbidden(NOT_ALLOWED)
            if refusal := year_is_over(locked, act):
                raise Refused(refusal)
            row = FinalAccount(plan=locked, author=act.user, drafted_at=act.at)
            act.begin(FINAL_ACCOUNT, row)
            _draw_up(row)
            return row
    except IntegrityError as error:
        raise Refused(
            Refusal(
                "account-exists",
                _("%(plan)s的决算已经建立。") % {"plan": plan},
                next_step=_("请在“年度决算”中打开原来的决算。"),
                field="plan",
            )
        ) from error


def edit_account(actor: Actor, account: FinalAccount, reasons: Mapping[int, str], *, version: int) -> FinalAccount:
    """Save why payment departs from the budget, by key of the item, and draw the figures anew from the ledger.

    Raises Refused ("stale-version"), Forbidden once it is no draft.
    """
    with changing(actor, account, Can.EDIT_ACCOUNT, verb="final_account.edit", version=version) as (_act, row):
        row.reasons = {str(key): reason for key, reason in reasons.items() if reason}
        row.save(update_fields=["reasons"])
        _draw_up(row)
        return FinalAccount.objects.get(pk=row.pk)


def _draw_up(account: FinalAccount) -> None:
    account.lines.all().delete()
    AccountLine.objects.bulk_create(live_lines(account))


@FINAL_ACCOUNT.performs("submit_for_review")
def submit_for_review(account: FinalAccount, act: Act) -> None:
    """The figures are frozen here: everybody after the clerk decides on these."""
    _draw_up(account)
    account.submitted_at, account.return_reason = act.at, ""


@FINAL_ACCOUNT.performs("approve_in_unit")
def approve_in_unit(account: FinalAccount, act: Act) -> None:
    """The unit's head agrees; the audit entry says who and when."""


@FINAL_ACCOUNT.performs("send_back")
@FINAL_ACCOUNT.performs("return_to_unit")
def send_back(account: FinalAccount, act: Act, *, reason: str) -> None:
    account.return_reason = reason


@FINAL_ACCOUNT.performs("check")
def check(account: FinalAccount, act: Act, *, opinion: str) -> None:
    account.opinion = opinion


@FINAL_ACCOUNT.performs("confirm")
def confirm(account: FinalAccount, act: Act) -> None:
    """Number the account, issue its paper, close the plan, put the execution table up for publication."""
    year = clock.day_of(act.at).year
    account.number = f"景财购决〔{year}〕{next_number('final_account', year)}号"
    account.decided_at = act.at
    request_paper(account, act)
    act.perform_as_system(PLAN, account.plan, "close")
    draft_publication(
        act, account, Kind.FINAL_ACCOUNT, title=str(account), purchaser=account.plan.purchaser, not_before=act.at,
        author=account.author,
    )  # fmt: skip


@PLAN.performs("close")
def close(plan: AnnualPlan, act: Act, **data: Any) -> None:
    """The year's account is confirmed; what goes on goes on under the next year's money."""


@FINAL_ACCOUNT.performs("publish")
def publish(account: FinalAccount, act: Act) -> None:
    """The paper is public with the table."""
    for report in papers_of(account):
        publish_report(report, act=act)


@when_released(Kind.FINAL_ACCOUNT)
def publish_released(account: FinalAccount, act: Act) -> None:
    """Published in the act that releases its text, so that state and publication agree."""
    act.perform_as_system(FINAL_ACCOUNT, account, "publish")
