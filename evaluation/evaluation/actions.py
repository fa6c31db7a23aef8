"""Writes of an evaluation: opened for a contract, planned, its scheme put up, reported, heard, checked by finance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

import portal.statutes as statutes
from contracts.contract.models import Contract
from contracts.contract.models import State as ContractState
from evaluation.evaluation.flow import EVALUATION
from evaluation.evaluation.guards import scheme_is_complete, survey_period_is_ahead, third_party_is_named_and_unrelated
from evaluation.evaluation.models import Evaluation
from evaluation.evaluation.policies import Can, answers_for
from evaluation.scheme.models import Indicator, Scheme
from evaluation.scheme.queries import FRAMEWORK, QUESTIONS
from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.accounts.models import Organization
from portal.values import clock
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.perform import acting, changing
from purchasing.publication.actions import draft_publication
from purchasing.publication.models import Kind, Publication
from purchasing.publication.models import State as PublicationState
from purchasing.publication.queries import publication_of

STARTABLE = (ContractState.SIGNED, ContractState.IN_FORCE, ContractState.COMPLETED)


@dataclass(frozen=True)
class IndicatorDraft:
    """A level-3 indicator as the organiser words it; `points` of 100."""

    code: str
    name: str
    points: Decimal
    target: str = ""


@dataclass(frozen=True)
class PlanDraft:
    """What the organiser fixes before the evaluation is notified."""

    agency: Organization | None
    commissioned_by: Organization | None
    survey_from: date | None
    survey_until: date | None
    indicators: Sequence[IndicatorDraft]
    questions: Sequence[str]


def start_evaluation(actor: Actor, contract: Contract) -> Evaluation:
    """The unit's clerk opens the round before the contract has completed. Opening it again gives the same round.

    Raises Refused("contract-unsigned"), Forbidden outside the unit.
    """
    with acting(actor) as act:
        locked = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
        if locked.state not in STARTABLE:
            raise Refused(Refusal("contract-unsigned", _("合同尚未签订，不能开展评价。")))
        evaluation = open_evaluation(act, locked)
        if not allows(actor, Can.START_EVALUATION, evaluation):
            raise Forbidden(NOT_ALLOWED)
        return evaluation


def open_evaluation(act: Act, contract: Contract) -> Evaluation:
    """Open the one round of a contract with the standard framework, weights and survey threshold in force today."""
    existing = Evaluation.objects.filter(contract=contract).first()
    if existing is not None:
        return existing
    evaluation = Evaluation(procurement=contract.procurement, contract=contract)
    act.begin(EVALUATION, evaluation)
    day = clock.day_of(act.at)
    codes = ("D-weight-purchaser", "D-weight-recipients", "D-weight-third-party", "D-survey-sample")
    rules = statutes.several(codes, day)
    act.rules.update(rules)
    scheme = Scheme.objects.create(
        evaluation=evaluation,
        weight_purchaser=rules["D-weight-purchaser"].value,
        weight_recipients=rules["D-weight-recipients"].value,
        weight_third_party=rules["D-weight-third-party"].value,
        survey_minimum=rules["D-survey-sample"].whole,
        questions=[{"code": code, "text": str(text), "weight": 1} for code, text in QUESTIONS],
    )
    Indicator.objects.bulk_create(
        Indicator(
            scheme=scheme,
            seq=seq,
            code=row.code,
            dimension=row.dimension,
            group=str(row.group),
            name=str(row.name),
            points=row.points,
            target=row.target,
            formula=row.formula,
            by_purchaser=row.by_purchaser,
        )
        for seq, row in enumerate(FRAMEWORK, start=1)
    )
    return evaluation


def put_plan(actor: Actor, evaluation: Evaluation, plan: PlanDraft, *, version: int) -> Evaluation:
    """Replace what the plan says. A text that had passed the secrecy check is put up again.

    Raises Refused("stale-version", "level-one-changed", "third-party-related" …), Forbidden once it was notified.
    """
    with changing(actor, evaluation, Can.PLAN_EVALUATION, verb="evaluation.plan", version=version) as (act, locked):
        locked.agency, locked.commissioned_by = plan.agency, plan.commissioned_by
        locked.survey_from, locked.survey_until = plan.survey_from, plan.survey_until
        locked.save(update_fields=["agency", "commissioned_by", "survey_from", "survey_until"])
        _write_scheme(locked, plan)
        refusals = [scheme_is_complete(locked, act)]
        if plan.agency is not None:
            refusals.append(third_party_is_named_and_unrelated(locked, act))
        if found := [r for r in refusals if r]:
            raise Refused(*found)
        publication = publication_of(locked, Kind.SCHEME)
        if publication is not None and publication.state in (PublicationState.DRAFTED, PublicationState.CHECKED):
            _put_up(act, locked)
        return locked  # type: ignore[no-any-return]


def _write_scheme(evaluation: Evaluation, plan: PlanDraft) -> None:
    scheme = Scheme.objects.get(evaluation=evaluation)
    scheme.questions = [
        {"code": f"q{number}", "text": text, "weight": 1} for number, text in enumerate(plan.questions, start=1)
    ]
    scheme.save(update_fields=["questions"])
    rows = {row.code: row for row in scheme.indicators.all()}
    for draft in plan.indicators:
        row = rows[draft.code]
        row.name, row.points, row.target = draft.name, draft.points, draft.target
    Indicator.objects.bulk_update(rows.values(), ["name", "points", "target"])


def draft_scheme(actor: Actor, evaluation: Evaluation) -> Publication:
    """Put the scheme up for the secrecy check. Raises Refused with everything that would keep it from being notified."""
    with changing(actor, evaluation, Can.PLAN_EVALUATION, verb="evaluation.draft_scheme") as (act, locked):
        guards = (scheme_is_complete, survey_period_is_ahead, third_party_is_named_and_unrelated)
        if refusals := [r for guard in guards if (r := guard(locked, act))]:
            raise Refused(*refusals)
        publication = _put_up(act, locked)
        act.renew_inbox(EVALUATION, locked)
        return publication


def _put_up(act: Act, evaluation: Evaluation) -> Publication:
    procurement = evaluation.procurement
    return draft_publication(
        act,
        evaluation,
        Kind.SCHEME,
        title=_("%(title)s绩效评价标准") % {"title": procurement.title},
        purchaser=procurement.purchaser,
        ocid=procurement.ocid,
        changed=True,
    )


def extend_survey(actor: Actor, evaluation: Evaluation, *, until: date, reason: str) -> Evaluation:
    """Give the recipients more time, where too few have answered. Raises Refused("not-later")."""
    with changing(actor, evaluation, Can.EXTEND_SURVEY, verb="evaluation.extend_survey", remark=reason) as (
        act,
        locked,
    ):
        if locked.survey_until is None or until <= max(locked.survey_until, clock.day_of(act.at)):
            raise Refused(Refusal("not-later", _("新的截止日须晚于原截止日和今天。"), field="until"))
        locked.survey_until = until
        locked.save(update_fields=["survey_until"])
        return locked  # type: ignore[no-any-return]


def give_feedback(actor: Actor, evaluation: Evaluation, text: str) -> Evaluation:
    """The unit's or the supplier's answer to the draft report, once. Raises Refused("already-answered")."""
    with changing(actor, evaluation, Can.GIVE_FEEDBACK, verb="evaluation.give_feedback", remark=text) as (act, locked):
        side = answers_for(actor)
        if getattr(locked, f"{side}_feedback_at"):
            raise Refused(Refusal("already-answered", _("贵方已经答复过本次征求意见。")))
        setattr(locked, f"{side}_feedback", text)
        setattr(locked, f"{side}_feedback_at", act.at)
        locked.save(update_fields=[f"{side}_feedback", f"{side}_feedback_at"])
        act.renew_inbox(EVALUATION, locked)
        return locked  # type: ignore[no-any-return]


@EVALUATION.performs("start_collecting")
def start_collecting(evaluation: Evaluation, act: Act) -> None:
    """The survey's first day has come."""


