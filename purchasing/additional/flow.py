"""Path B: unit, finance, government, congress and the grant, each step after the one before it (handbook §3.2).

What government and congress decide happens outside: the record leaves the state as it is, its confirmation moves it.
"""

from django.utils.translation import gettext_lazy as _

from portal.workflow.flow import Flow
from portal.workflow.separation import name_verbs
from purchasing.additional import guards
from purchasing.additional.models import State
from purchasing.additional.policies import Can
from purchasing.additional.queries import lacks_request
from purchasing.plan.flow import PLAN, PLAN_ITEM
from purchasing.plan.models import ItemState

REASON = "purchasing.publication.forms.ReasonForm"
FORMS = "purchasing.additional.forms"
ASKED = [guards.request_is_complete, guards.cycle_fits_the_year, guards.adjustment_is_lawful]
ADDITIONAL = Flow(
    "additional",
    model="purchasing.AdditionalBudgetRequest",
    states=State,
    initial=State.DRAFT,
    label=_("新增预算申请"),
    read=Can.READ_REQUEST,
)
ADDITIONAL.transition(
    "submit_for_review",
    label=_("提交单位审核"),
    source=State.DRAFT,
    target=State.UNIT_REVIEW,
    who=Can.DRAFT_REQUEST,
    guards=ASKED,
)
ADDITIONAL.transition(
    "send_back",
    label=_("退回经办修改"),
    source=State.UNIT_REVIEW,
    target=State.DRAFT,
    who=Can.FILE_REQUEST,
    form=REASON,
    optional=True,
)
ADDITIONAL.transition(
    "file",
    label=_("申报财政"),
    source=State.UNIT_REVIEW,
    target=State.FILED,
    who=Can.FILE_REQUEST,
    guards=ASKED,
    official=True,
)
ADDITIONAL.transition(
    "propose",
    label=_("提出财政意见"),
    source=State.FILED,
    target=State.OPINION,
    who=Can.PROPOSE_OPINION,
    form=f"{FORMS}.OpinionForm",
    guards=[guards.opinion_is_consistent],
)
ADDITIONAL.transition(
    "concur",
    label=_("复核同意"),
    source=State.OPINION,
    who=Can.CONCUR_OPINION,
)
ADDITIONAL.transition(
    "question",
    label=_("退回经办重新审核"),
    source=State.OPINION,
    target=State.FILED,
    who=Can.QUESTION_OPINION,
    form=REASON,
    optional=True,
)
ADDITIONAL.transition(
    "decide",
    label=_("审定财政意见"),
    source=State.OPINION,
    target=State.FINANCE_OPINION,
    who=Can.DECIDE_OPINION,
    form=f"{FORMS}.OpinionForm",
    guards=[guards.opinion_is_consistent],
    official=True,
)
ADDITIONAL.transition(
    "write_note",
    label=_("组长批注"),
    source=State.FINANCE_OPINION,
    who=Can.WRITE_NOTE,
    form=f"{FORMS}.NoteForm",
    optional=True,
)
ADDITIONAL.transition(
    "end_unsupported",
    label=_("按不予支持办结"),
    source=State.FINANCE_OPINION,
    target=State.REFUSED,
    who=Can.END_UNSUPPORTED,
    form=REASON,
    then="end",
)
ADDITIONAL.transition(
    "record_government",
    label=_("登记市政府审定"),
    source=State.FINANCE_OPINION,
    who=Can.RECORD_GOVERNMENT,
    form=f"{FORMS}.GovernmentForm",
    guards=[guards.day_is_in_order, guards.government_stays_within_support],
)
ADDITIONAL.transition(
    "confirm_government",
    label=_("确认市政府审定"),
    source=State.FINANCE_OPINION,
    target=State.GOVERNMENT_DECIDED,
    who=Can.CONFIRM_AGREED,
    form=f"{FORMS}.ConfirmForm",
)
ADDITIONAL.transition(
    "confirm_government_refusal",
    label=_("确认市政府未同意"),
    source=State.FINANCE_OPINION,
    target=State.REFUSED,
    who=Can.CONFIRM_REFUSED,
    form=f"{FORMS}.ConfirmForm",
    then="end",
)
ADDITIONAL.transition(
    "record_submission",
    label=_("登记提请人大审查批准"),
    source=State.GOVERNMENT_DECIDED,
    who=Can.RECORD_ACT,
    form=f"{FORMS}.SubmissionForm",
    guards=[guards.day_is_in_order, guards.draft_reaches_the_committee_in_time],
)
ADDITIONAL.transition(
    "confirm_submission",
    label=_("确认已提请人大"),
    source=State.GOVERNMENT_DECIDED,
    target=State.CONGRESS_SUBMITTED,
    who=Can.CONFIRM_AGREED,
    form=f"{FORMS}.ConfirmForm",
)
ADDITIONAL.transition(
    "record_congress",
    label=_("登记人大审查结果"),
    source=State.CONGRESS_SUBMITTED,
    who=Can.RECORD_ACT,
    form=f"{FORMS}.CongressForm",
    guards=[guards.day_is_in_order, guards.congress_stays_within_the_decision, guards.session_has_been_held],
)
ADDITIONAL.transition(
    "confirm_congress",
    label=_("确认人大批准"),
    source=State.CONGRESS_SUBMITTED,
    target=State.CONGRESS_APPROVED,
    who=Can.CONFIRM_AGREED,
    form=f"{FORMS}.ConfirmForm",
)
ADDITIONAL.transition(
    "confirm_congress_refusal",
    label=_("确认人大未批准"),
    source=State.CONGRESS_SUBMITTED,
    target=State.CONGRESS_REFUSED,
    who=Can.CONFIRM_REFUSED,
    form=f"{FORMS}.ConfirmForm",
    then="end",
)
ADDITIONAL.transition(
    "record_grant",
    label=_("登记财政批复"),
    source=State.CONGRESS_APPROVED,
    who=Can.RECORD_ACT,
    form=f"{FORMS}.GrantForm",
    guards=[guards.item_awaits_the_money, guards.day_is_in_order],
)
ADDITIONAL.transition(
    "confirm_grant",
    label=_("确认批复并下达新增预算"),
    source=State.CONGRESS_APPROVED,
    target=State.BUDGET_GRANTED,
    who=Can.CONFIRM_AGREED,
    form=f"{FORMS}.ConfirmForm",
    guards=[guards.item_awaits_the_money, guards.existing_lines_still_bear_their_part],
    official=True,
)
ADDITIONAL.transition(
    "return_record",
    label=_("登记有误，退回经办"),
    source={State.FINANCE_OPINION, State.GOVERNMENT_DECIDED, State.CONGRESS_SUBMITTED, State.CONGRESS_APPROVED},
    who=Can.RETURN_RECORD,
    form=REASON,
    optional=True,
)
ADDITIONAL.task(
    "rescope",
    label=_("按批准金额调整工作量"),
    source=State.BUDGET_GRANTED,
    who=Can.RESCOPE_ITEM,
    page=lambda request: f"/desk/additional/{request.pk}/rescope/",
)
ADDITIONAL.transition(
    "approve_rescoped",
    label=_("批准事项并签发补充批复"),
    source=State.BUDGET_GRANTED,
    who=Can.APPROVE_RESCOPED,
    guards=[guards.sheet_equals_the_money, guards.existing_lines_still_bear_their_part],
    official=True,
)
ADDITIONAL.transition(
    "return_sheet",
    label=_("退回重新调整"),
    source=State.BUDGET_GRANTED,
    who=Can.APPROVE_RESCOPED,
    form=REASON,
    optional=True,
)
ADDITIONAL.transition(
    "close",
    label=_("预算已下达单位，办结"),
    source=State.BUDGET_GRANTED,
    target=State.CLOSED,
    who=Can.CLOSE_REQUEST,
    guards=[guards.budget_has_reached_the_unit],
)
ADDITIONAL.transition(
    "end",
    label=_("办结，事项转入储备"),
    source={State.REFUSED, State.CONGRESS_REFUSED},
    target=State.CLOSED,
    joined=True,
)
ADDITIONAL.transition(
    "withdraw",
    label=_("撤回申请"),
    source={State.DRAFT, State.UNIT_REVIEW, State.FILED, State.OPINION, State.FINANCE_OPINION},
    target=State.CLOSED,
    who=Can.WITHDRAW_REQUEST,
    form=REASON,
    optional=True,
    then="free_item",
)
ADDITIONAL.transition("free_item", label=_("事项可以重新申请"), source=State.CLOSED, joined=True)
ADDITIONAL.deadline(
    "finance_reply", label=_("财政批复新增预算"), since="additional.confirm_congress", day="congress_on",
    within="R-08-finance", met_by="additional.confirm_grant",
)  # fmt: skip
ADDITIONAL.deadline(
    "pass_down", label=_("主管部门批复所属单位"), since="additional.confirm_grant", day="granted_on",
    within="R-08-department", met_by="additional.close",
)  # fmt: skip
ADDITIONAL.deadline(
    "disclose", label=_("公开新增预算批准情况"), since="additional.confirm_grant", day="granted_on",
    within="R-09", met_by="publication.release",
)  # fmt: skip
PLAN.requires("submit_for_review", guards.requests_say_what_the_plan_says)
PLAN_ITEM.task(
    "request_budget",
    label=_("申请新增预算"),
    source=ItemState.AWAITING_ADDITIONAL_BUDGET,
    who=Can.START_REQUEST,
    when=lacks_request(),
    page=lambda item: "/desk/additional/",
)
name_verbs({"additional.edit": _("修改新增预算申请"), "additional.rescope": _("按批准金额调整工作量")})
