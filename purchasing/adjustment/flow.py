"""An adjustment is asked for by the unit, checked and decided in finance, and made public with both sides (handbook §3.3)."""

from django.utils.translation import gettext_lazy as _

from portal.workflow.flow import Flow
from portal.workflow.separation import name_verbs
from purchasing.adjustment import guards
from purchasing.adjustment.models import State
from purchasing.adjustment.policies import Can

REASON = "purchasing.publication.forms.ReasonForm"

ADJUSTMENT = Flow(
    "adjustment",
    model="purchasing.PlanAdjustment",
    states=State,
    initial=State.DRAFT,
    label=_("计划调整"),
    read=Can.READ_ADJUSTMENT,
)
ADJUSTMENT.transition(
    "submit_for_review",
    label=_("提交单位审核"),
    source=State.DRAFT,
    target=State.UNIT_REVIEW,
    who=Can.WITHDRAW_ADJUSTMENT,
    guards=[
        guards.something_changes,
        guards.item_may_change,
        guards.words_are_lawful,
        guards.added_item_is_complete,
    ],
)
ADJUSTMENT.transition(
    "approve_in_unit",
    label=_("审核通过，报送财政"),
    source=State.UNIT_REVIEW,
    target=State.SUBMITTED,
    who=Can.APPROVE_IN_UNIT,
    guards=[guards.item_may_change],
    official=True,
)
ADJUSTMENT.transition(
    "send_back",
    label=_("退回经办修改"),
    source=State.UNIT_REVIEW,
    target=State.DRAFT,
    who=Can.APPROVE_IN_UNIT,
    form=REASON,
    optional=True,
)
ADJUSTMENT.transition(
    "recommend",
    label=_("提出审核意见"),
    source=State.SUBMITTED,
    target=State.RECOMMENDED,
    who=Can.RECOMMEND,
    form="purchasing.adjustment.forms.OpinionForm",
    guards=[guards.item_is_as_it_was],
)
ADJUSTMENT.transition(
    "return_to_unit",
    label=_("退回单位"),
    source={State.SUBMITTED, State.RECOMMENDED},
    target=State.DRAFT,
    who=Can.RECOMMEND,
    form=REASON,
    optional=True,
)
ADJUSTMENT.transition(
    "concur",
    label=_("复核同意"),
    source=State.RECOMMENDED,
    who=Can.CONCUR,
)
ADJUSTMENT.transition(
    "question",
    label=_("退回经办重新审核"),
    source=State.RECOMMENDED,
    target=State.SUBMITTED,
    who=Can.QUESTION,
    form=REASON,
    optional=True,
)
ADJUSTMENT.transition(
    "approve",
    label=_("批准调整"),
    source=State.RECOMMENDED,
    target=State.EFFECTIVE,
    who=Can.DECIDE,
    guards=[
        guards.second_has_agreed,
        guards.item_may_change,
        guards.item_is_as_it_was,
        guards.words_are_lawful,
        guards.added_item_is_complete,
    ],
    official=True,
)
ADJUSTMENT.task(
    "sign",
    label=_("批准调整"),
    source=State.RECOMMENDED,
    who=Can.SIGN,
    instead_of="approve",
)
ADJUSTMENT.transition(
    "refuse",
    label=_("不予批准"),
    source=State.RECOMMENDED,
    target=State.REFUSED,
    who=Can.SIGN,
    form=REASON,
    optional=True,
)
ADJUSTMENT.transition(
    "withdraw",
    label=_("撤回"),
    source={State.DRAFT, State.UNIT_REVIEW},
    target=State.WITHDRAWN,
    who=Can.WITHDRAW_ADJUSTMENT,
    optional=True,
)
name_verbs({"adjustment.edit": _("修改调整申请")})
