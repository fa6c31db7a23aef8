"""The annual plan from draft to execution, and its items beside it (handbook §3.1)."""

from django.utils.translation import gettext_lazy as _

from portal.workflow.flow import Flow
from purchasing.plan import guards
from purchasing.plan.models import ItemState, State
from purchasing.plan.policies import Can

PLAN = Flow(
    "plan", model="purchasing.AnnualPlan", states=State, initial=State.DRAFT, label=_("年度计划"), read=Can.READ_PLAN
)
PLAN.transition(
    "submit_for_review",
    label=_("提交单位审核"),
    source=State.DRAFT,
    target=State.UNIT_REVIEW,
    who=Can.DRAFT_PLAN,
    guards=[guards.items_are_complete, guards.nothing_vanishes],
)
PLAN.transition(
    "approve_in_unit",
    label=_("单位审核通过"),
    source=State.UNIT_REVIEW,
    target=State.UNIT_APPROVED,
    who=Can.APPROVE_IN_UNIT,
)
PLAN.transition(
    "send_back",
    label=_("退回经办修改"),
    source={State.UNIT_REVIEW, State.UNIT_APPROVED, State.CONSENTED},
    target=State.DRAFT,
    who=Can.SEND_BACK_PLAN,
    form="purchasing.publication.forms.ReasonForm",
    optional=True,
)
PLAN.transition(
    "consent",
    label=_("主管单位同意"),
    source=State.UNIT_APPROVED,
    target=State.CONSENTED,
    who=Can.CONSENT_PLAN,
)
PLAN.transition(
    "submit",
    label=_("报送财政"),
    source={State.UNIT_APPROVED, State.CONSENTED},
    target=State.SUBMITTED,
    who=Can.SUBMIT_PLAN,
    guards=[guards.supervisor_has_consented, guards.filing_window_is_open],
    official=True,
)
PLAN.transition(
    "take",
    label=_("受理"),
    source=State.SUBMITTED,
    target=State.FINANCE_REVIEW,
    who=Can.TAKE_PLAN,
)
PLAN.transition(
    "recommend",
    label=_("提出审核意见"),
    source=State.FINANCE_REVIEW,
    target=State.RECOMMENDED,
    who=Can.TAKE_PLAN,
    form="purchasing.plan.forms.OpinionForm",
)
PLAN.transition(
    "return_to_unit",
    label=_("退回单位"),
    source={State.FINANCE_REVIEW, State.RECOMMENDED},
    target=State.RETURNED,
    who=Can.TAKE_PLAN,
    form="purchasing.publication.forms.ReasonForm",
    optional=True,
)
PLAN.transition(
    "concur",
    label=_("复核同意"),
    source=State.RECOMMENDED,
    who=Can.CONCUR_PLAN,
)
PLAN.transition(
    "question",
    label=_("退回经办重新审核"),
    source=State.RECOMMENDED,
    target=State.FINANCE_REVIEW,
    who=Can.QUESTION_PLAN,
    form="purchasing.publication.forms.ReasonForm",
    optional=True,
)
PLAN.transition(
    "reopen",
    label=_("修改后重新办理"),
    source=State.RETURNED,
    target=State.DRAFT,
    who=Can.DRAFT_PLAN,
)
PLAN.transition(
    "approve",
    label=_("批准并签发批复"),
    source=State.RECOMMENDED,
    target=State.APPROVED,
    who=Can.APPROVE_PLAN,
    guards=[guards.second_has_agreed, guards.nothing_goes_back],
    official=True,
)
PLAN.task(
    "sign",
    label=_("批准并签发批复"),
    source=State.RECOMMENDED,
    who=Can.SIGN_PLAN,
    instead_of="approve",
)
PLAN.transition(
    "reject",
    label=_("不予批准"),
    source=State.RECOMMENDED,
    target=State.REJECTED,
    who=Can.SIGN_PLAN,
    form="purchasing.publication.forms.ReasonForm",
    optional=True,
)
PLAN.transition(
    "publish",
    label=_("公布"),
    source=State.APPROVED,
    target=State.PUBLISHED,
    joined=True,
)
PLAN.transition(
    "begin_execution",
    label=_("开始执行"),
    source=State.PUBLISHED,
    target=State.IN_EXECUTION,
    joined=True,
)
PLAN.transition(
    "close",
    label=_("决算后关闭"),
    source={State.PUBLISHED, State.IN_EXECUTION},
    target=State.CLOSED,
    joined=True,
)
PLAN.deadline("publish", label=_("公布年度计划"), since="plan.approve", within="R-10", met_by="plan.publish")