@EVALUATION.performs("draft_report")
@EVALUATION.performs("revise_report")
def draft_report(
    evaluation: Evaluation, act: Act, *, summary: str, problems: str = "", suggestions: str = "", veto: str = "",
    veto_reason: str = "",
) -> None:  # fmt: skip
    """What the third party concludes; a veto needs its facts."""
    if bool(veto) != bool(veto_reason):
        raise Refused(
            Refusal(
                "veto-unexplained",
                _("一票否决须同时选定情形并写明事实和依据。"),
                rule="D-veto-cap",
                field="veto_reason" if veto else "veto",
            )
        )
    evaluation.summary, evaluation.problems, evaluation.suggestions = summary, problems, suggestions
    evaluation.veto, evaluation.veto_reason = veto, veto_reason


@EVALUATION.performs("ask_feedback")
def ask_feedback(evaluation: Evaluation, act: Act) -> None:
    """Unit and supplier have five working days (D-evaluation-feedback)."""
    due = statutes.due("D-evaluation-feedback", clock.day_of(act.at))
    act.rules["D-evaluation-feedback"] = due.ruling
    evaluation.feedback_until = due.date
    evaluation.purchaser_feedback = evaluation.supplier_feedback = ""
    evaluation.purchaser_feedback_at = evaluation.supplier_feedback_at = None


@EVALUATION.performs("recommend")
def recommend(evaluation: Evaluation, act: Act) -> None:
    """Finance's officer has checked the report."""


@EVALUATION.performs("return_report")
def return_report(evaluation: Evaluation, act: Act, *, reason: str, **data: Any) -> None:
    """The reason stands in the record of the act; the report is mended and both sides are heard again."""
    act.remark = reason
