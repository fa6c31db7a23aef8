"""An acceptance of a period that is over, resting in each state; the unit's appointee is of the team."""

from __future__ import annotations

from datetime import date, datetime

from contracts.models import Acceptance, AcceptanceMember, Contract
from portal.demo.cast import Cast
from portal.values import clock
from portal.workflow.perform import writing_states
from tests.flows import build_contract

DATA = {
    "request": {"note": "已完成。"},
    "start_inspection": {"recipients": [{"name": "居民代表", "opinion": "满意"}]},
    "order_rectification": {"reason": "限期整改。"},
}


def build(cast: Cast, state: str) -> Acceptance:
    contract: Contract = build_contract.build(cast, "in_force")
    clock.freeze_at(datetime(2025, 5, 8, 10, 0, tzinfo=clock.SHANGHAI))
    acceptance = Acceptance.objects.first() or Acceptance(contract=contract, period=1, instalment="741666.67")
    acceptance.period_from, acceptance.period_to = date(2025, 4, 1), date(2025, 4, 30)
    acceptance.planned_on = date(2025, 5, 8)
    acceptance.state = state
    with writing_states():
        acceptance.save()
    AcceptanceMember.objects.get_or_create(acceptance=acceptance, user=cast.user("po3"))
    return acceptance
