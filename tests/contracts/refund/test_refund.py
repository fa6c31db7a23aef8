"""What a supplier pays back: two people, pro rata to the lines, never more than was paid, public as a negative payment."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from contracts.models import PaymentRequest, Refund
from contracts.refund.actions import record_refund
from contracts.refund.flow import REFUND
from disclosure.item.models import DisclosureItem
from portal.accounts.roles import Role
from portal.demo.cast import add_person
from portal.demo.story.intention import beijing, check_secrecy
from portal.demo.story.payment import pay_month
from portal.outbox import drain
from portal.values import clock
from portal.workflow.deadlines import sweep
from portal.workflow.perform import perform
from purchasing.budget.models import BudgetLine, LedgerEntry
from purchasing.budget.reconciliation import drifts
from purchasing.publication.models import Kind
from tests.contracts.payment.steps import PAID, codes

BACK = beijing(2025, 10, 14, 10)
SAID = {"ground": "deduction", "reason": "抽查发现漏扫", "received_on": date(2025, 10, 13)}


def record(cast, payment: PaymentRequest, amount: str, receipt: str, login: str = "fo1", **more) -> Refund:
    return record_refund(cast[login], payment, amount=Decimal(amount), receipt=receipt, **{**SAID, **more})


def confirm(cast, refund: Refund, actor=None) -> Refund:
    return perform(REFUND, refund, "confirm", actor=actor or cast["fa1"])


def test_what_came_back_returns_to_the_lines_that_bore_it_once_two_have_signed(cast, payment, sign_in):
    with clock.at(BACK):
        early = codes(lambda: record(cast, payment, "1.00", "JK-0"))
    pay_month(cast, payment, PAID, publish=False)
    before = {line.pk: (line.paid, line.free) for line in BudgetLine.objects.all()}
    with clock.at(BACK):
        refund = record(cast, payment, "1000.01", "JK-1")
        untouched = {line.pk: (line.paid, line.free) for line in BudgetLine.objects.all()}
        alone = codes(
            lambda: confirm(cast, refund, add_person("fo1", "甲", cast.organisations["finance"], Role.FINANCE_APPROVER))
        )
        others = [codes(lambda who=who: record(cast, payment, "1.00", "JK-9", who)) for who in ("fa1", "ph1", "s1")]
        twice = codes(lambda: record(cast, payment, "1.00", "JK-1"))
        days = [
            codes(lambda d=d: record(cast, payment, "1.00", "JK-9", received_on=d))
            for d in (date(2025, 10, 15), date(2025, 9, 11))
        ]
        page = sign_in("fa1").get(refund.get_absolute_url()).text
        confirm(cast, refund)
        drain()
    refund.refresh_from_db()

    assert (early, alone, twice, untouched) == (("not-paid",), ("separation-of-duties",), ("receipt-used",), before)
    assert (others, days) == ([("not-allowed",)] * 3, [("in-the-future",), ("before-payment",)])
    for text in ("1,000.01", "抽查发现漏扫", "JK-1", "确认退回"):
        assert text in page, text
    parts = {row.hold.line_id: row.amount for row in refund.lines.select_related("hold")}
    assert sorted(parts.values()) == [Decimal("156.25"), Decimal("197.92"), Decimal("645.84")]
    after = {line.pk: (line.paid, line.free) for line in BudgetLine.objects.all()}
    assert after == {pk: (paid - parts[pk], free + parts[pk]) for pk, (paid, free) in before.items()}
    entries = LedgerEntry.objects.filter(kind=LedgerEntry.Kind.REFUND)
    assert {entry.document for entry in entries} == {refund.number}
    assert drifts() == []

    for address in (payment.get_absolute_url(), payment.contract.get_absolute_url(), "/desk/refunds/"):
        assert "1,000.01" in sign_in("s1").get(address).text, address
    with clock.at(BACK + timedelta(hours=1)):
        check_secrecy(cast, refund, Kind.REFUND)
    with clock.at(BACK + timedelta(days=1)):
        sweep()
        drain()
    public = DisclosureItem.objects.get(kind=Kind.REFUND)
    assert (public.section, public.amount) == ("payments", Decimal("-1000.01"))
    assert "-1,000.01" in sign_in("s2").get("/payments/").text


def test_no_more_comes_back_than_was_paid_however_often(cast, payment, sign_in):
    pay_month(cast, payment, PAID, publish=False)
    with clock.at(BACK):
        first, second = record(cast, payment, "726833.33", "JK-1"), record(cast, payment, "0.02", "JK-2")
        confirm(cast, first)
        late = codes(lambda: confirm(cast, second))
        client, address = sign_in("fo1"), f"{payment.get_absolute_url()}refund/"
        typed = {**SAID, "amount": "0.02", "receipt": "JK-3", "received_on": "2025-10-13", "form_key": "k"}
        over = client.post(address, typed)
        done = [client.post(address, {**typed, "amount": "0.01"}) for _press in range(2)]
        last = Refund.objects.get(receipt="JK-3")
        confirm(cast, last)

    assert late == ("over-paid",)
    assert (over.status_code, "最多还可退回 0.01 元" in over.text, "JK-3" in over.text) == (409, True, True)
    assert {(answer.status_code, answer.url) for answer in done} == {(302, last.get_absolute_url())}
    assert sign_in("ph1").get(address).status_code == 403
    assert {line.paid for line in BudgetLine.objects.all()} == {Decimal("0.00")}
    assert drifts() == []
