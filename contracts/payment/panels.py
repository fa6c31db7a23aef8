"""The payments' stop on the life line of their procurement."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from contracts.contract.queries import contract_of
from contracts.payment.models import State
from portal.ui.parts import Stop
from purchasing.procurement.life import later_stop
from purchasing.procurement.models import Procurement


@later_stop("payment")
def payment_stop(procurement: Procurement) -> Stop | None:
    """How many of the contract's periods have been paid."""
    contract = contract_of(procurement)
    if contract is None or contract.signed_at is None:
        return None
    paid = contract.payments.filter(state=State.PAID).count()
    return Stop(_("支付"), "done" if paid == contract.instalments else "now", f"{paid} / {contract.instalments}")
