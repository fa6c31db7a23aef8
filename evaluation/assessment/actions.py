"""Writes of the sheets, and those moves of an evaluation that count: results, report and publication."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from evaluation.assessment.flow import ASSESSMENT
from evaluation.assessment.models import Assessment, IndicatorScore
from evaluation.assessment.policies import Can
from evaluation.assessment.queries import Computed, computed, indicators_of, results_of
from evaluation.assessment.reports import PUBLIC, request_evaluation_report
from evaluation.evaluation.flow import EVALUATION
from evaluation.evaluation.models import Evaluation
from evaluation.evaluation.models import State as EvaluationState
from evaluation.scheme.models import Indicator, Scheme
from portal.accounts.actor import Actor
from portal.reports.actions import publish_report, reports_of
from portal.values import clock
from portal.values.refusal import Refusal, Refused
from portal.values.text import plain
from portal.workflow.act import Act
from portal.workflow.perform import changing
from portal.workflow.separation import was_involved
from purchasing.publication.actions import draft_publication, release_publication, when_released
from purchasing.publication.models import Kind


def fill_sheet(
    actor: Actor,
    assessment: Assessment,
    scores: Mapping[str, Decimal | None],
    *,
    basis: Mapping[str, str] | None = None,
    independence: str = "",
    version: int | None = None,
) -> Assessment:
    """Save a party's points by indicator code (None while open), as a draft.

    Raises Refused("stale-version", "score-out-of-range", "separation-of-duties"), Forbidden for anyone but the party.
    """
    if verb := was_involved(ASSESSMENT, assessment, Can.FILL_SHEET, actor):
        raise Refused(
            Refusal(
                "separation-of-duties",
                _("您已办理过本次评价的“%(verb)s”，评分应由另一位经办填写。") % {"verb": verb},
                rule="SD1",
            )
        )
    with changing(actor, assessment, Can.FILL_SHEET, verb="assessment.fill", version=version) as (act, locked):
        judged = [row for row in indicators_of(locked) if row.formula == Indicator.Formula.JUDGED]
        if refusals := [r for row in judged if (r := _out_of_range(row, scores.get(row.code)))]:
            raise Refused(*refusals)
        given = {row.code: _fraction(scores.get(row.code)) for row in judged}
        _write(locked, given, basis or {})
        locked.author, locked.independence = act.user, independence
        locked.save(update_fields=["author", "independence"])
        return locked  # type: ignore[no-any-return]


def _out_of_range(row: Indicator, points: Decimal | None) -> Refusal | None:
    """Points lie between nothing and the indicator's, in steps of a hundredth."""
    if points is None or (points.is_finite() and 0 <= points <= row.points and points == round(points, 2)):
        return None
    return Refusal(
        "score-out-of-range",
        _("“%(name)s”的得分应在 0 至 %(most)s 之间，最多两位小数。") % {"name": row.name, "most": plain(row.points)},
        field=f"score_{row.code}",
    )


def _fraction(points: Decimal | None) -> Fraction | None:
    return None if points is None else Fraction(points)


def _write(
    assessment: Assessment, points: Mapping[str, Fraction | None], basis: Mapping[str, str] | None = None
) -> None:
    """Store points exactly; `basis` None leaves what the party wrote."""
    for row in indicators_of(assessment):
        values: dict[str, Any] = {}
        if row.code in points:
            exact = points[row.code]
            values = {
                "numerator": None if exact is None else exact.numerator,
                "denominator": 1 if exact is None else exact.denominator,
            }
        if basis is not None:
            values["basis"] = basis.get(row.code, "")
        IndicatorScore.objects.update_or_create(assessment=assessment, indicator=row, defaults=values)


def _write_computed(assessment: Assessment, facts: Mapping[str, Computed]) -> None:
    rows = indicators_of(assessment)
    _write(assessment, {row.code: facts[row.formula].points for row in rows if row.formula in facts})


