"""Story steps of the evaluation: plan, notice, survey, sheets of two parties, report, decision and publication."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from contracts.contract.models import Contract
from evaluation.assessment.actions import fill_sheet
from evaluation.assessment.flow import ASSESSMENT
from evaluation.assessment.models import Assessment
from evaluation.evaluation.actions import IndicatorDraft, PlanDraft, draft_scheme, put_plan, start_evaluation
from evaluation.evaluation.flow import EVALUATION
from evaluation.evaluation.models import Evaluation
from evaluation.scheme.queries import scheme_of
from evaluation.survey.actions import answer, invite
from portal.demo.cast import Cast
from portal.demo.story.intention import beijing, check_secrecy
from portal.values import clock
from portal.workflow.deadlines import sweep
from portal.workflow.perform import perform
from purchasing.publication.models import Kind

At = Callable[[datetime], AbstractContextManager[None]]
Levels = tuple[int, ...]
SATISFIED: tuple[tuple[int, Sequence[Levels]], ...] = (
    (10, ((5, 5, 5, 5),)),
    (12, ((5, 5, 4, 4), (5, 4, 5, 4), (4, 5, 4, 5), (5, 5, 5, 3))),
    (9, ((4, 4, 4, 4), (5, 4, 4, 3), (4, 4, 5, 3))),
    (4, ((4, 4, 3, 3), (4, 3, 4, 3))),
    (1, ((3, 3, 2, 2),)),
)


@dataclass(frozen=True)
class People:
    """Who acts, by log-in and organisation key."""

    clerk: str = "po1"
    second: str = "po2"
    head: str = "ph1"
    evaluator: str = "tp1"
    finance: str = "fo1"
    approver: str = "fa1"
    agency: str = "evaluator"
    commissioner: str = "finance"


@dataclass(frozen=True)
class Spec:
    """What the parties find: points by indicator (unnamed ones get their full points), and the recipients' answers."""

    invited: int
    survey: tuple[date, date]
    answers: Sequence[Levels]
    purchaser: dict[str, str] = field(default_factory=dict)
    third_party: dict[str, str] = field(default_factory=dict)
    overshoot: str = "两轮市场调查后按实际工作量核减预算单价，且竞争充分，节约率高于目标。"
    independence: str = "本机构及项目组成员与购买主体、承接主体均无隶属、持股、任职或者其他利害关系，报酬不与得分挂钩。"
    summary: str = "项目决策依据充分，组织实施规范，十二个月中十一个月考核达标，服务对象总体满意，综合评价等级为优。"
    problems: str = "2025 年 8 月考核 84 分，垃圾收运清运不及时；履约检查记录的归档不够及时。"
    suggestions: str = "完善高温时段的收运调度预案，履约检查记录按月归档并公开。"


@dataclass(frozen=True)
class Days:
    """When each step happens; None ends the story before it."""

    planned: datetime
    checked: datetime | None = None
    notified: datetime | None = None
    invited: datetime | None = None
    collecting: datetime | None = None
    purchaser_scored: datetime | None = None
    purchaser_confirmed: datetime | None = None
    third_party_scored: datetime | None = None
    reported: datetime | None = None
    recommended: datetime | None = None
    finalised: datetime | None = None
    result_checked: datetime | None = None
    published: datetime | None = None


def answers_of(groups: Sequence[tuple[int, Sequence[Levels]]] = SATISFIED) -> list[Levels]:
    """So many answers of each group, its patterns in turn."""
    return [patterns[number % len(patterns)] for count, patterns in groups for number in range(count)]


SC01 = Spec(
    invited=60,
    survey=(date(2026, 4, 9), date(2026, 4, 24)),
    answers=answers_of(),
    purchaser={"D4": "3"},
    third_party={
        "D3": "3", "D4": "3", "P5": "2", "P6": "1.5", "O3": "4", "E1": "4", "E2": "7", "E3": "6",
    },
)  # fmt: skip
SC01_DAYS = Days(
    planned=beijing(2026, 4, 8, 9),
    checked=beijing(2026, 4, 8, 10),
    notified=beijing(2026, 4, 8, 11),
    invited=beijing(2026, 4, 8, 14),
    collecting=beijing(2026, 4, 9, 0, 5),
    purchaser_scored=beijing(2026, 4, 24, 15),
    purchaser_confirmed=beijing(2026, 4, 24, 16),
    third_party_scored=beijing(2026, 4, 27, 16),
    reported=beijing(2026, 4, 28, 10),
    recommended=beijing(2026, 5, 15, 9),
    finalised=beijing(2026, 5, 15, 15),
    result_checked=beijing(2026, 5, 20, 8, 50),
    published=beijing(2026, 5, 20, 9),
)


def plan_and_notify(cast: Cast, contract: Contract, spec: Spec, days: Days, *, at: At, who: People) -> Evaluation:
    """Opened and planned by the clerk, checked by a second person, notified by the head: the scheme is public."""
    with at(days.planned):
        evaluation = start_evaluation(cast[who.clerk], contract)
        put_plan(cast[who.clerk], evaluation, plan_of(cast, evaluation, spec, who), version=evaluation.version)
        draft_scheme(cast[who.clerk], evaluation)
    if days.checked:
        with at(days.checked):
            check_secrecy(cast, evaluation, Kind.SCHEME, second=who.second)
    if days.notified:
        with at(days.notified):
            perform(EVALUATION, evaluation, "notify", actor=cast[who.head])
    evaluation.refresh_from_db()
    return evaluation