PLAN_ITEM = Flow(
    "plan_item",
    model="purchasing.PlanItem",
    states=ItemState,
    initial=ItemState.DRAFT,
    label=_("计划事项"),
    read=Can.READ_ITEM,
)
PLAN_ITEM.transition(
    "submit",
    label=_("报送"),
    source=ItemState.DRAFT,
    target=ItemState.SUBMITTED,
    joined=True,
)
PLAN_ITEM.transition(
    "check_funding",
    label=_("核定资金"),
    source=ItemState.SUBMITTED,
    target=ItemState.FUNDING_CHECK,
    joined=True,
)
PLAN_ITEM.transition(
    "return_to_unit",
    label=_("退回"),
    source={ItemState.SUBMITTED, ItemState.FUNDING_CHECK},
    target=ItemState.DRAFT,
    joined=True,
)
PLAN_ITEM.transition(
    "await_budget",
    label=_("等待新增预算"),
    source=ItemState.FUNDING_CHECK,
    target=ItemState.AWAITING_ADDITIONAL_BUDGET,
    joined=True,
)
PLAN_ITEM.transition(
    "return_with_amount",
    label=_("按批准金额退回调整"),
    source={ItemState.AWAITING_ADDITIONAL_BUDGET, ItemState.FUNDING_CHECK},
    target=ItemState.RETURNED,
    joined=True,
)
PLAN_ITEM.transition(
    "check_again",
    label=_("调整后重新核定资金"),
    source=ItemState.RETURNED,
    target=ItemState.FUNDING_CHECK,
    joined=True,
)
PLAN_ITEM.transition(
    "approve",
    label=_("批准"),
    source={ItemState.FUNDING_CHECK, ItemState.AWAITING_ADDITIONAL_BUDGET},
    target=ItemState.APPROVED,
    joined=True,
)
PLAN_ITEM.transition(
    "reserve",
    label=_("转入储备"),
    source={ItemState.FUNDING_CHECK, ItemState.AWAITING_ADDITIONAL_BUDGET},
    target=ItemState.RESERVE,
    joined=True,
)
PLAN_ITEM.transition(
    "refuse",
    label=_("不予批准"),
    source=ItemState.FUNDING_CHECK,
    target=ItemState.REFUSED,
    joined=True,
)
PLAN_ITEM.transition(
    "release",
    label=_("备案实施计划，启动采购"),
    source=ItemState.APPROVED,
    target=ItemState.RELEASED,
    who=Can.RELEASE_ITEM,
    form="purchasing.procurement.forms.ImplementationForm",
    optional=True,
    official=True,
    guards=[guards.lines_are_approved, guards.it_is_bought_here],
)
PLAN_ITEM.transition(
    "procure",
    label=_("公告采购"),
    source=ItemState.RELEASED,
    target=ItemState.PROCURING,
    joined=True,
)
PLAN_ITEM.transition(
    "fall_back",
    label=_("采购终止，可重新采购"),
    source=ItemState.PROCURING,
    target=ItemState.RELEASED,
    joined=True,
)
PLAN_ITEM.transition(
    "contract",
    label=_("签订合同"),
    source={ItemState.RELEASED, ItemState.PROCURING},
    target=ItemState.CONTRACTED,
    joined=True,
)
PLAN_ITEM.transition(
    "perform",
    label=_("开始履行"),
    source=ItemState.CONTRACTED,
    target=ItemState.PERFORMING,
    joined=True,
)
PLAN_ITEM.transition(
    "complete",
    label=_("履行完毕"),
    source={ItemState.CONTRACTED, ItemState.PERFORMING},
    target=ItemState.COMPLETED,
    joined=True,
)
PLAN_ITEM.transition(
    "cancel",
    label=_("取消"),
    source={ItemState.DRAFT, ItemState.APPROVED, ItemState.RELEASED},
    target=ItemState.CANCELLED,
    joined=True,
)
