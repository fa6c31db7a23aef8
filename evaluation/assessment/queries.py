"""Reads of the three parties' scores: what the records compute, the sheets, and the results as exact fractions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from contracts.acceptance.models import Acceptance
from contracts.payment.models import PaymentRequest
from contracts.payment.models import State as PaymentState
from evaluation.assessment import scoring
from evaluation.assessment.models import Assessment, IndicatorScore
from evaluation.assessment.policies import Can
from evaluation.evaluation.models import Evaluation
from evaluation.scheme.models import Indicator
from evaluation.scheme.queries import scheme_of, target_of, weighted_questions
from evaluation.survey.queries import is_open, scale_on, valid_levels
from portal import statutes
from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.values import clock

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


def indicators_of(assessment: Assessment) -> list[Indicator]:
    """The indicators that this party scores."""
    mask = {"by_purchaser": True} if assessment.party == Assessment.Party.PURCHASER else {"by_third_party": True}
    return list(Indicator.objects.filter(scheme__evaluation=assessment.evaluation_id, **mask).order_by("seq"))


def rows_of(assessment: Assessment) -> list[Row]:
    """The sheet line by line, computed indicators as the records stand now until it is submitted."""
    given = {s.indicator_id: s for s in assessment.scores.all()}
    facts = computed(assessment.evaluation)
    rows = []
    for indicator in indicators_of(assessment):
        score, fact = given.get(indicator.pk), facts.get(indicator.formula)
        points = score.points if score else None
        if points is None and fact:
            points = fact.points
        judged = indicator.formula == F.JUDGED
        rows.append(Row(indicator, points, score.basis if score else "", fact, judged))
    return rows


def computed(evaluation: Evaluation) -> dict[str, Computed]:
    """The computed indicators by formula. Satisfaction is absent while the survey runs or nobody has answered."""
    indicators = {i.formula: i for i in Indicator.objects.filter(scheme__evaluation=evaluation).exclude(formula=F.JUDGED)}
    budget = Fraction(evaluation.procurement.plan_item.amount)
    found: dict[str, Computed] = {}
    if row := indicators.get(F.BUDGET_EXECUTION):
        paid = paid_of(evaluation)
        text = _("已支付 %(paid)s 元 / 批准预算 %(budget)s 元") % {"paid": f"{paid:,.2f}", "budget": _yuan(budget)}
        found[F.BUDGET_EXECUTION] = _proportion(row, Fraction(paid) / budget, text)
    if row := indicators.get(F.QUALITY_RATE):
        good, months = quality_of(evaluation)
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
    if row and not running and (satisfied := recipients_result(evaluation)) is not None:
        text = _("服务对象评分 %(score)s 分，按满分 100 折算") % {"score": scoring.rounded(satisfied)}
        found[F.SATISFACTION] = Computed(Fraction(row.points) * satisfied / 100, text)
    return found


def _proportion(indicator: Indicator, actual: Fraction, text: str) -> Computed:
    """points × min(actual / target, 1); more than 30 % above the target needs an explanation (D-overshoot)."""
    target = target_of(indicator) or Fraction(1)
    limit = target * (1 + Fraction(statutes.on("D-overshoot", clock.today()).share))
    return Computed(scoring.in_proportion(Fraction(indicator.points), actual, target), text, actual > limit)


def _yuan(amount: Fraction) -> str:
    return f"{scoring.rounded(amount):,.2f}"


def paid_of(evaluation: Evaluation) -> Decimal:
    """What has been paid under the contract, in yuan."""
    paid = PaymentRequest.objects.filter(contract=evaluation.contract_id, state=PaymentState.PAID)
    total: Decimal | None = paid.aggregate(total=Sum("amount"))["total"]
    return total or Decimal("0.00")


def quality_of(evaluation: Evaluation) -> tuple[int, int]:
    """(months that earned the full instalment by the contract's own table, all months)."""
    full = evaluation.contract.bands.filter(pay_rate=100).order_by("min_score").first()
    months = Acceptance.objects.filter(contract=evaluation.contract_id)
    reached = Q(score__gte=full.min_score) if full else Q(score__isnull=False)
    return months.filter(reached).count(), months.count()


def recipients_result(evaluation: Evaluation) -> Fraction | None:
    """S: the mean of the valid answers of 100, by the levels' values on the day of the notice. None without any."""
    answers = valid_levels(evaluation)
    if not answers or evaluation.notified_at is None:
        return None
    scale = scale_on(clock.day_of(evaluation.notified_at))
    weights = weighted_questions(scheme_of(evaluation))
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
    recipients = recipients_result(evaluation)
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


def score_table(evaluation: Evaluation) -> list[tuple[Indicator, dict[str, Fraction | None]]]:
    """Every indicator with the points of both scoring parties, for report and page."""
    scores = IndicatorScore.objects.filter(assessment__evaluation=evaluation).select_related("assessment")
    by_indicator: dict[int, dict[str, Fraction | None]] = {}
    for score in scores:
        by_indicator.setdefault(score.indicator_id, {})[score.assessment.party] = score.points
    return [(i, by_indicator.get(i.pk, {})) for i in scheme_of(evaluation).indicators.all()]
