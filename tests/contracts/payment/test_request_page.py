"""The page on which a unit's finance asks for a payment: what is typed, who may, what a stale page does."""

from __future__ import annotations

import pytest

from contracts.models import PaymentRequest
from portal.demo.story.acceptance import accept_month
from portal.demo.story.intention import beijing
from portal.demo.story.payment import request_month
from tests.contracts.payment.steps import INVOICE, codes


@pytest.mark.parametrize("number", ["", "12", "发票一号", "x" * 41, "1234567\x00", "<script>"])
def test_a_number_that_is_no_invoice_is_refused_and_stays_typed(accepted, sign_in, number):
    answer = sign_in("pf1").post(
        f"/desk/acceptances/{accepted.pk}/payment/",
        {"invoice_number": number, "invoice_on": "2025-09-03", "amount": "726,833.34"},
    )

    assert answer.status_code == 422
    assert 'value="2025-09-03"' in answer.text
    assert not PaymentRequest.objects.exists()


def test_the_request_page_makes_the_request_and_a_second_press_leads_to_it(accepted, sign_in):
    client, address = sign_in("pf1"), f"/desk/acceptances/{accepted.pk}/payment/"
    typed = {"invoice_number": "２４３６０２００ 009000000001", "invoice_on": "2025年9月3日", "amount": "726833.34"}

    first, second = client.post(address, typed), client.post(address, typed)

    made = PaymentRequest.objects.get()
    assert made.invoice_number == "24360200009000000001"
    assert (first.status_code, first.url, second.url) == (302, made.get_absolute_url(), made.get_absolute_url())


@pytest.mark.parametrize(("login", "status"), [("po1", 403), ("s1", 403), ("s2", 404), ("po3", 200)])
def test_the_request_page_is_the_units(accepted, sign_in, login, status):
    assert sign_in(login).get(f"/desk/acceptances/{accepted.pk}/payment/").status_code == status


def test_another_appointee_is_told_who_may(accepted, sign_in):
    answer = sign_in("po3").post(
        f"/desk/acceptances/{accepted.pk}/payment/", {**INVOICE, "invoice_on": "2025-09-03", "amount": "726,833.34"}
    )

    assert answer.status_code == 403
    assert "单位财务" in answer.text


def test_a_request_on_a_stale_page_changes_nothing(cast, contract):
    accepted = accept_month(cast, contract, 2, "90", beijing(2025, 6, 5, 15), publish=False)
    request_month(cast, accepted, beijing(2025, 6, 5, 16))

    assert codes(lambda: request_month(cast, accepted, beijing(2025, 6, 5, 17))) == ("already-requested",)
