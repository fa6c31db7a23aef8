"""Reads of the three parties' scores: what the records compute, the sheets, and the results as exact fractions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet, Sum, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from contracts.acceptance.models import Acceptance
from contracts.contract.models import DeductionBand
from contracts.payment.models import PaymentRequest
from contracts.payment.models import State as PaymentState
from contracts.refund.models import State as RefundState
from evaluation.assessment import scoring
from evaluation.assessment.models import Assessment, IndicatorScore
from evaluation.assessment.policies import Can
from evaluation.evaluation.models import Evaluation
from evaluation.scheme.models import Indicator, Scheme
from evaluation.scheme.queries import scheme_of, target_of, weighted_questions
from evaluation.survey.queries import is_open, scale_on, valid_levels
from portal import statutes
from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.values import clock
from portal.values.together import fetch_together

F = Indicator.Formula
BANDS = (("优", "R-99-excellent"), ("良", "R-99-good"), ("中", "R-99-fair"))
LOWEST_BAND = "差"


@dataclass(frozen=True)
class Computed:
    """What the records give for one indicator: points as an exact fraction, how, and whether it must be explained."""

    points: Fraction
    basis: str
    overshoot: bool = False


@dataclass(frozen=True)
class Row:
    """One line of a sheet as shown; `computed` is None for what the party judges itself."""

    indicator: Indicator
    points: Fraction | None
    basis: str
    computed: Computed | None
    is_judged: bool

    @property
    def grounds(self) -> str:
        """What the party wrote, else how the records were counted."""
        return self.basis or (self.computed.basis if self.computed else "")


@dataclass(frozen=True)
class Results:
    """The parties of 100 as exact fractions, the final score rounded once, and its band."""

    purchaser: Fraction
    recipients: Fraction
    third_party: Fraction
    final: Decimal
    band: str
    capped: bool = False

    def shown(self, party: Fraction) -> Decimal:
        """A party's result as printed, of 100 with two places; never used for counting on."""
        return scoring.rounded(party)


def sheets_for(actor: Actor | None, evaluation: Evaluation) -> QuerySet[Assessment]:
    """The sheets of one evaluation that the actor may read, the purchaser's first."""
    rows = Assessment.objects.filter(evaluation=evaluation).select_related("author", "confirmed_by")
    return visible(actor, Can.READ_SHEET, rows).order_by("pk")


def indicators_of(assessment: Assessment, scheme: Scheme | None = None) -> list[Indicator]:
    """The indicators that this party scores."""
    own = "by_purchaser" if assessment.party == Assessment.Party.PURCHASER else "by_third_party"
    return [
        indicator
        for indicator in (scheme or scheme_of(assessment.evaluation)).indicators.all()
        if getattr(indicator, own)
    ]


def rows_of(assessment: Assessment) -> list[Row]:
    """The sheet line by line, computed indicators as the records stand now until it is submitted."""
    return clock.kept(f"sheet {assessment.pk}", lambda: _rows_of(assessment)) or _rows_of(assessment)


def _rows_of(assessment: Assessment) -> list[Row]:
    scheme, scores = assessment.evaluation.scheme, assessment.scores.order_by("pk")
    prefetch_related_objects([scheme], "indicators")
    facts = computed(assessment.evaluation, scheme, scores)
    given = {s.indicator_id: s for s in scores}
    rows = []
    for indicator in indicators_of(assessment, scheme):
        score, fact = given.get(indicator.pk), facts.get(indicator.formula)
        points = score.points if score else None
        if points is None and fact:
            points = fact.points
        judged = indicator.formula == F.JUDGED
        rows.append(Row(indicator, points, score.basis if score else "", fact, judged))
    return rows


def computed(evaluation: Evaluation, scheme: Scheme | None = None, *beside: QuerySet[Any]) -> dict[str, Computed]:
    """The computed indicators by formula. Satisfaction is absent while the survey runs or nobody has answered.

    `beside` are lists that the caller reads as well, in the same statement as the records.
    """
    records = _Records(evaluation)
    fetch_together(records.payments, records.bands, records.months, records.answers, *beside)
    scheme = scheme or scheme_of(evaluation)
    indicators = {i.formula: i for i in scheme.indicators.all() if i.formula != F.JUDGED}
    budget = Fraction(evaluation.procurement.plan_item.amount)
    found: dict[str, Computed] = {}
    if row := indicators.get(F.BUDGET_EXECUTION):
        paid = records.paid
        text = _("已支付 %(paid)s 元 / 批准预算 %(budget)s 元") % {"paid": f"{paid:,.2f}", "budget": _yuan(budget)}
        found[F.BUDGET_EXECUTION] = _proportion(row, Fraction(paid) / budget, text)
    if row := indicators.get(F.QUALITY_RATE):
        good, months = records.quality
        text = _("考核达标 %(good)d 个月 / 共 %(months)d 个月") % {"good": good, "months": months}
        found[F.QUALITY_RATE] = _proportion(row, Fraction(good, months or 1), text)
    if row := indicators.get(F.COST_SAVING):
        saved = budget - Fraction(evaluation.contract.amount)
        text = _("（预算 %(budget)s 元 − 合同 %(amount)s 元）/ 预算 = %(rate)s%%") % {
            "budget": _yuan(budget), "amount": f"{evaluation.contract.amount:,.2f}", "rate": scoring.rounded(saved / budget * 100),
        }  # fmt: skip
        found[F.COST_SAVING] = _proportion(row, max(saved / budget, Fraction(0)), text)
    row = indicators.get(F.SATISFACTION)
    running = is_open(evaluation, clock.today())
    if row and not running and (satisfied := recipients_result(evaluation, scheme, records.answers)) is not None:
        text = _("服务对象评分 %(score)s 分，按满分 100 折算") % {"score": scoring.rounded(satisfied)}
        found[F.SATISFACTION] = Computed(Fraction(row.points) * satisfied / 100, text)
    return found


