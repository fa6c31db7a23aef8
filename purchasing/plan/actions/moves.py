"""The body of each move of a plan and its items but the approval."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from portal.reports.actions import publish_report, reports_of
from portal.values.refusal import Refused
from portal.workflow.act import Act
from purchasing.plan import chain
from purchasing.plan.flow import PLAN, PLAN_ITEM
from purchasing.plan.models import AnnualPlan, ItemState, PlanItem
from purchasing.plan.proposing import going_back, usual_recommendation, without_reason
from purchasing.publication.actions import when_released
from purchasing.publication.models import Kind

ZERO = Decimal("0.00")
WAITING = (ItemState.SUBMITTED, ItemState.FUNDING_CHECK)


def _move_items(plan: AnnualPlan, act: Act, name: str, *states: str) -> None:
    """Move every item that is in one of the states, in their order."""
    act.perform_all_as_system(PLAN_ITEM, list(plan.items.filter(state__in=states).order_by("seq")), name)


@PLAN.performs("submit_for_review")
def submit_for_review(plan: AnnualPlan, act: Act, **data: Any) -> None:
    plan.reason = ""


@PLAN.performs("approve_in_unit")
def approve_in_unit(plan: AnnualPlan, act: Act, **data: Any) -> None:
    """The unit's head agrees; the audit entry says who and when."""


@PLAN.performs("send_back")
def send_back(plan: AnnualPlan, act: Act, *, reason: str) -> None:
    plan.reason = reason


@PLAN.performs("consent")
def consent(plan: AnnualPlan, act: Act, **data: Any) -> None:
    """The budget supervisor consents; the audit entry says who and when."""


@PLAN.performs("submit")
def submit(plan: AnnualPlan, act: Act, **data: Any) -> None:
    plan.submitted_at = act.at
    filed = plan.items.filter(state=ItemState.DRAFT).values_list("amount", "category")
    chain.fix(plan, act, sum((amount for amount, _category in filed), ZERO), {category for _amount, category in filed})
    _move_items(plan, act, "submit", ItemState.DRAFT)


@PLAN.performs("take")
def take(plan: AnnualPlan, act: Act, **data: Any) -> None:
    """Finance begins its check; what it may have proposed at an earlier filing no longer counts."""
    items = list(plan.items.filter(state=ItemState.SUBMITTED))
    for item in items:
        item.recommendation, item.opinion, item.allowed = usual_recommendation(item), "", None
    PlanItem.objects.bulk_update(items, ["recommendation", "opinion", "allowed"])
    _move_items(plan, act, "check_funding", ItemState.SUBMITTED)


@PLAN.performs("recommend")
def recommend(plan: AnnualPlan, act: Act, *, opinion: str, decisions: dict[int, tuple[str, str]] | None = None) -> None:
    """Enter the clerk's opinion; `decisions` says for an item (by key) what is proposed and why, else what was proposed
    on the desk stands. Raises Refused ("reason-missing", "items-go-back") naming the items.
    """
    plan.opinion = opinion
    chain.forget(plan)
    items = list(plan.items.filter(state=ItemState.FUNDING_CHECK).order_by("seq"))
    for item in items:
        item.recommendation, item.opinion = (decisions or {}).get(item.pk, (item.recommendation, item.opinion))
        item.allowed = item.allowed if item.recommendation == PlanItem.Recommendation.REDUCE else None
    if refusals := [*without_reason(items), *going_back(items)]:
        raise Refused(*refusals)
    PlanItem.objects.bulk_update(items, ["recommendation", "opinion", "allowed"])


@PLAN.performs("concur")
def concur(plan: AnnualPlan, act: Act, **data: Any) -> None:
    chain.agree(plan, act)


@PLAN.performs("question")
def question(plan: AnnualPlan, act: Act, *, reason: str) -> None:
    chain.question(plan, reason)


@PLAN.performs("return_to_unit")
def return_to_unit(plan: AnnualPlan, act: Act, *, reason: str) -> None:
    plan.reason = reason
    _move_items(plan, act, "return_to_unit", *WAITING)


@PLAN.performs("reopen")
def reopen(plan: AnnualPlan, act: Act, **data: Any) -> None:
    """The unit takes the returned plan up again; the reason stays to be read until it is filed anew."""


@PLAN.performs("reject")
def reject(plan: AnnualPlan, act: Act, *, reason: str) -> None:
    plan.reason, plan.decided_at = reason, act.at
    _move_items(plan, act, "refuse", ItemState.FUNDING_CHECK)


@PLAN.performs("publish")
def publish(plan: AnnualPlan, act: Act, **data: Any) -> None:
    """The plan and the letter that approved it are public from here on."""
    plan.published_at = act.at
    for approval in plan.approvals.all():
        for report in reports_of(approval):
            publish_report(report, act=act)


@when_released(Kind.PLAN)
def publish_released(plan: AnnualPlan, act: Act) -> None:
    """The plan is published in the act that releases its text, so that state and publication agree."""
    act.perform_as_system(PLAN, plan, "publish")


@PLAN.performs("begin_execution")
def begin_execution(plan: AnnualPlan, act: Act, **data: Any) -> None:
    """The first of its items goes to procurement."""


@PLAN_ITEM.performs("submit")
@PLAN_ITEM.performs("check_funding")
@PLAN_ITEM.performs("return_to_unit")
@PLAN_ITEM.performs("await_budget")
@PLAN_ITEM.performs("return_with_amount")
@PLAN_ITEM.performs("check_again")
@PLAN_ITEM.performs("approve")
@PLAN_ITEM.performs("reserve")
@PLAN_ITEM.performs("refuse")
@PLAN_ITEM.performs("procure")
@PLAN_ITEM.performs("fall_back")
@PLAN_ITEM.performs("contract")
@PLAN_ITEM.performs("perform")
@PLAN_ITEM.performs("complete")
def move_item(item: PlanItem, act: Act, **data: Any) -> None:
    """Items move with their plan, later with procurement and contract; what is written for them stands in those acts."""


def follow(act: Act, item: PlanItem, name: str) -> None:
    """Let an item go the way of its procurement or contract, where it stands at the beginning of that way."""
    if PlanItem.objects.filter(pk=item.pk, state__in=PLAN_ITEM.transitions[name].source).exists():
        act.perform_as_system(PLAN_ITEM, item, name)
