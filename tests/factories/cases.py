"""Rows of a case at any stage, put straight into the tables; for tests of one aggregate that need those below it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from catalog.models import Catalogue, CatalogueItem
from portal.demo.cast import Cast
from portal.values import clock
from portal.workflow.perform import writing_states
from purchasing.models import (
    AnnualPlan,
    BudgetHold,
    BudgetLine,
    ItemFunding,
    LedgerEntry,
    PlanItem,
    Procurement,
    TaskLine,
)
from purchasing.plan.models import STANDING

TASKS = [
    ("道路清扫保洁", "㎡", "2400000", "2.75"),
    ("垃圾收运", "吨", "36500", "70"),
    ("公厕管护", "座", "25", "17800"),
]
FIGURES: dict[str, Any] = {"price_weight": 20, "small_business_rate": Decimal("10"), "score_step": Decimal("0.1")}
LINES = [("环卫作业", "6300000", "6200000"), ("车辆运行", "1950000", "1900000"), ("垃圾收运", "1600000", "1500000")]


def catalogue_item(code: str = "A1152") -> CatalogueItem:
    """The item of the loaded catalogue, else one made for the test."""
    found = CatalogueItem.objects.filter(code=code).first()
    if found:
        return found
    catalogue = Catalogue.objects.create(
        level_of_issue="city", doc_no="测试目录", version=1, effective_from=date(2020, 1, 1),
        imported_at=clock.now(), source_name="test", source_sha256="0" * 64,
    )  # fmt: skip
    top = CatalogueItem.objects.create(
        catalogue=catalogue, code=code[0], level=1, name_zh="公共服务", effective_from=date(2020, 1, 1)
    )
    group = CatalogueItem.objects.create(
        catalogue=catalogue, code=code[:3], parent=top, level=2, name_zh="城乡维护", effective_from=date(2020, 1, 1)
    )
    return CatalogueItem.objects.create(
        catalogue=catalogue, code=code, parent=group, level=3, name_zh="市容环境卫生一体化作业服务",
        effective_from=date(2020, 1, 1),
    )  # fmt: skip


def budget_lines(cast: Cast, year: int = 2025, status: str = "approved") -> list[BudgetLine]:
    """The three lines of the first case, granted through the ledger."""
    lines = []
    for number, (name, granted, _held) in enumerate(LINES, start=1):
        line, new = BudgetLine.objects.get_or_create(
            purchaser=cast.purchasers["cityorder"], fiscal_year=year, code=f"2120501-{number}",
            defaults={"name": name, "status": status},
        )  # fmt: skip
        if new:
            LedgerEntry.objects.create(
                line=line, kind=LedgerEntry.Kind.GRANT, amount=Decimal(granted), document="部门预算", at=clock.now()
            )
            line.refresh_from_db()
        lines.append(line)
    return lines


def plan(cast: Cast, *, state: str = "draft", year: int = 2025, **fields: Any) -> AnnualPlan:
    row = AnnualPlan(
        purchaser=cast.purchasers["cityorder"], fiscal_year=year, state=state, author=cast.user("po1"),
        drafted_at=clock.now(), **fields,
    )  # fmt: skip
    with writing_states():
        row.save()
    return row


def plan_item(cast: Cast, *, plan_row: AnnualPlan | None = None, state: str = "draft", **fields: Any) -> PlanItem:
    """The item of the first case: 9,600,000.00 yuan on three lines, with its workload sheet."""
    parent = plan_row or plan(cast, state="draft" if state == "draft" else "published")
    values: dict[str, Any] = {
        "seq": parent.items.count() + 1,
        "catalogue_item": catalogue_item(),
        "title": "市容环境卫生一体化作业服务",
        "summary": "城区道路清扫、垃圾收运与公厕管护",
        "amount": Decimal("9600000.00"),
        "expected_month": date(parent.fiscal_year, 1, 1),
        "term_months": 12,
        "to_public": True,
        "is_public_duty": True,
        "is_marketable": True,
        "is_affordable": True,
        "reservation_reason": "本单位年度预留份额由公厕与公园管护项目完成",
        "targets": [{"name": "完成率", "target": "100", "unit": "%"}],
        "pilot": True,
        **fields,
    }
    if state in STANDING and not values.get("ocid"):
        values["ocid"] = f"ocds-jdzgf1-{parent.fiscal_year}-{parent.pk * 100 + values['seq']:06d}"
    row = PlanItem(plan=parent, state=state, **values)
    with writing_states():
        row.save()
    for name, unit, quantity, price in TASKS:
        amount = Decimal(quantity) * Decimal(price)
        TaskLine.objects.create(
            item=row, name=name, unit=unit, quantity=Decimal(quantity), unit_price=Decimal(price), amount=amount
        )
    for line, (_name, _granted, held) in zip(budget_lines(cast, parent.fiscal_year), LINES, strict=True):
        ItemFunding.objects.create(item=row, line=line, amount=Decimal(held))
        if state in STANDING:
            BudgetHold.objects.create(item=row, line=line, amount=Decimal(held), created_at=clock.now())
            LedgerEntry.objects.create(
                line=line, kind=LedgerEntry.Kind.HOLD, amount=Decimal(held), plan_item=row, at=clock.now()
            )
    return row


def procurement(
    cast: Cast,
    *,
    state: str = "preparing",
    item: PlanItem | None = None,
    closes_at: datetime | None = None,
    **fields: Any,
) -> Procurement:
    """An open tender of the first case at a state; bids, documents and so on are made by their own factories."""
    source = item or plan_item(cast, state="released")
    now = clock.now()
    announced = state not in ("preparing", "document_ready")
    row = Procurement(
        ocid=source.ocid, purchaser=source.plan.purchaser, plan_item=source,
        agency=cast.organisations["agent"], catalogue_item=source.catalogue_item, fiscal_year=source.plan.fiscal_year,
        title=source.title, method=source.method, budget=source.amount, ceiling=source.amount, state=state,
        filed_at=now - timedelta(days=40),
        announced_at=fields.pop("announced_at", now - timedelta(days=26) if announced else None),
        closes_at=closes_at or (now + timedelta(days=1) if announced else None),
        **fields,
    )  # fmt: skip
    with writing_states():
        row.save()
    return row
