"""The survey's word in the evaluation's flow."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluation.evaluation.flow import EVALUATION
from evaluation.survey.guards import survey_is_enough
from evaluation.survey.policies import Can
from evaluation.survey.queries import ANSWERING

EVALUATION.requires("start_scoring", survey_is_enough)
EVALUATION.task(
    "invite_recipients",
    label=_("制发服务对象问卷"),
    source=ANSWERING,
    who=Can.INVITE_RECIPIENTS,
    when=Q(invitations=None),
    page=lambda evaluation: reverse("survey-invitations", args=[evaluation.pk]),
)
