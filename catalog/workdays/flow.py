"""A year's calendar is drafted by one officer of finance and decided by another (handbook §2; SD14)."""

from django.utils.translation import gettext_lazy as _

from catalog.workdays.guards import CHECKS
from catalog.workdays.models import State
from catalog.workdays.policies import Can
from portal.workflow.flow import Flow
from portal.workflow.separation import name_verbs

CALENDAR_DRAFT = Flow(
    "calendar_draft",
    model="catalog.CalendarDraft",
    states=State,
    initial=State.DRAFT,
    label=_("工作日历"),
    read=Can.READ_CALENDAR_DRAFT,
)
CALENDAR_DRAFT.transition(
    "submit",
    label=_("提交批准"),
    source=State.DRAFT,
    target=State.SUBMITTED,
    who=Can.DRAFT_CALENDAR,
    guards=CHECKS,
)
CALENDAR_DRAFT.transition(
    "approve",
    label=_("批准工作日历"),
    source=State.SUBMITTED,
    target=State.APPROVED,
    who=Can.APPROVE_CALENDAR,
    form="catalog.workdays.forms.ApproveForm",
    guards=CHECKS,
    official=True,
)
CALENDAR_DRAFT.transition(
    "send_back",
    label=_("退回修改"),
    source=State.SUBMITTED,
    target=State.DRAFT,
    who=Can.APPROVE_CALENDAR,
    form="catalog.rulebook.forms.SendBackForm",
    optional=True,
)
CALENDAR_DRAFT.transition(
    "withdraw",
    label=_("撤回"),
    source={State.DRAFT, State.SUBMITTED},
    target=State.WITHDRAWN,
    who=Can.DRAFT_CALENDAR,
    optional=True,
)
name_verbs({"calendar_draft.edit": _("修改日历草稿")})
