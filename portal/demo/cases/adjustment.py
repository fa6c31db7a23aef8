"""A change of an approved item in mid-year, handed up by its unit and waiting for finance's clerk."""

from __future__ import annotations

from portal.demo.cases.days import back, hour
from portal.demo.stage import Stage, at
from portal.demo.story import adjustment as story
from portal.values import clock
from purchasing.adjustment.models import Change
from purchasing.plan.models import ItemState, PlanItem

ITEM = "背街小巷清扫保洁服务"


def play(stage: Stage) -> None:
    """Two months later than planned: the item rests approved, its procurement not begun."""
    today = clock.today()
    item = PlanItem.objects.get(title=ITEM, state=ItemState.APPROVED)
    month = item.expected_month.month + 1
    later = item.expected_month.replace(year=item.expected_month.year + month // 12, month=month % 12 + 1)
    story.ask(
        stage.cast, item, Change.SCHEDULE, {"expected_month": later.isoformat()},
        "相邻路段管网改造至明年初完工，为避免重复作业，本项目推迟两个月采购。", on=hour(back(today, 2), 10), at=at,
    )  # fmt: skip
