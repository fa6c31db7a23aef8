"""The payments' stop on the life line of their procurement."""

from __future__ import annotations

from contracts.contract.queries import contract_of
from contracts.payment.queries import periods_paid
from portal.ui.parts import Stop
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
