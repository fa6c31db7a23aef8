"""A change of an approved item in mid-year, handed up by its unit and waiting for finance's clerk."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from portal.demo.cases.days import back, hour
from portal.demo.stage import Stage, at
from portal.demo.story import adjustment as story
from portal.demo.story import plan as plans
from portal.values import clock
from purchasing.adjustment.models import Change
from purchasing.plan.actions import Task
from purchasing.plan.models import AnnualPlan, ItemState, Method, PlanItem

ITEM = "背街小巷清扫保洁服务"


def join(stage: Stage, today: date) -> None:
    """A service that nobody foresaw when the year was planned, on money that its line still has."""
    last = today.replace(month=12, day=1)
    spec = plans.ItemSpec(
        "A1151", "冬季防滑除冰应急保洁服务", (Task("桥面与坡道除冰", "次", Decimal("24"), Decimal("2500")), Task("值守保洁", "班次", Decimal("120"), Decimal("350"))),
        {"2120501-9": Decimal("102000.00")}, last,
        {"method": Method.BELOW_THRESHOLD, "summary": "低温雨雪天气期间城区桥面、坡道和公厕门前除冰保洁。", "term_months": 3},
    )  # fmt: skip
    plan = AnnualPlan.objects.get(purchaser=stage.cast.purchasers["cityorder"], fiscal_year=today.year)
    draft = plans.item_draft(stage.cast, "cityorder", today.year, spec)
    story.add(
        stage.cast,
        plan,
        draft,
        "气象部门预报今冬低温雨雪偏多，年初计划没有列入除冰保洁。",
        on=hour(back(today, 1), 9),
        at=at,
    )


def play(stage: Stage) -> None:
    """Two months later than planned: the item rests approved, its procurement not begun. Another item is to join the plan."""
    today = clock.today()
    item = PlanItem.objects.get(title=ITEM, state=ItemState.APPROVED)
    month = item.expected_month.month + 1
    later = item.expected_month.replace(year=item.expected_month.year + month // 12, month=month % 12 + 1)
    story.ask(
        stage.cast, item, Change.SCHEDULE, {"expected_month": later.isoformat()},
        "相邻路段管网改造至明年初完工，为避免重复作业，本项目推迟两个月采购。", on=hour(back(today, 2), 10), at=at,
    )  # fmt: skip
    join(stage, today)