@ASSESSMENT.performs("submit")
def submit(assessment: Assessment, act: Act, **data: Any) -> None:
    """The computed indicators are taken from the records; after an objection the results are counted anew."""
    assessment.author, assessment.submitted_at, assessment.reason = act.user, act.at, ""
    _write_computed(assessment, computed(assessment.evaluation))
    if assessment.party == Assessment.Party.THIRD_PARTY:
        _count_again(assessment, act)


@ASSESSMENT.performs("confirm")
def confirm(assessment: Assessment, act: Act, **data: Any) -> None:
    assessment.confirmed_by, assessment.confirmed_at = act.user, act.at
    _count_again(assessment, act)


@ASSESSMENT.performs("send_back")
def send_back(assessment: Assessment, act: Act, *, reason: str) -> None:
    assessment.reason = reason
    assessment.submitted_at = assessment.confirmed_by = assessment.confirmed_at = None


def _count_again(assessment: Assessment, act: Act) -> None:
    """A sheet mended after an objection changes the results that the report will state."""
    evaluation = Evaluation.objects.select_for_update(of=("self",)).get(pk=assessment.evaluation_id)
    if evaluation.state == EvaluationState.SCORING:
        _compute(evaluation, act)
        evaluation.save(update_fields=RESULTS)


RESULTS = ["party_purchaser", "party_recipients", "party_third", "final", "band"]


def _compute(evaluation: Evaluation, act: Act) -> None:
    results = results_of(evaluation, clock.day_of(act.at))
    evaluation.party_purchaser = results.shown(results.purchaser)
    evaluation.party_recipients = results.shown(results.recipients)
    evaluation.party_third = results.shown(results.third_party)
    evaluation.final, evaluation.band = results.final, results.band


def _gather(evaluation: Evaluation, act: Act) -> None:
    """Take the computed indicators from the records into both sheets, then count."""
    facts = computed(evaluation)
    for sheet in Assessment.objects.select_for_update().filter(evaluation=evaluation):
        _write_computed(sheet, facts)
    _compute(evaluation, act)


@EVALUATION.performs("notify")
def notify(evaluation: Evaluation, act: Act, **data: Any) -> None:
    """Weights, indicators and questions are frozen and public from now on; both sheets are laid out."""
    evaluation.notified_at = act.at
    Scheme.objects.filter(evaluation=evaluation).update(frozen_at=act.at)
    release_publication(act, evaluation, Kind.SCHEME)
    for party in Assessment.Party.values:
        act.begin(ASSESSMENT, Assessment(evaluation=evaluation, party=party))


@EVALUATION.performs("start_scoring")
def start_scoring(evaluation: Evaluation, act: Act) -> None:
    _gather(evaluation, act)


@EVALUATION.performs("object")
def uphold_objection(evaluation: Evaluation, act: Act, *, reason: str) -> None:
    """The third party takes its sheet, or has the purchaser take theirs, up again; the reason stands in the record."""
    act.remark = reason
    _gather(evaluation, act)


@EVALUATION.performs("finalise")
def finalise(evaluation: Evaluation, act: Act) -> None:
    """The score is fixed: one rounding of exact fractions; the band is read from the rounded figure (R-99)."""
    _compute(evaluation, act)
    evaluation.finalised_at = act.at
    request_evaluation_report(evaluation, act)
    procurement = evaluation.procurement
    draft_publication(
        act,
        evaluation,
        Kind.EVALUATION,
        title=_("%(title)s绩效评价结果") % {"title": procurement.title},
        purchaser=procurement.purchaser,
        ocid=procurement.ocid,
        not_before=act.at,
    )


@EVALUATION.performs("publish")
def publish(evaluation: Evaluation, act: Act) -> None:
    """The text without what both sides said becomes public; the whole report stays with those concerned."""
    evaluation.published_at = act.at
    for report in reports_of(evaluation, PUBLIC.name):
        publish_report(report, act=act)


@when_released(Kind.EVALUATION)
def publish_released(evaluation: Evaluation, act: Act) -> None:
    """The result is published in the act that releases its text, so that state and publication agree."""
    act.perform_as_system(EVALUATION, evaluation, "publish")
