"""The payments' stop on the life line of their procurement, and what a step of a payment is about."""

from __future__ import annotations

from django.utils.translation import gettext as _

from contracts.contract.queries import contract_of
from contracts.payment.models import PaymentRequest
from contracts.payment.queries import periods_paid
from portal.ui.components.filters import yuan
from portal.ui.gist import gist
from portal.ui.parts import Fact, Stop
from purchasing.procurement.life import STAGES, later_stop
from purchasing.procurement.models import Procurement


@later_stop("payment")
def payment_stop(procurement: Procurement) -> Stop | None:
    """How many of the contract's periods have been paid in full."""
    contract = contract_of(procurement)
    if contract is None or contract.signed_at is None:
        return None
    paid = periods_paid(contract)
    return Stop(
        STAGES["payment"], "done" if paid == contract.instalments else "now", f"{paid} / {contract.instalments}"
    )


@gist("payment")
def of_payment(payment: PaymentRequest) -> list[Fact]:
    return [
        Fact(_("支付金额（元）"), yuan(payment.amount), payment.invoice_number),
        Fact(_("收款人"), payment.payee_name, f"{payment.payee_bank} {payment.payee_account}"),
        Fact(_("合同"), payment.contract),
    ]
