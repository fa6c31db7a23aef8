"""A matter of the group: proposed, put on an agenda, decided, carried out, reported to the government (handbook §3.12)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.workflow.flow import Flow
from purchasing.group import guards
from purchasing.group.models import State
from purchasing.group.policies import Can

FORMS = "purchasing.group.forms"
REASON = f"{FORMS}.ReasonForm"
GROUP_MATTER = Flow(
    "group_matter",
    model="purchasing.GroupMatter",
    states=State,
    initial=State.PROPOSED,
    label=_("协调推进小组议题"),
    read=Can.READ_MATTER,
)
GROUP_MATTER.transition(
    "put_on_agenda",
    label=_("列入议程"),
    source=State.PROPOSED,
    target=State.ON_AGENDA,
    who=Can.PREPARE_MATTER,
    form=f"{FORMS}.AgendaForm",
    guards=[guards.meeting_is_still_ahead],
)
GROUP_MATTER.transition(
    "withdraw",
    label=_("撤回议题"),
    source=State.PROPOSED,
    target=State.WITHDRAWN,
    who=Can.PREPARE_MATTER,
    form=REASON,
    optional=True,
)
GROUP_MATTER.transition(
    "take_off",
    label=_("退出议程"),
    source=State.ON_AGENDA,
    target=State.PROPOSED,
    who=Can.PREPARE_MATTER,
    form=REASON,
    optional=True,
)
GROUP_MATTER.transition(
    "decide",
    label=_("作出决定"),
    source=State.ON_AGENDA,
    target=State.DECIDED,
    who=Can.DECIDE_MATTER,
    form=f"{FORMS}.DecisionForm",
    guards=[guards.meeting_has_come, guards.meeting_was_attended],
    official=True,
)
GROUP_MATTER.transition(
    "defer",
    label=_("暂缓，下次再议"),
    source=State.ON_AGENDA,
    target=State.PROPOSED,
    who=Can.DEFER_MATTER,
    form=REASON,
    guards=[guards.meeting_has_come],
    optional=True,
)
GROUP_MATTER.transition(
    "assign",
    label=_("下达任务"),
    source=State.DECIDED,
    target=State.TASKS,
    who=Can.PREPARE_MATTER,
    guards=[guards.tasks_are_set],
    optional=True,
)
GROUP_MATTER.transition(
    "report",
    label=_("签发报告，报市政府"),
    source={State.DECIDED, State.TASKS},
    target=State.REPORTED,
    who=Can.SIGN_REPORT,
    guards=[guards.tasks_are_answered],
    official=True,
)
GROUP_MATTER.transition(
    "record_reply",
    label=_("登记市政府批示"),
    source=State.REPORTED,
    who=Can.RECORD_REPLY,
    form=f"{FORMS}.ReplyForm",
)
GROUP_MATTER.transition(
    "confirm_reply",
    label=_("确认市政府批示"),
    source=State.REPORTED,
    who=Can.CONFIRM_REPLY,
)
GROUP_MATTER.transition(
    "return_reply",
    label=_("退回登记"),
    source=State.REPORTED,
    who=Can.RETURN_REPLY,
    form=REASON,
    optional=True,
)
GROUP_MATTER.task(
    "answer",
    label=_("答复任务落实情况"),
    source=State.TASKS,
    who=Can.ANSWER_TASK,
    model="purchasing.GroupTask",
    along="matter",
)
GROUP_MATTER.task(
    "draft_report",
    label=_("分解任务，拟写向市政府的报告"),
    source={State.DECIDED, State.TASKS},
    who=Can.DRAFT_REPORT,
    when=Q(report_text=""),
)
