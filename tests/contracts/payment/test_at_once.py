"""Payments under real concurrency: one press pays once, and all together never more than the contract."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from contracts.models import Contract, PaymentRequest
from contracts.payment.actions import request_payment
from contracts.payment.flow import PAYMENT
from portal.audit.models import AuditEntry
from portal.demo.cast import Cast, build_cast
from portal.demo.story import acceptance as acceptances
from portal.demo.story import contract as contracts
from portal.demo.story import payment as payments
from portal.demo.story.intention import beijing
from portal.values import clock
from portal.workflow.perform import perform
from purchasing.budget.models import BudgetLine
from purchasing.funding.models import BudgetHold
from tests.factories.contracts import awarded
from tests.factories.ledger import sums_of_entries
from tests.services.contest import at_once


def signed(cast: Cast) -> Contract:
    with transaction.atomic(), clock.at(beijing(2025, 2, 24, 10)):
        procurement = awarded(cast)
    return contracts.draft_sign_publish_file(cast, procurement, contracts.SC01, contracts.SC01_DAYS)


def ready_to_pay(cast: Cast, contract: Contract, period: int) -> PaymentRequest:
    score, when = acceptances.SC01_MONTHS[period - 1]
    accepted = acceptances.accept_month(cast, contract, period, score, when, publish=False)
    payment = payments.request_month(cast, accepted, when)
    perform(PAYMENT, payment, "approve_in_unit", actor=cast["ph1"])
    perform(PAYMENT, payment, "check", actor=cast["fo1"])
    return payment


def paid() -> Decimal:
    return sum((hold.paid for hold in BudgetHold.objects.all()), Decimal(0))


def assert_sound() -> None:
    for line in BudgetLine.objects.all():
        sums = sums_of_entries(line)
        assert {name: getattr(line, name) for name in sums} == sums
        assert line.free >= 0


def test_a_double_press_in_two_requests_pays_once(live_db):
    cast = build_cast()
    payment = ready_to_pay(cast, signed(cast), 5)

    def press() -> object:
        return perform(PAYMENT, payment, "pay", actor=cast["fa1"], form_key="one-form")

    results = at_once(*[press] * 4)

    assert results == ["done"] * 4
    assert AuditEntry.objects.filter(verb="payment.pay").count() == 1
    assert paid() == Decimal("726833.34")
    assert_sound()


def test_parallel_payments_never_exceed_the_contract(live_db):
    cast = build_cast()
    contract = signed(cast)
    waiting = [ready_to_pay(cast, contract, period) for period in range(1, 5)]
    third = Decimal("2966666.67")
    PaymentRequest.objects.filter(pk__in=[p.pk for p in waiting]).update(amount=third)

    results = at_once(*(lambda p=p: perform(PAYMENT, p, "pay", actor=cast["fa1"]) for p in waiting))

    assert results == ["done", "done", "over-contract", "over-contract"]
    assert paid() == 2 * third
    assert paid() <= contract.amount
    assert_sound()


def test_the_last_two_payments_at_once_complete_the_contract_once(live_db):
    cast = build_cast()
    contract = signed(cast)
    waiting = [ready_to_pay(cast, contract, period) for period in range(1, 13)]
    for payment in waiting[:10]:
        perform(PAYMENT, payment, "pay", actor=cast["fa1"])

    results = at_once(*(lambda p=p: perform(PAYMENT, p, "pay", actor=cast["fa1"]) for p in waiting[10:]))

    contract.refresh_from_db()
    assert results == ["done", "done"]
    assert contract.state == "completed"
    assert AuditEntry.objects.filter(verb="contract.complete").count() == 1
    assert paid() == Decimal("8885166.67")
    assert sum(h.open for h in BudgetHold.objects.all()) == 0
    assert_sound()


def rejected(cast: Cast, contract: Contract, period: int) -> PaymentRequest:
    score, when = acceptances.SC01_MONTHS[period - 1]
    accepted = acceptances.accept_month(cast, contract, period, score, when, publish=False)
    payment = payments.request_month(cast, accepted, when)
    perform(PAYMENT, payment, "approve_in_unit", actor=cast["ph1"])
    return perform(PAYMENT, payment, "reject", actor=cast["fa1"], data={"reason": "发票抬头有误"})


def ask_again(cast: Cast, payment: PaymentRequest, number: str) -> PaymentRequest:
    return request_payment(
        cast["pf1"], payment.acceptance, invoice_number=number, invoice_on=payment.acceptance.period_to
    )


def test_of_two_new_requests_after_a_rejection_one_stands(live_db):
    cast = build_cast()
    payment = rejected(cast, signed(cast), 5)

    results = at_once(*(lambda n=n: ask_again(cast, payment, f"2436020000900000005{n}") for n in range(2)))

    assert results == ["already-requested", "done"]
    assert PaymentRequest.objects.exclude(state="rejected").count() == 1


def test_of_two_periods_that_present_one_invoice_at_once_one_does(live_db):
    cast = build_cast()
    contract = signed(cast)
    both = [rejected(cast, contract, period) for period in (5, 6)]

    results = at_once(*(lambda p=p: ask_again(cast, p, "24360200009000000060") for p in both))

    assert results == ["done", "invoice-used"]