def _proportion(indicator: Indicator, actual: Fraction, text: str) -> Computed:
    """points × min(actual / target, 1); a result far above the target needs an explanation (D-overshoot)."""
    target = target_of(indicator) or Fraction(1)
    limit = target * (1 + Fraction(statutes.on("D-overshoot", clock.today()).share))
    return Computed(scoring.in_proportion(Fraction(indicator.points), actual, target), text, actual > limit)


def _yuan(amount: Fraction) -> str:
    return f"{scoring.rounded(amount):,.2f}"


class _Records:
    """What the computed indicators are counted from: payments, the contract's own table, months, answers."""

    def __init__(self, evaluation: Evaluation) -> None:
        contract = evaluation.contract_id
        paid = PaymentRequest.objects.filter(contract=contract, state=PaymentState.PAID)
        back = Coalesce(Sum("refunds__amount", filter=Q(refunds__state=RefundState.CONFIRMED)), Decimal("0.00"))
        self.payments = paid.annotate(net=models.F("amount") - back).order_by("pk").values_list("net", flat=True)
        full = DeductionBand.objects.filter(contract=contract, pay_rate=100).order_by("min_score")
        self.bands = full.values_list("min_score", flat=True)
        self.months = Acceptance.objects.filter(contract=contract).order_by("pk").values_list("score", flat=True)
        self.answers = valid_levels(evaluation)

    @property
    def paid(self) -> Decimal:
        """What has been paid under the contract and has not come back, in yuan."""
        return sum(self.payments, Decimal("0.00"))

    @property
    def quality(self) -> tuple[int, int]:
        """(months that earned the full instalment by the contract's own table, all months); a table that never pays in
        full lets none earn it."""
        full = self.bands.first()
        reached = [score for score in self.months if full is not None and score is not None and score >= full]
        return len(reached), len(self.months)


def recipients_result(
    evaluation: Evaluation, scheme: Scheme | None = None, answers: Iterable[dict[str, int]] | None = None
) -> Fraction | None:
    """S: the mean of the valid answers of 100, by the levels' values on the day of the notice. None without any."""
    answers = list(valid_levels(evaluation) if answers is None else answers)
    if not answers or evaluation.notified_at is None:
        return None
    scale = scale_on(clock.day_of(evaluation.notified_at))
    weights = weighted_questions(scheme or scheme_of(evaluation))
    return scoring.mean([scoring.answer(levels, weights, scale) for levels in answers])


def party_result(evaluation: Evaluation, party: str) -> Fraction:
    """Σ points / Σ most × 100 over the party's submitted sheet."""
    scores = IndicatorScore.objects.filter(assessment__evaluation=evaluation, assessment__party=party)
    parts = [
        scoring.Part(s.points or Fraction(0), Fraction(s.indicator.points)) for s in scores.select_related("indicator")
    ]
    return scoring.party(parts)


def results_of(evaluation: Evaluation, day: date) -> Results:
    """The result by the frozen weights, capped where there was a veto; bands as they stand on `day` (R-99)."""
    scheme = scheme_of(evaluation)
    purchaser = party_result(evaluation, Assessment.Party.PURCHASER)
    third = party_result(evaluation, Assessment.Party.THIRD_PARTY)
    recipients = recipients_result(evaluation, scheme)
    if recipients is None:
        raise ValueError("no valid answers")
    rules = statutes.several([*(rule for _name, rule in BANDS), "D-veto-cap"], day)
    final = scoring.final(
        [
            (Fraction(scheme.weight_purchaser), purchaser),
            (Fraction(scheme.weight_recipients), recipients),
            (Fraction(scheme.weight_third_party), third),
        ]
    )
    cap = rules["D-veto-cap"].value
    capped = bool(evaluation.veto) and final > cap
    final = min(final, cap) if evaluation.veto else final
    floors = [*((name, rules[rule].value) for name, rule in BANDS), (LOWEST_BAND, Decimal(0))]
    return Results(purchaser, recipients, third, final, scoring.band(final, floors), capped)


def scores_of(evaluation: Evaluation) -> QuerySet[IndicatorScore]:
    """The points both parties gave, not read yet."""
    return IndicatorScore.objects.filter(assessment__evaluation=evaluation).select_related("assessment")


def score_table(
    evaluation: Evaluation, scheme: Scheme | None = None, scores: Iterable[IndicatorScore] | None = None
) -> list[tuple[Indicator, dict[str, Fraction | None]]]:
    """Every indicator with the points of both scoring parties, for report and page."""
    scores = scores_of(evaluation) if scores is None else scores
    by_indicator: dict[int, dict[str, Fraction | None]] = {}
    for score in scores:
        by_indicator.setdefault(score.indicator_id, {})[score.assessment.party] = score.points
    return [(i, by_indicator.get(i.pk, {})) for i in (scheme or scheme_of(evaluation)).indicators.all()]
