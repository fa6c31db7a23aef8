"""The acceptances of a contract, planned from its payment plan when it takes effect."""

from __future__ import annotations

from contracts.acceptance.models import Acceptance
from contracts.contract.models import Contract
from contracts.contract.queries import plan_of
from portal import statutes


def planned(contract: Contract) -> list[Acceptance]:
    """One acceptance a period, for the usual day after it (D-acceptance-day), with what is due for it in yuan."""
    return [
        Acceptance(
            contract=contract,
            period=period.number,
            subject=period.subject,
            period_from=period.first,
            period_to=period.last,
            planned_on=statutes.due("D-acceptance-day", period.last).date,
            instalment=period.amount,
        )
        for period in plan_of(contract)
    ]
