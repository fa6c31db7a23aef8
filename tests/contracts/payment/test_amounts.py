"""A plan of unequal parts, and invoices for a part of a period: never above what was accepted and is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from contracts.contract.schedule import Part, problem_with
from contracts.models import Acceptance
from contracts.payment.actions import request_payment
from portal.demo.story.acceptance import accept_month
from portal.demo.story.contract import SC01, SC01_DAYS, draft_sign_publish_file
from portal.demo.story.intention import beijing
from portal.demo.story.payment import pay_month
from portal.outbox import drain
from portal.values import clock
from purchasing.budget.models import BudgetLine
from purchasing.budget.reconciliation import drifts
from tests.contracts.payment.steps import codes
from tests.waiting import waiting

FIRST, LAST, TOTAL = date(2025, 4, 1), date(2026, 3, 31), Decimal("8900000.00")
PARTS = (
    Part("上半年作业", date(2025, 9, 30), Decimal("4000000.00")), Part("下半年作业", LAST, Decimal("4900000.00")),
)  # fmt: skip


def ask(cast, period: Acceptance, amount: str | None, number: str, when):
    with clock.at(when):
        return request_payment(
            cast["pf1"], period, invoice_number=f"2436020000900000{number}", invoice_on=clock.day_of(when),
            amount=None if amount is None else Decimal(amount),
        )  # fmt: skip


def test_unequal_parts_are_paid_in_several_invoices_up_to_what_was_accepted(cast, procurement, sign_in):
    contract = draft_sign_publish_file(cast, procurement, replace(SC01, values={"parts": PARTS}), SC01_DAYS)
    half, rest = Acceptance.objects.filter(contract=contract)
    planned = [(p.subject, p.period_from, p.period_to, p.instalment) for p in (half, rest)]
    october, now = beijing(2025, 10, 14, 9), beijing(2025, 10, 14, 10)
    half = accept_month(cast, contract, 1, "91", october, publish=False)

    over = codes(lambda: ask(cast, half, "4000000.01", "0001", now))
    first = ask(cast, half, "1500000.00", "0002", now)
    again = codes(lambda: ask(cast, half, "1.00", "0003", now))
    idle = waiting(cast["pf1"], "acceptance")
    pay_month(cast, first, beijing(2025, 10, 20, 10), publish=False)
    drain()
    offered = waiting(cast["pf1"], "acceptance")
    page = sign_in("pf1").get(half.get_absolute_url()).text
    above = codes(lambda: ask(cast, half, "2500000.01", "0004", beijing(2025, 10, 21, 9)))
    second = ask(cast, half, None, "0005", beijing(2025, 10, 21, 9))
    pay_month(cast, second, beijing(2025, 10, 22, 10), publish=False)
    shown = sign_in("ph1").get(contract.get_absolute_url()).text
    rest = accept_month(cast, contract, 2, "84", beijing(2026, 4, 3, 15), publish=False)
    pay_month(cast, ask(cast, rest, None, "0006", beijing(2026, 4, 3, 16)), beijing(2026, 4, 8, 10), publish=False)

    assert planned == [
        ("上半年作业", FIRST, date(2025, 9, 30), Decimal("4000000.00")),
        ("下半年作业", date(2025, 10, 1), LAST, Decimal("4900000.00")),
    ]
    assert (over, above, again) == (("over-accepted",), ("over-accepted",), ("already-requested",))
    assert (idle, offered) == ([], ["request_payment"])
    assert "申请支付余额" in page
    assert all(text in shown for text in ("上半年作业", "4,000,000.00"))
    assert (second.amount, rest.payable) == (Decimal("2500000.00"), Decimal("4802000.00"))
    contract.refresh_from_db()
    assert (contract.state, contract.instalments) == ("completed", 2)
    assert sum(line.paid for line in BudgetLine.objects.all()) == Decimal("8802000.00")
    assert {line.held for line in BudgetLine.objects.all()} == {Decimal("0.00")}
    assert drifts() == []


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (PARTS, None),
        ((PARTS[0], replace(PARTS[1], amount=Decimal("4899999.99"))), "parts-sum"),
        ((PARTS[0], replace(PARTS[1], amount=Decimal("4900000.01"))), "parts-sum"),
        ((PARTS[0], replace(PARTS[1], ends_on=date(2026, 3, 30))), "parts-not-to-the-end"),
        ((PARTS[1], replace(PARTS[0], ends_on=LAST)), "parts-out-of-order"),
        ((replace(PARTS[0], ends_on=date(2025, 3, 31)), PARTS[1]), "parts-out-of-order"),
    ],
)
def test_a_plan_fills_the_service_and_adds_up(parts, code):
    refusal = problem_with(parts, FIRST, LAST, TOTAL)

    assert (refusal.code if refusal else None) == code
    if code == "parts-sum":
        assert "8,900,000.00" in refusal.message
        assert "0.01" in refusal.message


def test_what_is_paid_late_costs_interest_to_a_small_supplier_by_law(cast, payment, sign_in):
    supplier = payment.contract.supplier
    with clock.at(beijing(2025, 10, 29, 9)):
        large = sign_in("fo1").get(payment.get_absolute_url()).text
        supplier.size = "small"
        supplier.save(update_fields=["size"])
        small = sign_in("fo1").get(payment.get_absolute_url()).text
        listed = sign_in("fo1").get("/desk/payments/?late=unpaid").text
    with clock.at(beijing(2025, 10, 9, 9)):
        due_today = sign_in("fo1").get("/desk/payments/?late=unpaid").text

    assert ("已逾期 20 日" in large, "逾期利息" in large) == (True, False)
    assert "日利率 0.05% 计逾期利息 7,268.33 元" in small
    assert "7,268.33" in listed
    assert payment.contract.title not in due_today
