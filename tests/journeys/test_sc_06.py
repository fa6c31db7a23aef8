"""SC-06, its plan and its payments: 3,200,000 asked where the line has 2,900,000, refused with the gap, trimmed; of a
contract of 2,690,000 another 95,000 are refused after 2,600,000, and 90,000 are paid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from contracts.contract.schedule import Part
from contracts.models import Acceptance, Contract, PaymentRequest
from portal.demo.cast import Cast, build_cast
from portal.demo.story import acceptance as acceptances
from portal.demo.story import budget as budgets
from portal.demo.story import contract as contracts
from portal.demo.story import payment as payments
from portal.demo.story.intention import beijing
from portal.demo.units import add_units
from portal.values import clock
from portal.workflow.perform import writing_states
from purchasing.budget.reconciliation import drifts
from purchasing.models import AnnualPlan, BudgetHold, BudgetLine, PlanApproval, PlanItem
from tests.factories.cases import procurement
from tests.factories.contracts import award
from tests.journeys.browser import PASSWORD, Desk, People, at
from tests.portal.files import samples
from tests.services.live import LiveDb

pytestmark = pytest.mark.xdist_group("journey_plans")
CLERK, SECOND, FINANCE, HEAD = (f"mingdeng-{post}" for post in ("po1", "po2", "po3", "ph1"))
MEMBERS = ("mingdeng-po4", "mingdeng-po5")
DUTIES = {
    "operator": (CLERK,), "contract_reviewer": (SECOND,), "acceptance_organiser": (SECOND,),
    "acceptance_member": MEMBERS, "unit_finance": (FINANCE,),
}  # fmt: skip
AMOUNT = Decimal("2690000.00")
PARTS = (
    Part("夏季前检修和日常维护", date(2026, 6, 30), Decimal("1345000.00")),
    Part("夏季日常维护和应急抢修", date(2026, 9, 30), Decimal("1255000.00")),
    Part("收尾和移交", date(2026, 10, 31), Decimal("90000.00")),
)
SIGNED = contracts.ContractDays(
    *(beijing(2026, 3, day, hour) for day, hour in ((23, 9), (23, 15), (24, 9), (25, 9), (25, 15), (26, 9), (26, 10))),
    filed=beijing(2026, 3, 27, 9), begun=beijing(2026, 4, 1, 0, 5),
)  # fmt: skip
PAYERS = payments.PaymentPeople(FINANCE, HEAD, second=SECOND)
AS_FILED = (
    ("submit_for_review", CLERK), ("approve_in_unit", HEAD), ("consent", "pb1"), ("submit", HEAD), ("take", "fo1"),
)  # fmt: skip


def test_sc_06_plans_no_more_than_its_line_has_and_pays_no_more_than_its_contract(
    live_db: LiveDb, person: Callable[..., object]
) -> None:
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

        contract = paid_but_for_the_last(cast, item)
        last = Acceptance.objects.get(contract=contract, period=3)
        with at(beijing(2026, 11, 16, 9)):
            too_much = ask_for(people, last, "95,000")
            asked = ask_for(people, last, "90,000.00")
        assert "已申请支付" in asked, asked
        request = PaymentRequest.objects.get(acceptance=last)
        for day, login, name in ((16, HEAD, "approve_in_unit"), (17, "fo1", "check"), (18, "fa1", "pay")):
            with at(beijing(2026, 11, day, 10)):
                people[login].do(request, name, flow="payment")

    for text in ("已支付 2,600,000.00 元", "为 2,695,000.00 元", "合同金额 2,690,000.00 元", "还可支付 90,000.00 元"):
        assert text in too_much, text
    contract.refresh_from_db()
    line.refresh_from_db()
    assert (request.state, request.amount, request.invoice.name) == ("paid", Decimal("90000.00"), "发票.pdf")
    assert (contract.state, line.paid, line.held, line.free) == ("completed", contract.amount, 0, Decimal("210000.00"))
    assert drifts() == []


def paid_but_for_the_last(cast: Cast, item: PlanItem) -> Contract:
    """The tender's middle by the factories: 2,690,000 in three parts, of which 2,600,000 have been paid."""
    budgets.pass_down(cast, "lights", 2026, document="景财预〔2026〕1号", on=date(2026, 1, 15))
    with transaction.atomic(), clock.at(beijing(2026, 3, 20, 10)):
        with writing_states():
            PlanItem.objects.filter(pk=item.pk).update(state="released")
        item.refresh_from_db()
        row = procurement(cast, state="notice_sent", item=item, notice_sent_at=clock.now())
        tasks, prices = (("路灯维护", "盏", "7250", "400"),), ("371.03",)
        award(
            cast,
            row,
            at=clock.now(),
            supplier="bici",
            amount=AMOUNT,
            tasks=tasks,
            prices=prices,
            duties=DUTIES,
            head=HEAD,
        )
    spec = contracts.ContractSpec(date(2026, 4, 1), date(2026, 10, 31), values={"parts": PARTS})
    signed = contracts.draft_sign_publish_file(
        cast, row, spec, SIGNED, people=contracts.ContractPeople(CLERK, SECOND, HEAD, supplier="s2")
    )
    who = acceptances.AcceptancePeople("s2", SECOND, MEMBERS, SECOND)
    for period, day in enumerate((date(2026, 7, 3), date(2026, 10, 13), date(2026, 11, 4)), start=1):
        when = clock.start_of(day) + timedelta(hours=15)
        accepted = acceptances.accept_month(cast, signed, period, "91", when, people=who, publish=False)
        if period < len(PARTS):
            request = payments.request_month(cast, accepted, when + timedelta(hours=1), finance=FINANCE)
            payments.pay_month(cast, request, when + timedelta(days=7), people=PAYERS, publish=False)
    return signed


def ask_for(people: People, period: Acceptance, amount: str) -> str:
    """What the page says when the unit's finance types an invoice of this amount."""
    desk = people[FINANCE]
    desk.page.goto(f"/desk/acceptances/{period.pk}/payment/")
    form = desk.page.locator("main form")
    for name, value in (("invoice_number", "24360200000600000003"), ("invoice_on", "2026-11-13"), ("amount", amount)):
        form.locator(f'[name="{name}"]').fill(value)
    form.locator('[name="invoice"]').set_input_files(
        {"name": "发票.pdf", "mimeType": "application/pdf", "buffer": samples.pdf()}
    )
    with desk.page.expect_navigation():
        form.locator("button[type=submit]").click()
    return desk.words()


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
