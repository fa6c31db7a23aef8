"""Requesting, approving and paying: separate people, the contract's payee, its amount, one invoice once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

import portal.statutes as statutes
from contracts.models import Acceptance, Contract, PaymentRequest
from contracts.payment.actions import request_payment
from contracts.payment.flow import PAYMENT
from contracts.payment.queries import payment_due
from contracts.payment.reports import voucher_context
from portal.accounts.actor import SYSTEM
from portal.demo.story.acceptance import accept_month
from portal.demo.story.intention import beijing
from portal.demo.story.payment import pay_month, request_month
from portal.notify.models import Notification
from portal.outbox.relay import drain
from portal.reports.models import Report
from portal.statutes.models import WorkCalendar
from portal.values import clock
from portal.workflow.inbox import waiting_for
from portal.workflow.models import DueDate
from portal.workflow.perform import acting, perform
from portal.workflow.recount import open_limits, recount
from purchasing.funding.models import BudgetHold
from purchasing.publication.models import Publication
from tests.contracts.payment.steps import INVOICE, PAID, codes, do
from tests.waiting import waiting


def test_the_amount_the_payee_and_the_limit_are_not_typed(payment):
    limit = DueDate.objects.get(flow="payment")

    assert payment.amount == Decimal("726833.34")
    assert (payment.payee_name, payment.payee_account) == ("千窑城服（虚构）", payment.contract.payee_account)
    assert (payment.due_on, limit.due_on, limit.rule) == (date(2025, 10, 9), date(2025, 10, 9), "R-66-invoice")


def test_the_head_sees_at_once_by_when_the_law_wants_it_paid(cast, payment):
    assert [item.due_on for item in waiting_for(cast["ph1"]).filter(flow="payment")] == [payment.due_on]


def test_the_calendar_of_limits_says_what_each_is_a_limit_of(cast, payment, sign_in):
    page = sign_in("ph1").get("/desk/limits/").text

    assert f'<a href="{payment.get_absolute_url()}">{payment}</a>' in page
    assert "2025-10-09" in page


def test_a_small_supplier_is_paid_within_thirty_days_of_acceptance(accepted):
    accepted.contract.supplier.size = "small"

    due = payment_due(accepted, date(2025, 9, 20))

    assert (due.date, due.ruling.code) == (date(2025, 10, 9), "R-66-sme")
    accepted.contract.supplier.size = "large"
    assert payment_due(accepted, date(2025, 9, 20)).ruling.code == "R-66-invoice"


@pytest.mark.parametrize("login", ["po1", "ph1", "pv1", "po3", "s1", "fo1"])
def test_only_the_appointed_finance_person_asks(cast, accepted, login):
    assert codes(lambda: request_payment(cast[login], accepted, **INVOICE)) == ("not-allowed",)


def test_an_acceptance_member_does_not_ask(cast, accepted):
    accepted.members.filter(user=cast.user("pv1")).update(user=cast.user("pf1"))

    assert codes(lambda: request_payment(cast["pf1"], accepted, **INVOICE)) == ("separation-of-duties",)


def test_nothing_is_paid_before_acceptance(cast, contract):
    planned = Acceptance.objects.get(contract=contract, period=6)

    assert codes(lambda: request_payment(cast["pf1"], planned, **INVOICE)) == ("not-accepted",)


def test_a_failed_period_is_not_paid(cast, contract):
    failed = accept_month(cast, contract, 1, "50", beijing(2025, 5, 8, 15), publish=False)

    assert codes(lambda: request_payment(cast["pf1"], failed, **INVOICE)) == ("not-accepted",)


def test_a_period_is_requested_once(cast, payment):
    assert codes(lambda: request_payment(cast["pf1"], payment.acceptance, **INVOICE)) == ("already-requested",)


def test_an_invoice_is_used_once(cast, contract, payment):
    other = accept_month(cast, contract, 6, "93", beijing(2025, 10, 11, 15), publish=False)

    again = codes(
        lambda: request_payment(
            cast["pf1"], other, invoice_number=payment.invoice_number, invoice_on=date(2025, 10, 11)
        )
    )

    assert again == ("invoice-used",)


@pytest.mark.parametrize(
    ("day", "code"), [(date(2025, 7, 31), "invoice-too-early"), (date(2025, 9, 4), "invoice-in-future")]
)
def test_an_invoice_of_an_impossible_day_is_refused(cast, accepted, day, code):
    with clock.at(beijing(2025, 9, 3, 16)):
        refused = codes(
            lambda: request_payment(cast["pf1"], accepted, invoice_number="24360200009000000002", invoice_on=day)
        )

    assert refused == (code,)


@pytest.mark.parametrize("field", ["published_at", "filed_at"])
def test_a_contract_that_is_not_public_and_filed_is_not_paid_on(cast, payment, field):
    Contract.objects.filter(pk=payment.contract_id).update(**{field: None})

    assert codes(lambda: do(payment, "approve_in_unit", cast["ph1"])) == ("contract-not-public",)


def test_a_payee_other_than_the_contracts_is_not_paid(cast, payment):
    do(payment, "approve_in_unit", cast["ph1"])
    PaymentRequest.objects.filter(pk=payment.pk).update(payee_account="6222999999999999")

    assert codes(lambda: do(payment, "check", cast["fo1"])) == ("wrong-payee",)


def test_more_than_the_contract_is_not_paid(cast, payment):
    do(payment, "approve_in_unit", cast["ph1"])
    PaymentRequest.objects.filter(pk=payment.pk).update(amount=Decimal("8900000.01"))

    assert codes(lambda: do(payment, "check", cast["fo1"])) == ("over-contract", "over-accepted")


def test_more_than_the_lines_hold_is_not_paid(cast, payment):
    do(payment, "approve_in_unit", cast["ph1"])
    do(payment, "check", cast["fo1"])
    BudgetHold.objects.filter(item=payment.contract.procurement.plan_item).update(amount=0, released=0)

    assert "over-balance" in codes(lambda: do(payment, "pay", cast["fa1"]))


@pytest.mark.parametrize(
    ("step", "login"), [("approve_in_unit", "pf1"), ("check", "fa1"), ("pay", "fo1"), ("pay", "ph1")]
)
def test_each_step_belongs_to_its_person(cast, payment, step, login):
    for name, who in (("approve_in_unit", "ph1"), ("check", "fo1")):
        if name == step:
            break
        do(payment, name, cast[who])

    assert codes(lambda: do(payment, step, cast[login])) == ("not-allowed",)


def test_an_acceptance_member_does_not_approve(cast, payment):
    payment.acceptance.members.filter(user=cast.user("pv1")).update(user=cast.user("ph1"))

    assert codes(lambda: do(payment, "approve_in_unit", cast["ph1"])) == ("separation-of-duties",)


def test_the_payment_falls_on_the_lines_and_leaves_its_voucher(cast, payment):
    pay_month(cast, payment, PAID)

    assert payment.state == "paid"
    assert [line.amount for line in payment.lines.all()] == [
        Decimal("469413.20"), Decimal("143852.43"), Decimal("113567.71"),
    ]  # fmt: skip
    assert payment.voucher == "景国库支〔2025〕1号"
    assert Report.objects.get(kind="payment_voucher").public is False
    assert voucher_context(payment)["tables"][0]["foot"][-1] == "726,833.34"
    publication = Publication.objects.get(kind="payment")
    assert (publication.state, clock.day_of(publication.released_at)) == ("released", date(2025, 9, 15))


def test_pressing_pay_twice_pays_once(cast, payment):
    do(payment, "approve_in_unit", cast["ph1"])
    do(payment, "check", cast["fo1"])

    first = perform(PAYMENT, payment, "pay", actor=cast["fa1"], form_key="one-form")
    again = perform(PAYMENT, payment, "pay", actor=cast["fa1"], form_key="one-form")

    assert first.voucher == again.voucher
    assert sum(h.paid for h in BudgetHold.objects.all()) == Decimal("726833.34")
    assert codes(lambda: do(payment, "pay", cast["fa1"])) == ("state-moved",)


def test_what_is_returned_comes_back_with_a_corrected_invoice(cast, payment):
    do(payment, "approve_in_unit", cast["ph1"])
    do(payment, "return_to_unit", cast["fo1"], reason="发票抬头有误")
    assert codes(lambda: do(payment, "resubmit", cast["ph1"], **INVOICE)) == ("not-allowed",)

    with clock.at(beijing(2025, 9, 8)):
        again = do(payment, "resubmit", cast["pf1"], invoice_number="24360200009000000009", invoice_on=date(2025, 9, 8))

    assert (again.state, again.reason, again.due_on) == ("draft", "", date(2025, 10, 9))
    assert pay_month(cast, again, PAID).state == "paid"


def test_a_rejection_is_final(cast, payment):
    do(payment, "approve_in_unit", cast["ph1"])
    rejected = do(payment, "reject", cast["fa1"], reason="重复")

    assert rejected.state == "rejected"
    assert codes(lambda: do(payment, "check", cast["fo1"])) == ("state-moved",)


def test_the_supplier_is_told_at_every_step(cast, payment):
    pay_month(cast, payment, PAID)

    drain()
    told = Notification.objects.filter(recipient__username="s1", kind__startswith="payment.").order_by("pk")
    assert [n.kind for n in told] == ["payment.begun", "payment.approve_in_unit", "payment.check", "payment.pay"]
    assert "2025-10-09" in told[0].body
    assert not Notification.objects.filter(recipient__username="s2", kind__startswith="payment.").exists()


def test_an_accepted_period_waits_for_the_units_finance_until_it_is_asked_for(cast, accepted):
    assert waiting(cast["pf1"], "acceptance") == ["request_payment"]

    payment = request_month(cast, accepted, beijing(2025, 9, 3, 16))
    assert waiting(cast["pf1"], "acceptance") == []

    do(payment, "approve_in_unit", cast["ph1"])
    do(payment, "reject", cast["fa1"], reason="发票抬头不符")
    drain()
    assert waiting(cast["pf1"], "acceptance") == ["request_payment"]


def test_a_day_off_made_known_later_moves_the_limit_and_the_day_on_the_request(payment):
    limit = DueDate.objects.get(subject_label="contracts.paymentrequest", subject_pk=str(payment.pk))
    before = limit.due_on
    WorkCalendar.objects.create(date=before, kind="holiday", name="示例")

    with acting(SYSTEM) as act:
        recount(act, open_limits(), reason="示例")
    drain()

    payment.refresh_from_db()
    limit.refresh_from_db()
    assert limit.starts_on == INVOICE["invoice_on"]
    assert (limit.due_on, payment.due_on) == (statutes.due("R-66-invoice", limit.starts_on).date, limit.due_on)
    assert payment.due_on > before
