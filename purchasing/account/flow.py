"""The account of a year: drawn up and approved in the unit, checked and confirmed in finance, made public (预算法 art. 14)."""

from django.utils.translation import gettext_lazy as _

from portal.workflow.flow import Flow
from portal.workflow.separation import name_verbs
from purchasing.account import guards
from purchasing.account.models import State
from purchasing.account.policies import Can

REASON = "purchasing.publication.forms.ReasonForm"

FINAL_ACCOUNT = Flow(
    "final_account",
    model="purchasing.FinalAccount",
    states=State,
    initial=State.DRAFT,
    label=_("年度决算"),
    read=Can.READ_ACCOUNT,
)
FINAL_ACCOUNT.transition(
    "submit_for_review",
    label=_("提交单位审核"),
    source=State.DRAFT,
    target=State.UNIT_REVIEW,
    who=Can.EDIT_ACCOUNT,
    guards=[guards.nothing_is_left_open, guards.departures_are_explained],
)
FINAL_ACCOUNT.transition(
    "approve_in_unit",
    label=_("审核通过，报送财政"),
    source=State.UNIT_REVIEW,
    target=State.SUBMITTED,
    who=Can.APPROVE_IN_UNIT,
    guards=[guards.figures_are_as_handed_in],
    official=True,
)
FINAL_ACCOUNT.transition(
    "send_back",
    label=_("退回经办修改"),
    source=State.UNIT_REVIEW,
    target=State.DRAFT,
    who=Can.APPROVE_IN_UNIT,
    form=REASON,
    optional=True,
)
FINAL_ACCOUNT.transition(
    "check",
    label=_("提出审核意见"),
    source=State.SUBMITTED,
    target=State.CHECKED,
    who=Can.CHECK_ACCOUNT,
    form="purchasing.account.forms.OpinionForm",
    guards=[guards.figures_are_as_handed_in],
)
FINAL_ACCOUNT.transition(
    "return_to_unit",
    label=_("退回单位"),
    source={State.SUBMITTED, State.CHECKED},
    target=State.DRAFT,
    who=Can.CHECK_ACCOUNT,
    form=REASON,
    optional=True,
)
FINAL_ACCOUNT.transition(
    "confirm",
    label=_("审定决算"),
    source=State.CHECKED,
    target=State.CONFIRMED,
    who=Can.CONFIRM_ACCOUNT,
    guards=[guards.figures_are_as_handed_in],
    official=True,
)
FINAL_ACCOUNT.transition(
    "publish",
    label=_("公开"),
    source=State.CONFIRMED,
    target=State.PUBLISHED,
    joined=True,
)
FINAL_ACCOUNT.deadline(
    "publish", label=_("公开年度决算"), since="final_account.confirm", within="R-09", met_by="final_account.publish"
)
name_verbs({"final_account.edit": _("填写决算说明")})
