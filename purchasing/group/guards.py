"""What must be true before a matter of the group moves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.group.models import GroupMatter, State
from purchasing.group.queries import unanswered

SEED = "景德镇市政府向社会力量购买服务实施意见 四（一）"


def meeting_is_still_ahead(matter: GroupMatter, act: Act) -> Refusal | None:
    """A matter is put before a meeting of its own group that has not been held on an earlier day."""
    meeting = act.data.get("meeting")
    if meeting is None or (meeting.group_id == matter.group_id and meeting.held_on >= clock.day_of(act.at)):
        return None
    return Refusal(
        "meeting-over", _("该会议已经开过，不能再列入议题。"), next_step=_("请选择尚未召开的会议。"), field="meeting"
    )


def meeting_has_come(matter: GroupMatter, act: Act) -> Refusal | None:
    """The group decides in its meeting, not before it."""
    assert matter.meeting is not None, "a matter on an agenda has a meeting"
    if matter.meeting.held_on <= clock.day_of(act.at):
        return None
    return Refusal(
        "meeting-ahead",
        _("“%(meeting)s”定于 %(day)s 召开，会前不能登记决定。")
        % {"meeting": matter.meeting, "day": matter.meeting.held_on},
        article=SEED,
        next_step=_("请在会议召开当日或之后办理；会期改变的，请办公室先修改会议日期。"),
    )


def meeting_was_attended(matter: GroupMatter, act: Act) -> Refusal | None:
    """Who sat in the meeting is on record before it decides anything."""
    assert matter.meeting is not None, "a matter on an agenda has a meeting"
    if matter.meeting.present.exists():
        return None
    return Refusal(
        "attendance-missing",
        _("“%(meeting)s”还没有登记出席人员。") % {"meeting": matter.meeting},
        next_step=_("请办公室在会议页登记出席人员后再决定。"),
    )


def tasks_are_set(matter: GroupMatter, act: Act) -> Refusal | None:
    """There is something to hand out."""
    if matter.tasks.exists():
        return None
    message = _("还没有分解任务。")
    return Refusal("no-tasks", message, next_step=_("请先添加任务；不需要落实任务的，直接拟写报告。"))


def tasks_are_answered(matter: GroupMatter, act: Act) -> Refusal | None:
    """The government is told how its decisions were carried out, so every task has its answer first."""
    left = list(unanswered(matter))
    if not left:
        return None
    if matter.state == State.DECIDED:
        return Refusal("tasks-not-assigned", _("任务已分解但没有下达。"), next_step=_("请先下达任务，或删除任务。"))
    return Refusal(
        "tasks-unanswered",
        _("还有 %(count)s 项任务没有答复：") % {"count": len(left)},
        article=SEED,
        next_step=_("请承办单位先答复落实情况。"),
        items=tuple(f"{task.organization}：{task.text}" for task in left),
    )
