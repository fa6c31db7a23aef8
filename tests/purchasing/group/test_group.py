"""The co-ordination group: members with dates, a meeting, a matter from its proposal to the government's reply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.demo.cast import Cast
from portal.notify.models import Notification
from portal.outbox import drain
from portal.reports.models import Report
from portal.reports.rendering import render_now
from portal.values import clock
from portal.workflow.inbox import waiting_for
from purchasing.group.queries import seats_of
from purchasing.models import GroupMatter, GroupMeeting, GroupMember, GroupTask
from tests.flows.build_group_matter import build
from tests.portal.files import samples
from tests.portal.ui.system.conftest import signed_in

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("抄告单.pdf", samples.pdf(), content_type="application/pdf")


@pytest.fixture
def send(cast: Cast) -> Send:
    """Posts a form as somebody, with the present version of the matter or meeting, and says status and page."""

    clients: dict[str, Client] = {}

    def post(login: str, address: str, about: Any = None, **values: Any) -> Any:
        if about is not None:
            about.refresh_from_db()
            values = {"version": about.version, **values}
        if login not in clients:
            clients[login] = signed_in(cast.user(login))
        return clients[login].post(address, values)

    return post


def waits(cast: Cast, login: str) -> list[str]:
    return list(waiting_for(cast[login]).filter(flow="group_matter").values_list("transition", flat=True))


def seat(send: Send, cast: Cast, unit: str, name: str, role: str = "3_member", since: date | None = None) -> Any:
    return send(
        "co1", "/desk/group/members/new/", organization=cast.organisations[unit].uscc, name=name, post="负责人",
        seat=role, document="景府办字〔2025〕1号", valid_from=str(since or clock.today() - timedelta(days=400)),
    )  # fmt: skip


def test_who_sat_on_the_group_on_which_day_is_known(cast: Cast, send: Send):
    today, group = clock.today(), cast.organisations["coordination"]
    seat(send, cast, "coordination", "甲（虚构）", "1_leader")
    second = seat(send, cast, "finance", "乙（虚构）", "1_leader")
    assert (second.status_code, "同一时间只能有一位组长" in second.text) == (409, True)
    leader = GroupMember.objects.get()
    end = f"/desk/group/members/{leader.pk}/end/"
    assert "不能早于任职日" in send("co1", end, on=str(leader.valid_from - timedelta(days=1)), document="文").text

    assert send("co1", end, on=str(today - timedelta(days=10)), document="文").status_code == 302
    assert seat(send, cast, "finance", "乙（虚构）", "1_leader", today - timedelta(days=10)).status_code == 302

    named = {days: [m.name for m in seats_of(group, today - timedelta(days=days))] for days in (401, 20, 10, 0)}
    assert named == {401: [], 20: ["甲（虚构）"], 10: ["乙（虚构）"], 0: ["乙（虚构）"]}
    listed = signed_in(cast.user("su1")).get(f"/desk/group/members/?on={today - timedelta(days=20)}").text
    assert ("甲（虚构）" in listed, "乙（虚构）" in listed, "登记成员" in listed) == (True, False, False)
    assert send("cl1", "/desk/group/members/new/").status_code == 403


def test_a_matter_from_its_proposal_to_the_governments_reply(cast: Cast, send: Send, settings, tmp_path):
    settings.PRIVATE_STORAGE = tmp_path
    today = clock.today()
    seat(send, cast, "coordination", "甲（虚构）", "1_leader")
    seat(send, cast, "finance", "乙（虚构）", "2_deputy")
    text = {"kind": "work_plan", "title": "2026 年工作计划", "summary": "试点扩大到三个领域。", "form_key": "k1"}
    send("co1", "/desk/group/new/", **text)
    send("co1", "/desk/group/new/", **text)
    matter = GroupMatter.objects.get()
    page, do = matter.get_absolute_url(), f"/do/group_matter/{matter.pk}"
    assert waits(cast, "co1") == ["put_on_agenda"]
    send(
        "co1",
        f"{page}edit/",
        matter,
        kind="work_plan",
        title="2026 年工作计划",
        summary="扩大到四个领域。",
        paper=scan(),
    )
    stale = send("co1", f"{page}edit/", kind="other", title="x", summary="y", version=1)
    assert (stale.status_code, GroupMatter.objects.get().title) == (409, "2026 年工作计划")

    send(
        "co1",
        "/desk/group/meetings/new/",
        title="第一次会议",
        held_on=str(today + timedelta(days=1)),
        place="一号会议室",
    )
    meeting = GroupMeeting.objects.get()
    assert send("co1", f"{do}/put_on_agenda/", meeting=meeting.pk).status_code == 302
    decision = {"outcome": "agreed", "decision": "同意。\n按季度调度。"}
    early = send("cl1", f"{do}/decide/", **decision)
    assert (early.status_code, "会前不能登记决定" in early.text, "还没有登记出席人员" in early.text) == (
        409,
        True,
        True,
    )
    present = list(GroupMember.objects.values_list("pk", flat=True))
    held = {"title": "第一次会议", "held_on": str(today), "place": "一号会议室", f"place_{matter.pk}": 2}
    assert send("co1", f"{meeting.get_absolute_url()}edit/", meeting, present=present, **held).status_code == 302
    assert send("co1", f"{do}/decide/", **decision).status_code == 409, "the office prepares, it does not decide"
    assert send("cl1", f"{do}/decide/", **decision).status_code == 302
    moved = send(
        "co1", f"{meeting.get_absolute_url()}edit/", meeting, **{**held, "held_on": str(today + timedelta(days=9))}
    )
    assert (moved.status_code, "召开日期不能再改" in moved.text) == (409, True)

    assert waits(cast, "co1") == ["draft_report"]
    task = {"organization": cast.organisations["cityorder"].pk, "text": "按季度报送进度", "due_on": str(today)}
    assert (
        "不能早于今天"
        in send("co1", f"{page}tasks/new/", matter, **{**task, "due_on": str(today - timedelta(days=1))}).text
    )
    send("co1", f"{page}tasks/new/", matter, **task)
    send("co1", f"{page}tasks/new/", matter, **{**task, "text": "重复的任务"})
    extra = GroupTask.objects.get(text="重复的任务")
    send("co1", f"/desk/group/tasks/{extra.pk}/remove/", matter)
    send("co1", f"{page}report/", matter, report_text="现将二〇二六年工作计划报告如下。")
    assert signed_in(cast.user("po1")).get(page).status_code == 404, "an organisation is told with its task"
    assert send("co1", f"{do}/assign/").status_code == 302
    (row,) = GroupTask.objects.all()
    unanswered = send("cl1", f"{do}/report/")
    assert (unanswered.status_code, "昌南城管服务中心（虚构）：按季度报送进度" in unanswered.text) == (409, True)
    assert waits(cast, "po1") == ["answer"]
    send("po1", f"/desk/group/tasks/{row.pk}/answer/", answer="已报送第一季度。")
    send("co1", f"/desk/group/tasks/{row.pk}/return/", reason="请附数据")
    assert send("po1", f"/desk/group/tasks/{row.pk}/answer/", answer="已报送第一季度，完成 62%。").status_code == 302
    assert (waits(cast, "po1"), send("po1", f"/desk/group/tasks/{row.pk}/answer/", answer="再答").status_code) == (
        [],
        404,
    )

    assert send("co1", f"{do}/report/").status_code == 409
    assert "尚未签发" in signed_in(cast.user("cl1")).get(f"{page}letter/").text
    assert send("cl1", f"{do}/report/").status_code == 302
    matter.refresh_from_db()
    assert (matter.state, matter.number) == ("reported_to_government", f"景购协〔{today.year}〕1号")
    paper = render_now(Report.objects.get(kind="group_report"))
    assert (paper.title, paper.pages) == ("关于2026 年工作计划的报告", 2)
    assert paper.context["decision"] == ["同意。", "按季度调度。"]
    assert (paper.context["leader"], paper.context["signer"]) == ("负责人甲（虚构）", "协调组长")

    reply = {"document": "市府办抄告单〔2026〕5号", "on": str(today), "reply": "同意。"}
    wrong = send("co1", f"{do}/record_reply/", **{**reply, "on": str(today - timedelta(days=1)), "scan": scan()})
    assert (wrong.status_code, "不能早于报告日期" in wrong.text) == (409, True)
    send("co1", f"{do}/record_reply/", **reply, scan=scan())
    send("cl1", f"{do}/return_reply/", reason="扫描件缺页")
    send("co1", f"{do}/record_reply/", **reply, scan=scan())
    assert send("cl1", f"{do}/confirm_reply/").status_code == 302
    drain()
    assert (
        Notification.objects.filter(recipient=cast.user("po1"), title="协调推进小组交办：按季度报送进度").count() == 1
    )
    assert Notification.objects.filter(recipient=cast.user("co1"), title="市政府批示：2026 年工作计划").exists()

    for login, address in [("co1", page), ("po1", page), ("cl1", meeting.get_absolute_url()), ("su1", "/desk/group/")]:
        client = signed_in(cast.user(login))
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= 12, (login, address, [q["sql"][:150] for q in asked])


def test_what_is_put_off_comes_before_the_next_meeting(cast: Cast, send: Send, client: Client):
    matter = build(cast, "on_agenda")
    do = f"/do/group_matter/{matter.pk}"
    assert send("cl1", f"{do}/defer/", reason="补充测算").status_code == 302

    matter.refresh_from_db()
    assert (matter.state, matter.meeting, matter.reason) == ("proposed", None, "补充测算")
    send("co1", f"{do}/withdraw/", reason="不再提出")
    matter.refresh_from_db()
    assert (matter.state, waits(cast, "co1")) == ("withdrawn", [])
