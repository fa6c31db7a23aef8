"""The opening of a tender with three sealed bids, after its closing; the holders are the first of each role."""

from __future__ import annotations

from portal.demo.cast import Cast
from portal.demo.story import bid as bids
from portal.demo.story import opening as story
from portal.values import clock
from portal.workflow.perform import writing_states
from purchasing.models import Opening
from tests.purchasing.bid.tender import receiving


def build(cast: Cast, state: str) -> Opening:
    opening = Opening.objects.first() or _closed(cast)
    opening.state = state
    with writing_states():
        opening.save()
    return opening


def _closed(cast: Cast) -> Opening:
    bids.enrol_holders(cast, ("po3", "ag1", "su1"))
    row = receiving(cast, enrolled=False).procurement
    for spec in (bids.SC01_S1, bids.SC01_S2, bids.SC01_S3):
        bids.submit(cast, row, spec)
    clock.freeze_at(row.closes_at)
    story.close(row)
    return Opening.objects.get()
