"""A payment of an accepted period, resting in each state, requested by the unit's appointee."""

from __future__ import annotations

from datetime import date

from contracts.models import AcceptanceMember, PaymentRequest
from portal.demo.cast import Cast
from portal.values import clock
from portal.workflow.perform import writing_states
from tests.flows import build_acceptance

DATA = {
    "return_to_unit": {"reason": "发票不清晰。"},
    "reject": {"reason": "重复申请。"},
    "resubmit": {"invoice_number": "24360000000000000001", "invoice_on": date(2025, 5, 8)},
}


def build(cast: Cast, state: str) -> PaymentRequest:
    acceptance = build_acceptance.build(cast, "passed")
    AcceptanceMember.objects.all().delete()
    acceptance.payable = acceptance.instalment
    acceptance.save(update_fields=["payable"])
    contract = acceptance.contract
    payment = PaymentRequest.objects.first() or PaymentRequest(
        contract=contract, acceptance=acceptance, amount="741666.67", invoice_number="24360000000000000001",
        invoice_on=date(2025, 5, 8), payee_name="千窑城服（虚构）", payee_bank=contract.payee_bank,
        payee_account=contract.payee_account, requested_by=cast.user("po3"), requested_at=clock.now(),
        due_on=date(2025, 6, 9),
    )  # fmt: skip
    payment.state = state
    with writing_states():
        payment.save()
    return payment
