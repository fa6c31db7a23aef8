"""Reads of the survey: what counts, in which period, and the published distribution without small cells."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from evaluation.evaluation.models import Evaluation, State
from evaluation.scheme.models import Scheme
from evaluation.survey.models import SurveyAnswer, SurveyInvitation
from evaluation.survey.tally import hidden
from portal import statutes
from portal.values import clock

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

# level typed by the recipient → its words and the rule that says what it is worth
LEVELS: dict[int, tuple[Text, str]] = {
    5: (_("很满意"), "D-survey-very-satisfied"),
    4: (_("满意"), "D-survey-satisfied"),
    3: (_("基本满意"), "D-survey-fairly-satisfied"),
    2: (_("不满意"), "D-survey-dissatisfied"),
    1: (_("很不满意"), "D-survey-very-dissatisfied"),
}
ANSWERING = (State.NOTIFIED, State.COLLECTING)


@dataclass(frozen=True)
class QuestionCount:
    """One question with the number of valid answers by level, None where the cell is too small to show."""

    text: str
    cells: list[int | None]


@dataclass(frozen=True)
class Survey:
    """How the survey stands. `invalid` counts by reason, each hidden while small."""

    invited: int
    valid: int
    invalid: int
    needed: int
    questions: list[QuestionCount] = field(default_factory=list)


def hash_of(token: str) -> str:
    """What is kept of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_of(token: str) -> SurveyInvitation | None:
    rows = SurveyInvitation.objects.select_related(
        "evaluation__procurement__purchaser__organization", "evaluation__contract__supplier__organization"
    )
    return rows.filter(token_hash=hash_of(token)).first()


def is_open(evaluation: Evaluation, today: date) -> bool:
    """Whether answers of today are inside the period; a late sweep neither shortens nor lengthens it."""
    first, last = evaluation.survey_from, evaluation.survey_until
    return evaluation.state in ANSWERING and first is not None and last is not None and first <= today <= last


def scale_on(day: date) -> dict[int, Fraction]:
    """What each level is worth, of 100, on a day."""
    rules = statutes.several([rule for _words, rule in LEVELS.values()], day)
    return {level: Fraction(rules[rule].value) for level, (_words, rule) in LEVELS.items()}


def answers_of(evaluation: Evaluation) -> QuerySet[SurveyAnswer, Any]:
    """(valid, levels, comment) of every answer, not read yet."""
    return SurveyAnswer.objects.filter(evaluation=evaluation).order_by("pk").values_list("valid", "levels", "comment")


def valid_levels(evaluation: Evaluation) -> QuerySet[SurveyAnswer, dict[str, int]]:
    """The levels of every valid answer, not read yet."""
    rows = SurveyAnswer.objects.filter(evaluation=evaluation, valid=True)
    return rows.order_by("pk").values_list("levels", flat=True)


def needed(evaluation: Evaluation, scheme: Scheme, invited: int | None = None) -> int:
    """How many valid answers it takes: the frozen minimum, or everyone where fewer are invited (D-survey-sample)."""
    if invited is None:
        invited = SurveyInvitation.objects.filter(evaluation=evaluation).count()
    return min(scheme.survey_minimum, invited) or scheme.survey_minimum


def survey_of(evaluation: Evaluation, scheme: Scheme, answers: Iterable[Any] | None = None) -> Survey:
    """Counts for everyone who may see that there was a survey; never an answer, never a small cell.

    While it runs only the totals are told: whoever watched the distribution grow would read single answers.
    """
    threshold = statutes.on("D-survey-hidden", clock.today()).whole
    answers = list(answers_of(evaluation) if answers is None else answers)
    invited = SurveyInvitation.objects.filter(evaluation=evaluation).count()
    valid = [levels for is_valid, levels, _comment in answers if is_valid]
    counts = {q["code"]: Counter(levels.get(q["code"]) for levels in valid) for q in scheme.questions}
    return Survey(
        invited=invited,
        valid=len(valid),
        invalid=len(answers) - len(valid),
        needed=needed(evaluation, scheme, invited),
        questions=[
            QuestionCount(q["text"], hidden([counts[q["code"]][level] for level in LEVELS], threshold))
            for q in scheme.questions
            if evaluation.state not in ANSWERING
        ],
    )


def remarks_in(answers: Iterable[Any]) -> list[str]:
    """What recipients wrote, in no order that could be matched with who came when."""
    rows = [comment for valid, _levels, comment in answers if valid and comment]
    random.SystemRandom().shuffle(rows)
    return rows
