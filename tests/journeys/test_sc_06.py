"""SC-06, its plan: 3,200,000 asked where the line has 2,900,000; refused with the gap, trimmed, approved."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from portal.demo.cast import Cast, build_cast
from portal.demo.story.intention import beijing
from portal.demo.units import add_units
from purchasing.models import AnnualPlan, BudgetHold, BudgetLine, PlanApproval, PlanItem
from tests.journeys.browser import PASSWORD, Desk, People, at
from tests.services.live import LiveDb

pytestmark = pytest.mark.xdist_group("journey_plans")
CLERK, HEAD = "mingdeng-po1", "mingdeng-ph1"
AS_FILED = (
    ("submit_for_review", CLERK), ("approve_in_unit", HEAD), ("consent", "pb1"), ("submit", HEAD), ("take", "fo1"),
)  # fmt: skip


def test_sc_06_plans_no_more_than_its_line_has(live_db: LiveDb, person: Callable[..., object]) -> None:
    cast = build_cast(PASSWORD)
    add_units(cast, PASSWORD)
    with live_db.web() as base, live_db.worker():
        people = People(lambda: person(base))
        with at(beijing(2025, 11, 18, 9)):
            item = ask(cast, people)
        with at(beijing(2025, 11, 20, 9)):
            file(people, item)
        with at(beijing(2025, 12, 8, 9)):
            refused = decide(people, item.plan)
            people["fo1"].do(item.plan, "return_to_unit", {"reason": "缺口三十万元，请核减工作量。"}, flow="plan")
        with at(beijing(2025, 12, 9, 9)):
            people[CLERK].do(item.plan, "reopen", flow="plan")
            trim(people[CLERK], item)
            file(people, item)
        with at(beijing(2025, 12, 12, 9)):
            granted = decide(people, item.plan)

    item.refresh_from_db()
    line = BudgetLine.objects.get()
    for text in ("可用 2,900,000.00 元", "需要 3,200,000.00 元", "缺口 300,000.00 元"):
        assert text in refused, text
    assert "已批复" in granted
    assert (item.state, item.amount) == ("approved", Decimal("2900000.00"))
    assert (line.granted, line.held, line.free) == (Decimal("2900000.00"), Decimal("2900000.00"), 0)
    assert (PlanApproval.objects.get().amount, BudgetHold.objects.get().amount) == (item.amount, item.amount)


def ask(cast: Cast, people: People) -> PlanItem:
    """The line of 2,900,000 and the item of 3,200,000 on it."""
    people["fo1"].go("/desk/budget/grant/")
    people["fo1"].send({
        "purchaser": cast.purchasers["lights"].pk, "fiscal_year": 2026, "code": "2120399-2", "name": "城市照明",
        "amount": "2,900,000", "document": "2026 年部门预算控制数",
    })  # fmt: skip
    clerk = people[CLERK]
    clerk.go("/desk/plans/new/")
    clerk.send({"fiscal_year": 2026})
    clerk.go(f"/desk/plans/{AnnualPlan.objects.get().pk}/items/new/")
    clerk.send({
        "catalogue_item": "A1157", "title": "城市照明设施维护服务", "summary": "路灯巡查、维修和应急抢修。",
        "amount": "3,200,000", "category": "F1", "method": "open_tender", "expected_month": "2026-03", "to_public": True,
        "is_public_duty": True, "is_marketable": True, "is_affordable": True, "reservation": "none",
        "reservation_reason": "本部门年度预留份额由其他事项完成。", "supplier_conditions": "依法成立。",
        "tasks-0-name": "路灯维护", "tasks-0-unit": "盏", "tasks-0-quantity": "8000", "tasks-0-unit_price": "400",
        "funding-0-line": BudgetLine.objects.get().pk, "funding-0-amount": "3200000",
        "targets-0-name": "亮灯率", "targets-0-target": "98", "targets-0-unit": "%",
    })  # fmt: skip
    return PlanItem.objects.get()


def file(people: People, item: PlanItem) -> None:
    """From the clerk through the head and the supervising bureau to finance, with the clerk's opinion."""
    for name, login in AS_FILED:
        people[login].do(item.plan, name, flow="plan")
    opinion = {"opinion": "同意安排，由现有预算统筹。", f"proposed_{item.pk}": "approve"}
    people["fo1"].do(item.plan, "recommend", opinion, flow="plan")


def decide(people: People, plan: AnnualPlan) -> str:
    """What the approver's page says: why not, or that it is done."""
    desk = people["fa1"]
    desk.go(f"/do/plan/{plan.pk}/approve/")
    button = desk.page.locator("form[data-once] button[type=submit]").first
    if button.is_enabled():
        desk.click(button)
    return desk.words()


def trim(desk: Desk, item: PlanItem) -> None:
    """7,250 lamps: what the line can bear."""
    desk.go(f"/desk/plan-items/{item.pk}/edit/")
    desk.send({"amount": "2,900,000", "tasks-0-quantity": "7250", "funding-0-amount": "2900000"})
