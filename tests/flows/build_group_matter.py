"""A matter of the group at each state: decided with a task not handed out, carried out, and with a reply to be confirmed."""

from __future__ import annotations

from datetime import date

from portal.demo.cast import Cast
from portal.values import clock
from portal.workflow.perform import writing_states
from purchasing.models import GroupMatter, GroupMeeting, GroupMember, GroupTask

LATER = ("decided", "tasks", "reported_to_government")
DATA = {
    "put_on_agenda": {"meeting": None, "place": 1}, "decide": {"outcome": "agreed", "decision": "同意"},
    "defer": {"reason": "补充材料"},
}  # fmt: skip


def meeting_of(cast: Cast) -> GroupMeeting:
    """A meeting of today that the finance bureau attended."""
    group = cast.organisations["coordination"]
    meeting = GroupMeeting.objects.create(group=group, title="第一次会议", held_on=clock.today(), place="一号会议室")
    member, _new = GroupMember.objects.get_or_create(
        group=group, organization=cast.organisations["finance"], name="成员（虚构）", post="局长", document="文号",
        defaults={"valid_from": date(2024, 1, 1)},
    )  # fmt: skip
    meeting.present.add(member)
    return meeting


def build(cast: Cast, state: str) -> GroupMatter:
    group = cast.organisations["coordination"]
    matter = GroupMatter(
        group=group, proposer=group, author=cast.user("co1"), proposed_at=clock.now(), kind="work_plan",
        title="年度工作计划", summary="请审定。", state=state,
    )  # fmt: skip
    if state in ("on_agenda", *LATER):
        matter.meeting, matter.place = meeting_of(cast), 1
    if state in LATER:
        matter.outcome, matter.decision, matter.decided_at = "agreed", "同意。", clock.now()
        matter.report_text = "现将有关情况报告如下。"
    if state == "reported_to_government":
        matter.reported_at, matter.reply_document = clock.now(), "市府办抄告单"
    with writing_states():
        matter.save()
    if state in LATER:
        answered = None if state == "decided" else clock.now()
        GroupTask.objects.create(
            matter=matter, organization=cast.organisations["cityorder"], text="按月报送进度", due_on=clock.today(),
            answer="" if answered is None else "已报送", answered_at=answered,
        )  # fmt: skip
    return matter
