"""向市政府的报告: the group's letter with meeting, decision, tasks and their answers, and the tables of the matter."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.capability import allows, named_as_of
from portal.files.access import register_access
from portal.files.models import StoredFile
from portal.reports.actions import request_report
from portal.reports.kinds import register_kind
from portal.reports.models import Report
from portal.values import clock
from portal.workflow.act import Act
from purchasing.group.models import GroupMatter, GroupMember
from purchasing.group.policies import Can
from purchasing.group.queries import tasks_of

GOVERNMENT = register_kind(
    "group_report", template="purchasing/group/report_letter.html", title=_("协调推进小组向市政府的报告"), seconds=40
)


def request_government_report(matter: GroupMatter, act: Act) -> Report:
    """Enter the letter in the signing act; the worker renders it."""
    assert act.user is not None, "a report is signed by a person"
    signer = named_as_of(act.user, Can.SIGN_REPORT, matter.group, clock.day_of(act.at))
    context = {**letter_context(matter), "signer": signer}
    return request_report(GOVERNMENT.name, matter, context, act=act, public=False)


def letter_context(matter: GroupMatter) -> dict[str, Any]:
    """The letter's contents, for its preview too, where it has no number yet."""
    assert matter.meeting is not None, "what is reported was decided in a meeting"
    present = list(matter.meeting.present.select_related("organization"))
    leader = next((m for m in present if m.seat == GroupMember.Seat.LEADER), None)
    return {
        "title": _("关于%(title)s的报告") % {"title": matter.title},
        "number": matter.number,
        "issuer": matter.group.name,
        "to": _("市人民政府"),
        "meeting": matter.meeting.title,
        "held_on": matter.meeting.held_on,
        "place": matter.meeting.place,
        "leader": f"{leader.post}{leader.name}" if leader else "",
        "present": len(present),
        "outcome": matter.get_outcome_display(),
        "decision": matter.decision.splitlines(),
        "paragraphs": matter.report_text.splitlines(),
        "tasks": _tasks_table(matter),
        "annex": matter.annex,
    }


def _tasks_table(matter: GroupMatter) -> dict[str, Any]:
    return {
        "caption": _("任务落实情况"),
        "columns": [
            {"label": _("承办单位"), "css": "w4"}, {"label": _("任务"), "css": ""}, {"label": _("期限"), "css": "c w3"},
            {"label": _("落实情况"), "css": ""},
        ],
        "rows": [[str(t.organization), t.text, t.due_on.isoformat(), t.answer] for t in tasks_of(matter)],
        "foot": [],
    }  # fmt: skip


def may_read_paper(actor: Actor | None, file: StoredFile) -> bool:
    """Whoever reads the matter reads its papers."""
    matter = GroupMatter.objects.filter(pk=file.subject_pk).first()
    return matter is not None and allows(actor, Can.READ_MATTER, matter)


register_access("purchasing.GroupMatter", may_read_paper)
