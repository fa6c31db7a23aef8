"""The contract's stop on the life line of its procurement, and what a step of it is about."""

from __future__ import annotations

from django.utils.translation import gettext as _

from contracts.contract.models import Contract
from contracts.contract.queries import contract_of
from portal.ui.components.filters import localday, yuan
from portal.ui.gist import gist
from portal.ui.parts import Fact, Stop
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


@gist("contract")
def of_contract(contract: Contract) -> list[Fact]:
    return [
        Fact(_("合同金额（元）"), yuan(contract.amount)),
        Fact(_("供应商"), contract.supplier),
        Fact(_("服务期"), f"{localday(contract.starts_on)} — {localday(contract.ends_on)}"),
    ]
