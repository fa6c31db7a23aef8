"""The common path of a procurement (handbook §3.5), as far as an open tender of one lot goes."""

from django.utils.translation import gettext_lazy as _

from portal.outbox import declare
from portal.workflow.flow import Flow
from portal.workflow.separation import name_verbs
from purchasing.plan.flow import PLAN_ITEM
from purchasing.procurement import guards
from purchasing.procurement.models import State
from purchasing.procurement.policies import Can
from purchasing.publication.guards import secrecy_is_checked
from purchasing.publication.models import Kind

PROCUREMENT = Flow(
    "procurement",
    model="purchasing.Procurement",
    states=State,
    initial=State.PREPARING,
    label=_("采购项目"),
    read=Can.READ_PROCUREMENT,
    key="ocid",
)
PROCUREMENT.transition(
    "prepare_document",
    label=_("采购文件定稿，送单位发布"),
    source=State.PREPARING,
    target=State.DOCUMENT_READY,
    who=Can.PREPARE_DOCUMENT,
)
PROCUREMENT.transition(
    "rework_document",
    label=_("退回代理机构修改"),
    source=State.DOCUMENT_READY,
    target=State.PREPARING,
    who=Can.ANNOUNCE,
    form="purchasing.publication.forms.ReasonForm",
    optional=True,
)
PROCUREMENT.transition(
    "announce",
    label=_("发布采购公告"),
    source=State.DOCUMENT_READY,
    target=State.ANNOUNCED,
    who=Can.ANNOUNCE,
    guards=[
        guards.intention_has_run_its_time,
        guards.closing_is_far_enough,
        guards.budget_is_shown,
        secrecy_is_checked(Kind.NOTICE),
    ],
    official=True,
    then="start_receiving",
)
PROCUREMENT.transition(
    "start_receiving",
    label=_("开始征集投标"),
    source=State.ANNOUNCED,
    target=State.RECEIVING,
    joined=True,
)
PROCUREMENT.transition(
    "amend",
    label=_("澄清更正"),
    source=State.RECEIVING,
    joined=True,
    guards=[guards.closing_time_is_ahead],
)
PROCUREMENT.transition(
    "close",
    label=_("截止"),
    source=State.RECEIVING,
    target=State.CLOSED,
    due="closes_at",
    guards=[guards.closing_time_has_come],
)
PROCUREMENT.transition(
    "fail_insufficient",
    label=_("投标人不足，流标"),
    source=State.CLOSED,
    target=State.FAILED_INSUFFICIENT,
    due="closed_at",
)
PROCUREMENT.transition("open", label=_("开标"), source=State.CLOSED, target=State.OPENED, joined=True)
PROCUREMENT.transition(
    "check_qualification",
    label=_("完成资格审查"),
    source=State.OPENED,
    target=State.QUALIFICATION,
    who=Can.CHECK_QUALIFICATION,
)
PROCUREMENT.transition(
    "start_review",
    label=_("开始评审"),
    source=State.QUALIFICATION,
    target=State.REVIEWING,
    who=Can.RUN_REVIEW,
)
PROCUREMENT.transition("finish_review", label=_("评审完成"), source=State.REVIEWING, target=State.REVIEWED, joined=True)
PROCUREMENT.transition(
    "confirm_candidate",
    label=_("确定中标人"),
    source=State.REVIEWED,
    target=State.CANDIDATE_CONFIRMED,
    who=Can.CONFIRM_CANDIDATE,
    form="purchasing.award.forms.CandidateForm",
    official=True,
)
PROCUREMENT.transition(
    "publish_result",
    label=_("公告中标结果并发出中标通知书"),
    source=State.CANDIDATE_CONFIRMED,
    target=State.AWARDED,
    who=Can.PUBLISH_RESULT,
    guards=[secrecy_is_checked(Kind.RESULT)],
    official=True,
    then="send_notice",
)
PROCUREMENT.transition(
    "send_notice",
    label=_("发出中标通知书"),
    source=State.AWARDED,
    target=State.NOTICE_SENT,
    joined=True,
)
PROCUREMENT.transition("contract", label=_("签订合同"), source=State.NOTICE_SENT, target=State.CONTRACTED, joined=True)
PROCUREMENT.transition(
    "void",
    label=_("废标"),
    source={State.OPENED, State.QUALIFICATION, State.REVIEWING, State.REVIEWED},
    target=State.VOIDED,
    who=Can.END_PROCUREMENT,
    form="purchasing.procurement.forms.VoidForm",
    optional=True,
)
PROCUREMENT.transition(
    "terminate",
    label=_("终止采购"),
    source={
        State.PREPARING,
        State.DOCUMENT_READY,
        State.RECEIVING,
        State.CLOSED,
        State.OPENED,
        State.QUALIFICATION,
        State.CANDIDATE_CONFIRMED,
        State.NOTICE_SENT,
    },
    target=State.TERMINATED,
    who=Can.END_PROCUREMENT,
    form="purchasing.publication.forms.ReasonForm",
    optional=True,
)
PROCUREMENT.transition(
    "retry",
    label=_("重新采购"),
    source={State.FAILED_INSUFFICIENT, State.VOIDED, State.TERMINATED},
    who=Can.END_PROCUREMENT,
    guards=[guards.not_retried_yet],
    optional=True,
)
PROCUREMENT.transition(
    "reword_end",
    label=_("修改终止理由"),
    source={State.FAILED_INSUFFICIENT, State.VOIDED, State.TERMINATED},
    who=Can.END_PROCUREMENT,
    form="purchasing.publication.forms.ReasonForm",
    guards=[guards.end_is_not_public_yet],
    optional=True,
)
ENDED = ("procurement.void", "procurement.terminate", "procurement.fail_insufficient")
PROCUREMENT.deadline(
    "decide",
    label=_("确定中标人"),
    since="procurement.finish_review",
    within="R-30-award",
    met_by="procurement.confirm_candidate",
    dropped_by=ENDED,
)
PROCUREMENT.deadline(
    "result_notice",
    label=_("公告中标结果"),
    since="procurement.confirm_candidate",
    within="R-31-notice",
    met_by="procurement.publish_result",
    dropped_by=ENDED,
)
PROCUREMENT.deadline(
    "sign",
    label=_("签订合同"),
    since="procurement.send_notice",
    within="R-61",
    met_by="contract.sign",
    dropped_by=ENDED,
)
PLAN_ITEM.requires(
    "release",
    guards.method_is_available,
    guards.duties_are_separate,
    guards.appointees_can_do_their_duty,
    guards.intention_is_begun_or_waived,
)
declare("procurement.reappointed")
name_verbs({"procurement.appoint": _("任命人员"), "procurement.reappoint": _("更换人员")})
