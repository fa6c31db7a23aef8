"""A completed contract opens its evaluation; who is told of an evaluation's steps."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.contract.flow import CONTRACT
from contracts.contract.models import Contract
from evaluation.evaluation.actions import open_evaluation
from evaluation.evaluation.models import Evaluation
from portal.accounts.actor import SYSTEM
from portal.accounts.models import Organization
from portal.accounts.roles import Role
from portal.notify import tell
from portal.outbox import Event, subscribe
from portal.workflow.perform import acting

Holders = list[tuple[Organization | int | None, Role]]


@subscribe(CONTRACT.transitions["complete"].emits, effect=gettext_lazy("建立本合同的绩效评价，通知购买主体经办人。"))
def open_round(event: Event) -> None:
    with acting(SYSTEM) as act:
        evaluation = open_evaluation(act, cast(Contract, event.subject))
    if evaluation.state == "planned":
        tell(
            event=event,
            title=_("%(evaluation)s已建立，请编制评价方案") % {"evaluation": evaluation},
            url=evaluation.get_absolute_url(),
            memberships=[(evaluation.procurement.purchaser.organization_id, Role.PURCHASER_CLERK)],
        )


@subscribe(
    "evaluation.notify",
    effect=gettext_lazy("评价标准、权重和问卷从此固定并公开；通知购买主体、承接主体、第三方评价机构和财政部门。"),
)
def tell_of_notice(event: Event) -> None:
    evaluation = cast(Evaluation, event.subject)
    body = _("问卷起止：%(first)s 至 %(last)s。") % {"first": evaluation.survey_from, "last": evaluation.survey_until}
    _tell(event, _("%(evaluation)s已布置"), [*_sides(evaluation), *_agency(evaluation), *_finance(evaluation)], body)


@subscribe("evaluation.ask_feedback", effect=gettext_lazy("报告初稿送购买主体和承接主体征求意见。"))
def tell_of_draft(event: Event) -> None:
    evaluation = cast(Evaluation, event.subject)
    body = _("请于 %(until)s 前提出意见；逾期未答复的，视为无意见。") % {"until": evaluation.feedback_until}
    _tell(event, _("%(evaluation)s报告初稿征求意见"), _sides(evaluation), body)


@subscribe("evaluation.object", effect=gettext_lazy("通知购买主体和承接主体：评分将重新汇总。"))
def tell_of_objection(event: Event) -> None:
    _tell(event, _("%(evaluation)s异议成立，重新汇总评分"), _sides(cast(Evaluation, event.subject)))


@subscribe("evaluation.return_report", effect=gettext_lazy("理由通知第三方评价机构。"))
def tell_of_return(event: Event) -> None:
    _tell(event, _("%(evaluation)s报告被退回修改"), _agency(cast(Evaluation, event.subject)))


@subscribe(
    "evaluation.finalise",
    effect=gettext_lazy("通知购买主体、承接主体、财政部门和协调推进小组办公室；公开稿交单位第二人作保密审查。"),
)
def tell_of_result(event: Event) -> None:
    evaluation = cast(Evaluation, event.subject)
    body = _("综合得分 %(final)s，等级：%(band)s。") % {"final": evaluation.final, "band": evaluation.band}
    holders: Holders = [*_sides(evaluation), *_finance(evaluation), (None, Role.COORDINATION_OFFICE)]
    if evaluation.veto:
        holders.append((None, Role.SUPERVISOR))
    _tell(event, _("%(evaluation)s结果已审定"), holders, body)


@subscribe("evaluation.publish", effect=gettext_lazy("评价结果和评价报告向社会公开。"))
def tell_of_publication(event: Event) -> None:
    evaluation = cast(Evaluation, event.subject)
    _tell(event, _("%(evaluation)s结果已公布"), [*_sides(evaluation), *_agency(evaluation), *_finance(evaluation)])


def _tell(event: Event, title: str, holders: Holders, body: str = "") -> None:
    evaluation = cast(Evaluation, event.subject)
    tell(
        event=event,
        title=title % {"evaluation": evaluation},
        body=body,
        url=evaluation.get_absolute_url(),
        memberships=holders,
    )


def _sides(evaluation: Evaluation) -> Holders:
    unit = evaluation.procurement.purchaser.organization_id
    supplier = evaluation.contract.supplier.organization_id
    return [(unit, Role.PURCHASER_CLERK), (unit, Role.PURCHASER_HEAD), (supplier, Role.SUPPLIER)]


def _agency(evaluation: Evaluation) -> Holders:
    return [(evaluation.agency_id, Role.EVALUATOR)] if evaluation.agency_id else []


def _finance(evaluation: Evaluation) -> Holders:
    return [(evaluation.procurement.purchaser.finance_id, Role.FINANCE_CLERK)]
