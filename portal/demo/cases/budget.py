"""The money itself: a table of additional grants, and money that is to follow a task and waits for the approver."""

from __future__ import annotations

from decimal import Decimal

from portal.demo.cases.days import back, hour
from portal.demo.cases.plans import PUBLISHED, WAITING
from portal.demo.stage import Stage, at
from portal.demo.units import BY_KEY
from portal.files.content import check
from portal.values import clock
from purchasing.budget.actions import reconcile
from purchasing.budget.models import BudgetLine
from purchasing.sheet.actions import take_sheet, upload_sheet
from purchasing.transfer.actions import record_transfer

FROM = next(waiting for waiting in WAITING if waiting.steps == PUBLISHED)
TO = "care"
GRANTS = (
    ("community", "2080299-3", "社会工作督导", "现有预算统筹", "12.5"),
    ("lights", "2120303-4", "节日景观照明", "已安排专项资金", "86"),
    ("toilets", "2120501-6", "公厕应急维修", "现有预算统筹", "40.25"),
)


def play(stage: Stage) -> None:
    cast, today = stage.cast, clock.today()
    with at(hour(back(today, 6), 10)):
        document = f"景财预〔{today.year}〕21号"
        table = check("追加预算.csv", _table(today.year).encode("utf-8-sig"))
        take_sheet(cast["fo1"], upload_sheet(cast["fo1"], year=today.year, document=document, checked=table))
    with at(hour(back(today, 1), 16)):
        line = BudgetLine.objects.get(purchaser=cast.purchasers[FROM.unit], fiscal_year=today.year, code=FROM.line[0])
        record_transfer(
            cast["fo1"],
            line,
            purchaser=cast.purchasers[TO],
            code="2080299-2",
            name="社会工作个案",
            amount=Decimal("60000.00"),
            document=f"景财预调〔{today.year}〕3号",
            reason="民生困难家庭的个案服务自下月起由昌江民生事务局承担，相应经费随事划转。",
        )
        reconcile()


def _table(year: int) -> str:
    """Additional grants of three units, in 万元."""
    rows = [
        f"{BY_KEY[unit].name},{year},{code},{name},{category},{amount}" for unit, code, name, category, amount in GRANTS
    ]
    return "\n".join(["购买单位,年度,预算项目代码,预算项目,资金类别,金额（万元）", *rows])
