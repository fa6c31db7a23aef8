"""The bid of one supplier in a tender that receives bids."""

from __future__ import annotations

from portal.demo.cast import Cast
from portal.workflow.perform import writing_states
from purchasing.bid.actions import start_bid
from purchasing.models import Bid, Procurement
from tests.purchasing.bid.tender import receiving


def build(cast: Cast, state: str) -> Bid:
    row = Procurement.objects.first() or receiving(cast).procurement
    bid = start_bid(row, actor=cast["s1"])
    bid.state = state
    with writing_states():
        bid.save()
    return bid
