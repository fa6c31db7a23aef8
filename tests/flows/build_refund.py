"""Money of a paid period that came back, resting in each state, recorded by finance's clerk."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from contracts.models import Refund
from portal.demo.cast import Cast
from portal.values import clock
from portal.workflow.perform import writing_states
from tests.flows import build_payment

DATA = {"refuse": {"reason": "凭证不符"}}


def build(cast: Cast, state: str) -> Refund:
    payment = build_payment.build(cast, "paid")
    payment.refresh_from_db()
    refund = Refund.objects.first() or Refund(
        payment=payment, amount=Decimal("1000.00"), ground="overpaid", reason="重复开票",
        receipt="JK-1", received_on=date(2025, 5, 8), recorded_by=cast.user("fo1"), recorded_at=clock.now(),
    )  # fmt: skip
    refund.state = state
    with writing_states():
        refund.save()
    return refund
