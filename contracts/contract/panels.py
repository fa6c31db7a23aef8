"""The contract's stop on the life line of its procurement."""

from __future__ import annotations

from contracts.contract.queries import contract_of
from portal.ui.parts import Stop
from portal.values import clock
from purchasing.procurement.life import STAGES, later_stop, stage_at_end
from purchasing.procurement.models import Procurement


@later_stop("contract")
def contract_stop(procurement: Procurement) -> Stop | None:
    """Now from the notice of award on, done with the last signature, failed where the procurement ended before it."""
    if procurement.notice_sent_at is None:
        return None
    contract = contract_of(procurement)
    if contract is None or contract.signed_at is None:
        return Stop(STAGES["contract"], "failed" if stage_at_end(procurement) else "now")
    return Stop(STAGES["contract"], "done", clock.day_of(contract.signed_at))
