"""What follows a rejected request: a new one for the same period, its invoice again, what waits and what is shown."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from contracts.models import PaymentRequest
from contracts.payment.actions import request_payment
from portal.demo.story.acceptance import accept_month
from portal.demo.story.intention import beijing
from portal.demo.story.payment import pay_month, request_month
from portal.values import clock
from portal.workflow.models import DueDate
from portal.workflow.perform import writing_states
from purchasing.funding.models import BudgetHold
from tests.contracts.payment.steps import INVOICE, PAID, codes, do


def reject(cast, payment, reason="发票抬头有误"):
    do(payment, "approve_in_unit", cast["ph1"])
    return do(payment, "reject", cast["fa1"], reason=reason)


def test_a_rejected_request_gives_way_to_a_new_one_with_the_same_invoice(cast, payment):
    before = {hold.pk: (hold.committed, hold.paid, hold.open) for hold in BudgetHold.objects.all()}
    rejected = reject(cast, payment)

    with clock.at(beijing(2025, 9, 8)):
        again = request_payment(
            cast["pf1"], payment.acceptance, invoice_number=payment.invoice_number, invoice_on=payment.invoice_on
        )

    assert {hold.pk: (hold.committed, hold.paid, hold.open) for hold in BudgetHold.objects.all()} == before
    assert pay_month(cast, again, PAID).state == "paid"
    assert sum(hold.paid for hold in BudgetHold.objects.all()) == payment.amount
    rejected.refresh_from_db()
    assert (rejected.state, rejected.reason, rejected.acceptance_id) == (
        "rejected",
        "发票抬头有误",
        again.acceptance_id,
    )


def test_a_rejected_request_leaves_no_limit_that_runs(cast, payment):
    reject(cast, payment)

    assert not DueDate.objects.filter(flow="payment").exists()


def test_a_second_request_that_stands_is_not_followed_by_a_third(cast, payment):
    reject(cast, payment)
    request_month(cast, payment.acceptance, beijing(2025, 9, 8, 10))

    assert codes(lambda: request_month(cast, payment.acceptance, beijing(2025, 9, 8, 11))) == ("already-requested",)


def test_an_invoice_presented_again_is_used(cast, contract, payment):
    reject(cast, payment)
    with clock.at(beijing(2025, 9, 8)):
        request_payment(cast["pf1"], payment.acceptance, **{**INVOICE, "invoice_number": payment.invoice_number})
    other = accept_month(cast, contract, 6, "93", beijing(2025, 10, 11, 15), publish=False)

    assert codes(
        lambda: request_payment(
            cast["pf1"], other, invoice_number=payment.invoice_number, invoice_on=date(2025, 10, 11)
        )
    ) == ("invoice-used",)


def test_the_database_keeps_one_request_on_its_way_of_a_period(payment):
    payment.pk, payment.invoice_number = None, "24360200009000000077"

    with pytest.raises(IntegrityError, match="payment_one_on_its_way_a_period"), transaction.atomic(), writing_states():
        payment.save(force_insert=True)


def test_the_page_of_the_period_offers_the_new_request_and_shows_why_the_last_was_rejected(cast, payment, sign_in):
    reject(cast, payment, reason="发票与合同不符")
    period, client = payment.acceptance.get_absolute_url(), sign_in("pf1")

    offered = client.get(period).text
    form = client.get(f"{period}payment/").text
    made = client.post(
        f"{period}payment/",
        {"invoice_number": payment.invoice_number, "invoice_on": "2025-09-03", "amount": "726,833.34"},
    )

    assert "重新申请支付" in offered
    assert all("发票与合同不符" in page and payment.invoice_number in page for page in (offered, form))
    second = PaymentRequest.objects.get(state="draft")
    assert (made.status_code, made.url) == (302, second.get_absolute_url())
    after = client.get(period).text
    assert "重新申请支付" not in after
    assert f'class="btn btn-2" href="{second.get_absolute_url()}"' in after


def test_a_rejected_period_waits_again_in_the_list_of_what_can_be_requested(cast, payment, sign_in):
    address, client = f"/desk/acceptances/{payment.acceptance_id}/payment/", sign_in("pf1")
    before = address in client.get("/desk/payments/").text
    reject(cast, payment)

    assert (before, address in client.get("/desk/payments/").text) == (False, True)


def test_the_contract_shows_the_latest_request_of_a_period(cast, payment, sign_in):
    reject(cast, payment)
    contract, client = payment.contract.get_absolute_url(), sign_in("pf1")
    first = client.get(contract).text
    again = request_month(cast, payment.acceptance, beijing(2025, 9, 8, 10))

    assert f'href="{payment.get_absolute_url()}">不予支付' in first
    assert f'href="{again.get_absolute_url()}">待单位审批' in client.get(contract).text
