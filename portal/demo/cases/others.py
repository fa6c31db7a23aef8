"""Tenders of two other purchasers: one that is open for a fortnight, one to which too few bids came."""

from __future__ import annotations

from datetime import timedelta

from portal.demo.cases import running
from portal.demo.cases.centre import approve_plan
from portal.demo.cases.days import back, hour, on_or_after
from portal.demo.cases.plans import people_of, task
from portal.demo.cases.running import People, Running
from portal.demo.stage import Stage, let_time_pass
from portal.demo.story.procurement import Posts
from portal.demo.units import BY_KEY
from portal.values import clock


def play_parks(stage: Stage) -> None:
    """瓷都园林管护站: bids are received for another thirteen days."""
    today = clock.today()
    play_one(
        stage, "parks",
        Running(
            "parks", "A1155", "园林绿化养护服务", "道路绿带和街头游园的修剪、灌溉、病虫害防治和补植。",
            "绿地 460,000 平方米，绿地养护合格率不低于 95%，死株十五日内补植。",
            "游园的灯和座椅也一起管吗？", "座椅由本项目巡查报修，照明另行安排。",
            (task("绿地养护", "㎡", "460000", "5.50"), task("游园管护", "处", "30", "9000.00")),
            on_or_after(today + timedelta(days=13)), running.RECEIVING, ("2120399-2", "园林养护"), {"s2": "0.95"},
            people=people_for("parks"),
        ),
    )  # fmt: skip


def play_toilets(stage: Stage) -> None:
    """珠岸公共设施中心: two bids only, so nothing was opened and the tender has failed."""
    closing = back(clock.today(), 6)
    play_one(
        stage, "toilets",
        Running(
            "toilets", "A1154", "公共厕所管护服务", "公共厕所的保洁、维修、耗材和信息牌管理，服务期十二个月。",
            "公共厕所 92 座，每日保洁不少于四次，损坏二十四小时内修复。",
            "晚上公厕的灯经常不亮。", "已写入：照明故障四小时内修复。",
            (task("公厕管护", "座", "92", "50000.00"),),
            closing, running.CLOSED, ("2120501-1", "公厕管护"), {"s1": "0.96", "s2": "0.97"},
            people=people_for("toilets"),
        ),
    )  # fmt: skip
    let_time_pass(hour(closing, 10))


def play_one(stage: Stage, unit: str, spec: Running) -> None:
    items = approve_plan(stage, unit, spec.year, [spec], people_of(unit))
    running.run(stage, spec, items[spec.key])


def people_for(unit: str) -> People:
    """The few people of a small unit share its duties."""
    clerk, second, officer, member, head = (
        f"{BY_KEY[unit].prefix}-{post}" for post in ("po1", "po2", "po3", "po4", "ph1")
    )
    posts = Posts(
        operator=clerk, opening_officer=officer, representatives=(officer, member), contract_reviewer=second,
        acceptance_organiser=second, acceptance_members=(officer, member), unit_finance=officer,
    )  # fmt: skip
    return People(clerk, second, head, officer, (second, officer, "pb1"), posts)
