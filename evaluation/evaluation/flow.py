"""An evaluation is notified with frozen weights, collected from three parties, reported, heard, and finalised (§3.10)."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluation.evaluation import guards
from evaluation.evaluation.models import State
from evaluation.evaluation.policies import Can
from evaluation.evaluation.queries import scheme_is_not_put_up
from portal.workflow.flow import Flow
from purchasing.publication.guards import secrecy_is_checked
from purchasing.publication.models import Kind

EVALUATION = Flow(
    "evaluation",
    model="evaluation.Evaluation",
    states=State,
    initial=State.PLANNED,
    label=_("绩效评价"),
    read=Can.READ_EVALUATION,
)
EVALUATION.transition(
    "notify",
    label=_("布置评价并公开评价标准"),
    source=State.PLANNED,
    target=State.NOTIFIED,
    who=Can.NOTIFY_EVALUATION,
    official=True,
    guards=[
        guards.scheme_is_complete,
        guards.survey_period_is_ahead,
        guards.third_party_is_named_and_unrelated,
        secrecy_is_checked(Kind.SCHEME),
    ],
)
EVALUATION.transition(
    "start_collecting",
    label=_("开始采集"),
    source=State.NOTIFIED,
    target=State.COLLECTING,
    due="survey_from",
)
EVALUATION.transition(
    "start_scoring",
    label=_("采集结束，汇总评分"),
    source=State.COLLECTING,
    target=State.SCORING,
    who=Can.WRITE_REPORT,
    guards=[guards.survey_is_over],
)
EVALUATION.transition(
    "draft_report",
    label=_("形成报告初稿"),
    source=State.SCORING,
    target=State.DRAFT_REPORT,
    who=Can.WRITE_REPORT,
    form="evaluation.evaluation.forms.ReportForm",
)
EVALUATION.transition(
    "revise_report",
    label=_("修改报告初稿"),
    source=State.DRAFT_REPORT,
    target=State.DRAFT_REPORT,
    who=Can.WRITE_REPORT,
    form="evaluation.evaluation.forms.ReportForm",
    optional=True,
)
EVALUATION.transition(
    "ask_feedback",
    label=_("送双方征求意见"),
    source=State.DRAFT_REPORT,
    target=State.FEEDBACK,
    who=Can.WRITE_REPORT,
)
EVALUATION.transition(
    "object",
    label=_("异议成立，重新汇总"),
    source=State.FEEDBACK,
    target=State.SCORING,
    who=Can.WRITE_REPORT,
    form="purchasing.publication.forms.ReasonForm",
    optional=True,
)
EVALUATION.transition(
    "recommend",
    label=_("财政经办审核"),
    source=State.FEEDBACK,
    target=State.RECOMMENDED,
    who=Can.RECOMMEND_EVALUATION,
    guards=[guards.feedback_is_over],
)
EVALUATION.transition(
    "finalise",
    label=_("审定评价结果"),
    source=State.RECOMMENDED,
    target=State.FINALISED,
    who=Can.FINALISE_EVALUATION,
    official=True,
)
EVALUATION.transition(
    "return_report",
    label=_("退回第三方修改报告"),
    source={State.FEEDBACK, State.RECOMMENDED},
    target=State.DRAFT_REPORT,
    who=Can.RETURN_REPORT,
    form="purchasing.publication.forms.ReasonForm",
    optional=True,
)
EVALUATION.transition("publish", label=_("公布评价结果"), source=State.FINALISED, target=State.PUBLISHED, joined=True)
EVALUATION.task(
    "plan",
    label=_("编制评价方案，送保密审查"),
    source=State.PLANNED,
    who=Can.PLAN_EVALUATION,
    needed=scheme_is_not_put_up,
    page=lambda evaluation: reverse("evaluation-plan", args=[evaluation.pk]),
)
EVALUATION.task(
    "answer_for_unit",
    label=_("答复征求意见"),
    source=State.FEEDBACK,
    who=Can.ANSWER_FOR_UNIT,
    when=Q(purchaser_feedback_at=None),
)
EVALUATION.task(
    "answer_for_supplier",
    label=_("答复征求意见"),
    source=State.FEEDBACK,
    who=Can.ANSWER_FOR_SUPPLIER,
    when=Q(supplier_feedback_at=None),
)
EVALUATION.deadline(
    "publish", label=_("公布评价结果"), since="evaluation.finalise", within="R-10", met_by="evaluation.publish"
)
