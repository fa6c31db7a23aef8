"""A party's sheet: filled, submitted, and for the purchaser confirmed by its head; what the evaluation waits for."""

from django.utils.translation import gettext_lazy as _

from evaluation.assessment import guards
from evaluation.assessment.models import State
from evaluation.assessment.policies import Can
from evaluation.evaluation.flow import EVALUATION
from portal.workflow.flow import Flow

ASSESSMENT = Flow(
    "assessment",
    model="evaluation.Assessment",
    states=State,
    initial=State.DRAFTING,
    label=_("评价评分表"),
    read=Can.READ_SHEET,
)
ASSESSMENT.transition(
    "submit",
    label=_("提交评分"),
    source=State.DRAFTING,
    target=State.SUBMITTED,
    who=Can.FILL_SHEET,
    guards=[guards.sheet_is_complete, guards.overshoot_is_explained, guards.independence_is_declared],
)
ASSESSMENT.transition(
    "confirm",
    label=_("确认购买主体评分"),
    source=State.SUBMITTED,
    target=State.CONFIRMED,
    who=Can.CONFIRM_SHEET,
    official=True,
)
ASSESSMENT.transition(
    "send_back",
    label=_("退回重新评分"),
    source={State.SUBMITTED, State.CONFIRMED},
    target=State.DRAFTING,
    who=Can.REOPEN_SHEET,
    form="purchasing.publication.forms.ReasonForm",
    optional=True,
)
EVALUATION.requires("start_scoring", guards.purchaser_has_scored, guards.third_party_has_scored)
EVALUATION.requires("draft_report", guards.purchaser_has_scored, guards.third_party_has_scored)
EVALUATION.requires("revise_report", guards.purchaser_has_scored, guards.third_party_has_scored)
