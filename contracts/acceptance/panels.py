"""The delivery's stop on the life line of its procurement."""

from __future__ import annotations

from contracts.acceptance.queries import PASSED
from contracts.contract.queries import contract_of
from portal.ui.parts import Stop
from purchasing.procurement.life import STAGES, later_stop
from purchasing.procurement.models import Procurement


@later_stop("delivery")
def delivery_stop(procurement: Procurement) -> Stop | None:
    """How many of the contract's periods have been accepted."""
    contract = contract_of(procurement)
    if contract is None or contract.signed_at is None:
        return None
    passed = contract.acceptances.filter(state__in=PASSED).count()
    return Stop(
        STAGES["delivery"], "done" if passed == contract.instalments else "now", f"{passed} / {contract.instalments}"
    )
