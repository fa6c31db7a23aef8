"""The app's models, gathered from its aggregates."""

from evaluation.assessment.models import Assessment, IndicatorScore
from evaluation.evaluation.models import Evaluation
from evaluation.scheme.models import Indicator, Scheme
from evaluation.survey.models import SurveyAnswer, SurveyInvitation

__all__ = ["Assessment", "Evaluation", "Indicator", "IndicatorScore", "Scheme", "SurveyAnswer", "SurveyInvitation"]