def plan_of(cast: Cast, evaluation: Evaluation, spec: Spec, who: People) -> PlanDraft:
    """The standard framework with the story's third party and survey period."""
    scheme = scheme_of(evaluation)
    return PlanDraft(
        agency=cast.organisations[who.agency],
        commissioned_by=cast.organisations[who.commissioner],
        survey_from=spec.survey[0],
        survey_until=spec.survey[1],
        indicators=[IndicatorDraft(i.code, i.name, i.points, i.target) for i in scheme.indicators.all()],
        questions=[q["text"] for q in scheme.questions],
    )


def invite_recipients(cast: Cast, evaluation: Evaluation, count: int, *, clerk: str = "po1") -> list[str]:
    """The clerk makes the tokens and hands them out."""
    return invite(cast[clerk], evaluation, count)


def answer_survey(evaluation: Evaluation, tokens: Sequence[str], answers: Sequence[Levels], *, at: At) -> None:
    """The recipients answer, a few on each day of the period."""
    first, last = evaluation.survey_from, evaluation.survey_until
    assert first is not None
    assert last is not None
    codes = [q["code"] for q in scheme_of(evaluation).questions]
    length = (last - first).days + 1
    for day in range(length):
        today = [pair for number, pair in enumerate(zip(tokens, answers, strict=False)) if number % length == day]
        if not today:
            continue
        with at(clock.start_of(first + timedelta(days=day)) + timedelta(hours=19)):
            for token, levels in today:
                answer(token, dict(zip(codes, levels, strict=True)))


def score(
    cast: Cast, evaluation: Evaluation, party: str, points: dict[str, str], spec: Spec, *, login: str
) -> Assessment:
    """One party fills its whole sheet and submits it."""
    sheet = Assessment.objects.get(evaluation=evaluation, party=party)
    full = {i.code: i.points for i in scheme_of(evaluation).indicators.all()}
    given: dict[str, Decimal | None] = {code: Decimal(points.get(code, str(most))) for code, most in full.items()}
    independence = spec.independence if party == Assessment.Party.THIRD_PARTY else ""
    fill_sheet(cast[login], sheet, given, basis={"O4": spec.overshoot}, independence=independence)
    perform(ASSESSMENT, sheet, "submit", actor=cast[login])
    sheet.refresh_from_db()
    return sheet


def report(cast: Cast, evaluation: Evaluation, spec: Spec, *, login: str = "tp1") -> None:
    """The third party gathers the scores, writes the draft report and sends it to both sides."""
    perform(EVALUATION, evaluation, "start_scoring", actor=cast[login])
    words = {"summary": spec.summary, "problems": spec.problems, "suggestions": spec.suggestions}
    perform(EVALUATION, evaluation, "draft_report", actor=cast[login], data=words)
    perform(EVALUATION, evaluation, "ask_feedback", actor=cast[login])


def run_evaluation(
    cast: Cast, contract: Contract, spec: Spec, days: Days, *, at: At = clock.at, who: People | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Evaluation:  # fmt: skip
    """The whole story of an evaluation, each act by its person on its day, as far as `days` goes.

    `meanwhile` is what else happens to the contract once the survey has begun.
    """
    people = who or People()
    evaluation = plan_and_notify(cast, contract, spec, days, at=at, who=people)
    tokens: list[str] = []
    if days.invited:
        with at(days.invited):
            tokens = invite_recipients(cast, evaluation, spec.invited, clerk=people.clerk)
    if days.collecting:
        with at(days.collecting):
            sweep()
    if meanwhile:
        meanwhile()
    if days.collecting:
        answer_survey(evaluation, tokens, spec.answers, at=at)
    _score(cast, evaluation, spec, days, at, people)
    _decide(cast, evaluation, spec, days, at, people)
    evaluation.refresh_from_db()
    return evaluation


def _score(cast: Cast, evaluation: Evaluation, spec: Spec, days: Days, at: At, who: People) -> None:
    if days.purchaser_scored:
        with at(days.purchaser_scored):
            sheet = score(cast, evaluation, Assessment.Party.PURCHASER, spec.purchaser, spec, login=who.second)
        if days.purchaser_confirmed:
            with at(days.purchaser_confirmed):
                perform(ASSESSMENT, sheet, "confirm", actor=cast[who.head])
    if days.third_party_scored:
        with at(days.third_party_scored):
            score(cast, evaluation, Assessment.Party.THIRD_PARTY, spec.third_party, spec, login=who.evaluator)


def _decide(cast: Cast, evaluation: Evaluation, spec: Spec, days: Days, at: At, who: People) -> None:
    if days.reported:
        with at(days.reported):
            report(cast, evaluation, spec, login=who.evaluator)
    if days.recommended:
        with at(days.recommended):
            perform(EVALUATION, evaluation, "recommend", actor=cast[who.finance])
    if days.finalised:
        with at(days.finalised):
            perform(EVALUATION, evaluation, "finalise", actor=cast[who.approver])
    if days.result_checked:
        with at(days.result_checked):
            check_secrecy(cast, evaluation, Kind.EVALUATION, second=who.second)
    if days.published:
        with at(days.published):
            sweep()
