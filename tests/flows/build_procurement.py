"""Procurements with a complete document and enrolled key holders, without a bid."""

from __future__ import annotations

from portal.demo.cast import Cast
from portal.demo.story.bid import enrol_holders
from portal.values import clock
from purchasing.models import Appointment, Procurement
from tests.factories import preparation

DATA = {
    "rework_document": {"reason": "补正"},
    "terminate": {"reason": "任务取消"},
    "reword_end": {"reason": "任务取消"},
    "void": {"ground": "cancelled", "reason": "任务取消"},
}


def build(cast: Cast, state: str) -> Procurement:
    row = preparation.prepared(cast, state=state)
    Appointment.objects.create(
        procurement=row, user=cast.user("po3"), duty=Appointment.Duty.OPENING_OFFICER, at=clock.now()
    )
    enrol_holders(cast)
    return row
