"""The co-ordination group: its members, a meeting with three matters, the year's roll-up among them; and a deputy of finance."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from portal.accounts.actions import name_deputy
from portal.demo.cases.days import ahead, back, hour
from portal.demo.stage import Stage, at
from portal.demo.story.additional import scan_of
from portal.outbox import emit
from portal.ui.system.subscribers import DEPUTY_NAMED
from portal.values import clock
from portal.workflow.perform import acting, perform
from purchasing.group.actions import (
    add_task,
    answer_task,
    call_meeting,
    draft_report,
    edit_meeting,
    end_seat,
    propose,
    seat_member,
)
from purchasing.group.flow import GROUP_MATTER
from purchasing.group.models import GroupMatter, GroupMeeting, GroupMember
from purchasing.group.queries import seats_of
from purchasing.rollup.actions import compile_rollup, send_rollup

Seat = GroupMember.Seat
FOUNDED, CHANGED = date(2025, 3, 3), date(2026, 1, 12)
FOUNDING, CHANGING = "景府办字〔2025〕12号（虚构）", "景府办字〔2026〕2号（虚构）"
MEMBERS = (
    ("coordination", "程景平（虚构）", "副秘书长", Seat.DEPUTY_LEADER), ("finance", "方瓷安（虚构）", "局长", Seat.DEPUTY_LEADER),
    ("civil", "余昌和（虚构）", "副局长", Seat.MEMBER), ("market", "江浮清（虚构）", "副局长", Seat.MEMBER),
    ("bureau", "汪乐为（虚构）", "局长", Seat.MEMBER), ("finance", "胡青白（虚构）", "综合科科长", Seat.OFFICE),
)  # fmt: skip
WORK_PLAN = (
    "一、在市容环卫、养老、社会工作三个领域继续试点，新增城市照明维护。\n"
    "二、各购买单位按季度报送计划执行和绩效情况。\n三、年底前完成试点总结报告。请小组审定。"
)
APPRAISAL = (
    "按数量、质量、社会评价三个方面考核各部门购买服务工作，考核结果作为下一年度安排预算的参考。请小组审定考核办法。"
)


def play(stage: Stage) -> None:
    cast, today = stage.cast, clock.today()
    with at(hour(back(today, 20), 9)):
        _seat(stage)
    with at(hour(back(today, 9), 10)):
        rollup = compile_rollup(cast["fo1"], today.year)
        group = cast.organisations["coordination"]
        rolled = send_rollup(
            cast["fo1"], rollup, group=group, version=rollup.version,
            summary=f"{today.year} 年全市及各县（市、区）已批准的政府购买服务计划汇总如附表。请小组审定后报市政府。",
        )  # fmt: skip
        plan = propose(
            cast["co1"], kind="work_plan", title=f"{today.year} 年推进政府购买服务工作计划", summary=WORK_PLAN
        )
        marks = propose(cast["co1"], kind="appraisal", title="政府购买服务工作部门考核办法", summary=APPRAISAL)
    held = back(today, 5)
    with at(hour(back(today, 8), 10)):
        meeting = call_meeting(
            cast["co1"], title=f"协调推进小组 {today.year} 年第二次会议", held_on=held, place="市政府三楼第二会议室"
        )
        for place, matter in enumerate((plan, rolled, marks), 1):
            do(stage, matter, "put_on_agenda", "co1", meeting=meeting, place=place)
    with at(hour(held, 16)):
        _meet(stage, meeting, plan, rolled, marks)
    with at(hour(back(today, 4), 10)):
        _carry_out(stage, plan, rolled, marks)
    with at(hour(back(today, 3), 15)):
        do(stage, rolled, "report", "cl1")
    with at(hour(back(today, 2), 11)):
        number = f"市府办抄告单〔{today.year}〕86号（虚构）"
        do(
            stage, rolled, "record_reply", "co1", document=number, on=back(today, 2), scan=scan_of(number),
            reply="同意。请财政局按程序公布，各县（市、区）抓好落实。",
        )  # fmt: skip
        do(stage, rolled, "confirm_reply", "cl1")
        answer_task(
            cast["po1"],
            plan.tasks.get(organization=cast.organisations["cityorder"]),
            answer="三季度计划执行率 64.2%，绩效监控未发现偏离。",
        )
    with at(hour(back(today, 1), 17)):
        _deputise(stage, today)


def do(stage: Stage, matter: GroupMatter, name: str, login: str, **data: Any) -> None:
    perform(GROUP_MATTER, matter, name, actor=stage.cast[login], data=data)
    matter.refresh_from_db()


def _seat(stage: Stage) -> None:
    """The leader of the founding document has gone; the one after him came on the day he left."""
    office, organisations = stage.cast["co1"], stage.cast.organisations
    first = seat_member(
        office, organization=organisations["coordination"], name="章镇远（虚构）", post="常务副市长", seat=Seat.LEADER,
        document=FOUNDING, valid_from=FOUNDED,
    )  # fmt: skip
    end_seat(office, first, on=CHANGED, document=CHANGING)
    seat_member(
        office, organization=organisations["coordination"], name="陶景明（虚构）", post="常务副市长", seat=Seat.LEADER,
        document=CHANGING, valid_from=CHANGED,
    )  # fmt: skip
    for unit, name, post, seat in MEMBERS:
        seat_member(
            office, organization=organisations[unit], name=name, post=post, seat=seat, document=FOUNDING,
            valid_from=FOUNDED,
        )  # fmt: skip


def _meet(stage: Stage, meeting: GroupMeeting, *matters: GroupMatter) -> None:
    """All but one member are there; the three matters are decided in their order."""
    present = list(seats_of(meeting.group, meeting.held_on))[:-1]
    edit_meeting(
        stage.cast["co1"], meeting, version=meeting.version, title=meeting.title, held_on=meeting.held_on,
        place=meeting.place, present=present, places={m.pk: m.place or 1 for m in matters},
    )  # fmt: skip
    said = (
        ("agreed", "同意工作计划。各购买单位按季度报送执行情况。"), ("agreed", "同意年度计划汇总，报市政府。"),
        ("changed", "原则同意考核办法，社会评价的权重调整为百分之四十。"),
    )  # fmt: skip
    for matter, (outcome, decision) in zip(matters, said, strict=True):
        do(stage, matter, "decide", "cl1", outcome=outcome, decision=decision)


def _carry_out(stage: Stage, plan: GroupMatter, rolled: GroupMatter, marks: GroupMatter) -> None:
    """Tasks of the work plan are handed out; the reports of the other two are drafted."""
    office, today = stage.cast["co1"], clock.today()
    for unit, text in (("cityorder", "报送三季度计划执行和绩效监控情况"), ("civil", "提出社会工作领域试点总结提纲")):
        organization = stage.cast.organisations[unit]
        due_on = ahead(today, 12)
        add_task(office, plan, version=plan.version, organization=organization, text=text, due_on=due_on)
        plan.refresh_from_db()
    do(stage, plan, "assign", "co1")
    text = f"现将 {today.year} 年全市政府购买服务年度计划汇总情况报告如下。\n各项计划均已由财政部门审核批复，资金从既有预算和经批准的新增预算中安排。"
    draft_report(office, rolled, version=rolled.version, report_text=text)
    text = "现将部门考核办法报告如下，拟自明年起对各部门购买服务工作实行年度考核。\n妥否，请批示。"
    draft_report(office, marks, version=marks.version, report_text=text)


def _deputise(stage: Stage, today: date) -> None:
    """Finance's approver is away for some days; the second clerk stands in."""
    principal, deputy = stage.cast["fa1"], stage.cast.user("fo2")
    person = stage.cast.user("fa1")
    person.refresh_from_db()
    assert principal.membership is not None, "the cast acts by its memberships"
    with acting(principal) as act:
        row = name_deputy(
            act, principal.membership, deputy=deputy, valid_from=clock.today(), last_day=today + timedelta(days=10),
            reason="赴省里参加预算编审", version=person.version,
        )  # fmt: skip
        emit(DEPUTY_NAMED, subject=row, act=act)
