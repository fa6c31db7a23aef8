"""Each period is requested, inspected, and passed, passed with a deduction, or failed and rectified (handbook §3.8)."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.acceptance import guards
from contracts.acceptance.models import State
from contracts.acceptance.policies import Can
from portal.outbox import declare
from portal.workflow.flow import Flow
from portal.workflow.separation import name_verbs
from purchasing.plan.flow import PLAN_ITEM

ACCEPTANCE = Flow(
    "acceptance",
    model="contracts.Acceptance",
    states=State,
    initial=State.PLANNED,
    label=_("履约验收"),
    read=Can.READ_ACCEPTANCE,
)
ACCEPTANCE.transition(
    "request",
    label=_("提请验收"),
    source={State.PLANNED, State.RECTIFYING},
    target=State.REQUESTED,
    who=Can.REQUEST_ACCEPTANCE,
    form="contracts.acceptance.forms.RequestForm",
    optional=True,
    guards=[guards.period_is_over, guards.contract_is_in_force],
)
ACCEPTANCE.task(
    "ask",
    label=_("提请验收"),
    source={State.PLANNED, State.RECTIFYING},
    who=Can.REQUEST_ACCEPTANCE,
    opens=lambda acceptance: acceptance.period_to + timedelta(days=1),
)
ACCEPTANCE.transition(
    "start_inspection",
    label=_("组织验收"),
    source=State.REQUESTED,
    target=State.INSPECTING,
    who=Can.ORGANISE_ACCEPTANCE,
    form="contracts.acceptance.forms.TeamForm",
    guards=[guards.organiser_is_not_the_operator],
)
ACCEPTANCE.transition(
    "record_result",
    label=_("录入验收结果并签名"),
    source=State.INSPECTING,
    who=Can.INSPECT,
    form="contracts.acceptance.forms.ResultForm",
)
ACCEPTANCE.task(
    "sign_result",
    label=_("录入验收结果并签名"),
    source=State.INSPECTING,
    who=Can.SIGN_RESULT,
    model="contracts.AcceptanceMember",
    along="acceptance",
    when=Q(signed_at=None),
    page=lambda member: member.acceptance.get_absolute_url(),
    instead_of="record_result",
)
ACCEPTANCE.transition("pass_", label=_("验收合格"), source=State.INSPECTING, target=State.PASSED, joined=True)
ACCEPTANCE.transition(
    "pass_with_deduction",
    label=_("合格并扣减"),
    source=State.INSPECTING,
    target=State.PASSED_WITH_DEDUCTION,
    joined=True,
)
ACCEPTANCE.transition("fail", label=_("验收不合格"), source=State.INSPECTING, target=State.FAILED, joined=True)
ACCEPTANCE.transition(
    "order_rectification",
    label=_("责令整改"),
    source=State.FAILED,
    target=State.RECTIFYING,
    who=Can.ORGANISE_ACCEPTANCE,
    form="purchasing.publication.forms.ReasonForm",
    guards=[guards.organiser_is_not_the_operator],
)
ACCEPTANCE.transition(
    "close",
    label=_("公开验收结果"),
    source={State.PASSED, State.PASSED_WITH_DEDUCTION},
    target=State.CLOSED,
    joined=True,
)
PLAN_ITEM.requires("release", guards.team_is_large_enough)
declare("acceptance.reseated")
name_verbs({"acceptance.reseat": _("更换验收小组成员")})
