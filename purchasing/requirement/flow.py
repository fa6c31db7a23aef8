"""A requirement is surveyed, commented, reviewed, checked by counsel where R-14 asks for it, and frozen (handbook §3.4)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.outbox import declare
from portal.workflow.flow import Flow
from portal.workflow.separation import name_verbs
from purchasing.plan.flow import PLAN_ITEM
from purchasing.plan.models import ItemState
from purchasing.publication.guards import secrecy_is_checked
from purchasing.publication.models import Kind
from purchasing.requirement import guards
from purchasing.requirement.models import State
from purchasing.requirement.policies import Can

PLAN_ITEM.task(
    "begin_requirement",
    label=_("编制采购需求"),
    source=ItemState.APPROVED,
    who=Can.BEGIN_REQUIREMENT,
    when=Q(requirement=None),
    page=lambda item: "/desk/requirements/",
)

REQUIREMENT = Flow(
    "requirement",
    model="purchasing.Requirement",
    states=State,
    initial=State.DRAFT,
    label=_("采购需求"),
    read=Can.READ_REQUIREMENT,
)
REQUIREMENT.transition(
    "finish_survey",
    label=_("完成需求调查"),
    source=State.DRAFT,
    target=State.SURVEY_DONE,
    who=Can.ADVANCE_REQUIREMENT,
    guards=[guards.survey_has_enough_subjects],
)
REQUIREMENT.transition(
    "open_comment",
    label=_("公开征求意见"),
    source=State.SURVEY_DONE,
    target=State.PUBLIC_COMMENT,
    who=Can.ADVANCE_REQUIREMENT,
    form="purchasing.requirement.forms.CommentPeriodForm",
    optional=True,
    guards=[secrecy_is_checked(Kind.NEEDS)],
)
REQUIREMENT.transition(
    "pass_general_review",
    label=_("一般性审查通过"),
    source={State.DRAFT, State.SURVEY_DONE, State.PUBLIC_COMMENT},
    target=State.REVIEWED_GENERAL,
    who=Can.REVIEW_REQUIREMENT,
    guards=[guards.survey_and_comment_are_done_where_needed, guards.comments_are_answered],
)
REQUIREMENT.transition(
    "pass_key_review",
    label=_("重点审查通过"),
    source=State.REVIEWED_GENERAL,
    target=State.REVIEWED_KEY,
    who=Can.REVIEW_REQUIREMENT,
    guards=[guards.panel_has_passed_it],
)
REQUIREMENT.transition(
    "send_back",
    label=_("审查不通过，退回"),
    source={State.SURVEY_DONE, State.PUBLIC_COMMENT, State.REVIEWED_GENERAL, State.REVIEWED_KEY},
    target=State.DRAFT,
    who=Can.SEND_BACK_REQUIREMENT,
    form="purchasing.publication.forms.ReasonForm",
    optional=True,
    guards=[guards.the_public_has_been_heard],
)
REQUIREMENT.transition(
    "check_contract_text",
    label=_("合同文本审定"),
    source=State.REVIEWED_KEY,
    target=State.COUNSEL_CHECKED,
    who=Can.CHECK_CONTRACT_TEXT,
)
REQUIREMENT.transition(
    "freeze",
    label=_("定稿"),
    source={State.REVIEWED_GENERAL, State.COUNSEL_CHECKED},
    target=State.FROZEN,
    who=Can.FREEZE_REQUIREMENT,
    guards=[guards.key_review_is_done_where_needed],
    official=True,
)
REQUIREMENT.task(
    "answer_comments",
    label=_("答复公众意见"),
    source={State.PUBLIC_COMMENT, State.REVIEWED_GENERAL, State.REVIEWED_KEY, State.COUNSEL_CHECKED},
    who=Can.ANSWER_COMMENT,
    when=Q(comments__isnull=False, comments__answered_at=None),
)
declare("requirement.commented")
PLAN_ITEM.requires("release", guards.requirement_is_frozen)
name_verbs(
    {
        "requirement.edit": _("修改采购需求"),
        "requirement.comment": _("公众提出意见"),
        "requirement.answer": _("答复公众意见"),
        "requirement.opinion": _("提交审查意见"),
    }
)
