"""Who is told of the group's matters."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notify import tell
from portal.notify.messages import Holders
from portal.outbox import Event, subscribe
from purchasing.group.actions import ANSWERED, RETURNED
from purchasing.group.models import GroupMatter, GroupTask
from purchasing.group.policies import ANSWERING, LEADER, OFFICE
from purchasing.group.queries import tasks_of


@subscribe("group_matter.begun", effect=gettext_lazy("通知协调推进小组办公室安排议程。"))
def tell_office(event: Event) -> None:
    matter = cast(GroupMatter, event.subject)
    title = _("新的议题：%(matter)s") % {"matter": matter}
    tell(event=event, title=title, url=matter.get_absolute_url(), memberships=[(matter.group_id, OFFICE)])


@subscribe("group_matter.put_on_agenda", effect=gettext_lazy("通知组长。"))
def tell_leader(event: Event) -> None:
    matter = cast(GroupMatter, event.subject)
    body = _("列入%(meeting)s议程。") % {"meeting": matter.meeting}
    tell(
        event=event,
        title=str(matter),
        body=body,
        url=matter.get_absolute_url(),
        memberships=[(matter.group_id, LEADER)],
    )


@subscribe("group_matter.decide", effect=gettext_lazy("决定通知办公室和提出人。"))
def tell_of_decision(event: Event) -> None:
    matter = cast(GroupMatter, event.subject)
    title = _("%(outcome)s：%(matter)s") % {"outcome": matter.get_outcome_display(), "matter": matter}
    _tell_preparers(event, matter, title, matter.decision)


@subscribe("group_matter.defer", effect=gettext_lazy("理由通知办公室和提出人。"))
def tell_of_deferral(event: Event) -> None:
    matter = cast(GroupMatter, event.subject)
    _tell_preparers(event, matter, _("暂缓，下次再议：%(matter)s") % {"matter": matter}, matter.reason)


@subscribe("group_matter.withdraw", effect=gettext_lazy("理由通知提出人。"))
def tell_of_withdrawal(event: Event) -> None:
    matter = cast(GroupMatter, event.subject)
    _tell_preparers(event, matter, _("议题已撤回：%(matter)s") % {"matter": matter}, matter.reason)


@subscribe("group_matter.assign", effect=gettext_lazy("任务通知各承办单位的经办人。"))
def tell_of_tasks(event: Event) -> None:
    for task in tasks_of(cast(GroupMatter, event.subject)):
        _tell_organisation(event, task, _("协调推进小组交办：%(task)s"), f"{event.name}:{event.pk}:{task.pk}")


@subscribe("group_matter.report", effect=gettext_lazy("报告编号、生成公文并归档；通知办公室和提出人。"))
def tell_of_report(event: Event) -> None:
    matter = cast(GroupMatter, event.subject)
    _tell_preparers(event, matter, _("已报告市政府：%(matter)s") % {"matter": matter}, matter.number)


@subscribe("group_matter.confirm_reply", effect=gettext_lazy("市政府批示通知办公室和提出人。"))
def tell_of_reply(event: Event) -> None:
    matter = cast(GroupMatter, event.subject)
    body = f"{matter.reply_document}　{matter.reply}"
    _tell_preparers(event, matter, _("市政府批示：%(matter)s") % {"matter": matter}, body)


@subscribe(ANSWERED, effect=gettext_lazy("通知小组办公室。"))
def tell_of_answer(event: Event) -> None:
    task = cast(GroupTask, event.subject)
    title = _("%(unit)s已答复：%(task)s") % {"unit": task.organization, "task": task}
    holders: Holders = [(task.matter.group_id, OFFICE)]
    tell(event=event, title=title, body=task.answer, url=task.get_absolute_url(), memberships=holders)


@subscribe(RETURNED, effect=gettext_lazy("通知承办单位补充。"))
def tell_of_returned_answer(event: Event) -> None:
    _tell_organisation(event, cast(GroupTask, event.subject), _("请补充落实情况：%(task)s"), "")


def _tell_preparers(event: Event, matter: GroupMatter, title: str, body: str) -> None:
    """The office, and whoever brought the matter."""
    tell(
        event=event, title=title, body=body, url=matter.get_absolute_url(), users=[matter.author],
        memberships=[(matter.group_id, OFFICE)],
    )  # fmt: skip


def _tell_organisation(event: Event, task: GroupTask, title: str, key: str) -> None:
    body = _("期限 %(day)s。%(more)s") % {"day": task.due_on, "more": task.returned}
    holders: Holders = [(task.organization_id, role) for role in ANSWERING]
    title = title % {"task": task}
    tell(event=event, title=title, body=body, url=task.get_absolute_url(), key=key, memberships=holders)
