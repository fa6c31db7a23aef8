"""What the survey requires before scores are gathered."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evaluation.evaluation.models import Evaluation
from evaluation.scheme.queries import scheme_of
from evaluation.survey.models import SurveyAnswer
from evaluation.survey.queries import needed
from portal.values.refusal import Refusal
from portal.workflow.act import Act


def survey_is_enough(evaluation: Evaluation, act: Act) -> Refusal | None:
    """As many valid answers as were frozen as the minimum, or all recipients where they are fewer (D-survey-sample)."""
    wanted = needed(evaluation, scheme_of(evaluation))
    valid = SurveyAnswer.objects.filter(evaluation=evaluation, valid=True).count()
    if valid >= wanted:
        return None
    return Refusal(
        "too-few-answers", _("有效问卷 %(valid)s 份，少于 %(wanted)s 份。") % {"valid": valid, "wanted": wanted},
        rule="D-survey-sample", next_step=_("请单位负责人延长问卷时间，或补发邀请。"),
    )  # fmt: skip
