"""Plans of other units, each resting where somebody must act next: draft, consent, taking, opinion, approval."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from portal.demo.cases.days import back, hour, last_window, on_or_after, on_or_before
from portal.demo.stage import Stage, at
from portal.demo.story import budget as budgets
from portal.demo.story import intention as intentions
from portal.demo.story import plan as plans
from portal.demo.units import BY_KEY
from portal.values import clock
from purchasing.plan.actions import Task


@dataclass(frozen=True)
class Waiting:
    """One unit's plan: `steps` is how many fields of `PlanDays` are past; DRAFT has only been typed."""

    unit: str
    code: str
    title: str
    summary: str
    tasks: tuple[Task, ...]
    steps: int
    line: tuple[str, str] = ("2080801", "购买服务经费")


def task(name: str, unit: str, quantity: str, price: str) -> Task:
    return Task(name, unit, Decimal(quantity), Decimal(price))


DRAFT, REVIEW, CONSENT, SUBMITTED, TAKEN, RECOMMENDED, PUBLISHED = 0, 1, 2, 4, 5, 6, 9
WAITING = (
    Waiting(
        "cityorder", "A1152", "市容环境卫生一体化作业服务（续期）",
        "城区道路清扫保洁、生活垃圾收运和公厕管护一体化作业，服务期十二个月。",
        (task("道路清扫保洁", "㎡", "2400000", "2.70"), task("生活垃圾收运", "吨", "37000", "68"),
         task("公厕管护", "座", "26", "17000")), REVIEW, ("2120501-1", "环卫作业"),
    ),
    Waiting(
        "parks", "A1155", "城区公园与道路绿地养护服务", "公园和道路绿地的修剪、灌溉、病虫害防治和补植，服务期十二个月。",
        (task("公园绿地养护", "㎡", "350000", "5.60"), task("行道树修剪", "株", "6000", "140")),
        DRAFT, ("2120399-2", "园林养护"),
    ),
    Waiting(
        "lights", "A1157", "城市照明设施维护服务", "主次干道路灯、景观灯的巡查、维修和应急抢修，服务期十二个月。",
        (task("路灯维护", "盏", "14500", "180"), task("控制箱维护", "台", "290", "1000")),
        CONSENT, ("2120303-1", "城市照明"),
    ),
    Waiting(
        "elderly", "A0451", "居家养老上门服务", "为经评估的老年人提供上门照料、助洁、助医服务，按人年结算。",
        (task("居家养老上门服务", "人", "1800", "2400"),), SUBMITTED, ("2081006-1", "养老服务"),
    ),
    Waiting(
        "care", "A0451", "失能老年人上门护理服务", "为失能老年人提供基础护理和康复指导，按服务小时结算。",
        (task("上门护理", "小时", "4500", "60"),), TAKEN, ("2081006-2", "长期照护"),
    ),
    Waiting(
        "livelihood", "A0452", "社区老年人日间照料服务", "六个社区日间照料中心的照料、午餐、康复和文化活动。",
        (task("日间照料中心运营", "中心", "6", "200000"),), RECOMMENDED, ("2081006-3", "社区养老"),
    ),
    Waiting(
        "community", "A1051", "社会工作服务站运营服务", "按成果购买个案、小组和社区活动，服务档案齐全。",
        (task("个案服务", "个", "300", "1200"), task("小组服务", "节", "600", "450"),
         task("社区活动", "场", "180", "1500")), PUBLISHED, ("2080299-1", "社会工作"),
    ),
)  # fmt: skip
NAMES = tuple(plans.PlanDays.__dataclass_fields__)


def play(stage: Stage) -> None:
    today = clock.today()
    for waiting in WAITING:
        play_one(stage, waiting, today)


def play_one(stage: Stage, waiting: Waiting, today: date) -> None:
    """One plan with its money. The unit whose plan is public already goes on to draft an intention."""
    if waiting.steps == PUBLISHED:
        year = today.year
    else:
        year = last_window(today) + 1 if waiting.steps >= SUBMITTED else today.year + 1
    days = _days(waiting, year, today)
    code, name = waiting.line
    amount = sum((line.amount for line in waiting.tasks), Decimal("0.00"))
    spec = plans.ItemSpec(
        code=waiting.code, title=waiting.title, tasks=waiting.tasks, funding={code: amount},
        month=date(year, 3, 1), values={"summary": waiting.summary},
    )  # fmt: skip
    with at(days.drafted - timedelta(days=2)):
        grant = budgets.LineSpec(code, name, amount + Decimal("200000.00"))
        budgets.grant_lines(stage.cast, waiting.unit, year, [grant], document=f"{year} 年部门预算控制数")
    _run(stage, waiting, year, spec, days)


def _run(stage: Stage, waiting: Waiting, year: int, spec: plans.ItemSpec, days: plans.PlanDays) -> None:
    people = people_of(waiting.unit)
    if waiting.steps == DRAFT:
        with at(days.drafted):
            plans.draft_plan(stage.cast, waiting.unit, year, [spec], clerk=people.clerk)
        return
    plan = plans.run_plan(stage.cast, waiting.unit, year, [spec], days, at=at, people=people)
    if waiting.steps == PUBLISHED:
        drafted = intentions.IntentionDays(hour(back(clock.today(), 1), 15))
        intentions.publish_intention(stage.cast, plans.only_item(plan), drafted, clerk=people.clerk, at=at)


def people_of(unit: str) -> plans.People:
    if unit not in BY_KEY:
        return plans.People()
    prefix, supervisor = BY_KEY[unit].prefix, "pb1" if BY_KEY[unit].supervisor else ""
    return plans.People(f"{prefix}-po1", f"{prefix}-po2", f"{prefix}-ph1", supervisor)


def _days(waiting: Waiting, year: int, today: date) -> plans.PlanDays:
    """Each step on a working day: those after filing in the November before, the others just before today."""
    steps = waiting.steps
    if steps == PUBLISHED:
        return usual_days(year, supervised=bool(people_of(waiting.unit).supervisor))
    last = min(date(year - 1, 11, 27), today) if steps >= SUBMITTED else today
    days = [hour(back(last, count), 10) for count in range(max(steps, 1) + 1, 1, -1)]
    made = plans.PlanDays(**dict(zip(NAMES, days, strict=False)))
    return made if people_of(waiting.unit).supervisor else replace(made, consented=None)


def usual_days(year: int, *, supervised: bool) -> plans.PlanDays:
    """Filed in November, approved and public in December before the year."""
    filed, public = on_or_before(date(year - 1, 11, 20)), on_or_after(date(year - 1, 12, 14))
    return plans.PlanDays(
        drafted=hour(back(filed, 3), 10), reviewed=hour(back(filed, 2), 10),
        consented=hour(back(filed), 10) if supervised else None, submitted=hour(filed, 15),
        taken=hour(back(public, 5), 10), recommended=hour(back(public, 4), 10), approved=hour(back(public, 2), 10),
        checked=hour(back(public), 10), published=hour(public, 9),
    )  # fmt: skip
