"""Who is told of a calendar on its way, and of limits that moved by it or by a new rule."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.workdays.models import CalendarDraft
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.audit.models import AuditEntry
from portal.notify import tell
from portal.outbox import Event, subscribe
from portal.workflow.models import DueDate, InboxItem
from portal.workflow.recount import MOVED


@subscribe("calendar_draft.submit", effect=gettext_lazy("本财政部门的审批人会收到通知。"))
def tell_approvers(event: Event) -> None:
    draft = cast(CalendarDraft, event.subject)
    tell(
        event=event,
        title=_("%(draft)s待批准") % {"draft": draft},
        body=draft.cites,
        url=draft.get_absolute_url(),
        memberships=[(draft.finance_id, Role.FINANCE_APPROVER)],
    )


@subscribe(
    "calendar_draft.approve",
    effect=gettext_lazy("日历向社会公布，未办结的时限重新计算；日期有变的，通知各自的办理人。"),
)
def tell_of_approval(event: Event) -> None:
    draft = cast(CalendarDraft, event.subject)
    tell(
        event=event,
        title=_("%(draft)s已批准") % {"draft": draft},
        body=draft.cites,
        url=f"/calendar/{draft.year}/",
        users=[draft.author],
        memberships=[(draft.finance_id, Role.FINANCE_CLERK)],
    )


@subscribe("calendar_draft.send_back", effect=gettext_lazy("理由通知拟定人。"))
def tell_author(event: Event) -> None:
    draft = cast(CalendarDraft, event.subject)
    tell(
        event=event,
        title=_("%(draft)s被退回") % {"draft": draft},
        body=draft.reason,
        url=draft.get_absolute_url(),
        users=[draft.author],
    )


@subscribe(MOVED, effect="")
def tell_of_moved_limit(event: Event) -> None:
    """Whoever has the object in their inbox, and whoever set the limit going."""
    subject, facts = event.subject, event.payload
    about = {"subject_label": event.subject_label, "subject_pk": event.subject_pk}
    waiting = list(InboxItem.objects.filter(**about))
    row = DueDate.objects.get(pk=facts["limit"])
    starters = AuditEntry.objects.filter(**about, at=row.started_at).values_list("actor", flat=True)
    people = {pk for pk in (*starters, *(item.user_id for item in waiting)) if pk}
    tell(
        event=event,
        title=_("时限变更：%(subject)s的“%(label)s”") % {"subject": subject, "label": facts["label"]},
        body=_("到期日由 %(before)s 改为 %(after)s。原因：%(reason)s。") % facts,
        url=getattr(subject, "get_absolute_url", lambda: "")(),
        users=User.objects.filter(pk__in=people),
        memberships=[(item.organization_id, Role(item.role)) for item in waiting if item.user_id is None],
    )
