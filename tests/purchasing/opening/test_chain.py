"""From the announcement to the opening record, through the acts that the pages and the worker use."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.demo.cast import Cast
from portal.demo.story import bid as bids
from portal.demo.story import opening as story
from portal.outbox import drain
from portal.values import clock
from purchasing.bid.queries import fingerprints
from purchasing.models import OpenedBid
from tests.purchasing.bid.tender import receiving


@pytest.mark.django_db
def test_four_bids_are_sealed_and_opened_with_two_keys(cast: Cast) -> None:
    tender = receiving(cast)
    row = tender.procurement
    for spec in (bids.SC01_S2, bids.SC01_S1_FIRST, bids.SC01_S3, bids.SC01_S1, bids.SC01_S4):
        bids.submit(cast, row, spec)

    with clock.at(row.closes_at + timedelta(seconds=1)):
        story.close(row)
        published = fingerprints(row)
        opening = story.open_with(cast, row, tender.passphrases, ("po3", "ag2"))
        drain()

    assert (row.state, row.bid_count, opening.state) == ("opened", 4, "done")
    assert list(OpenedBid.objects.values_list("supplier_name", "price", "size", "intact")) == [
        ("碧瓷环境（虚构）", Decimal("9120000.00"), "small", True),
        ("青花物业（虚构）", Decimal("9350000.00"), "medium", True),
        ("千窑城服（虚构）", Decimal("8900000.00"), "large", True),
        ("浮梁洁城（虚构）", Decimal("9480000.00"), "micro", True),
    ]
    assert sorted(OpenedBid.objects.values_list("version__commitment", flat=True)) == published
    assert (opening.released_key, [part.share for part in opening.parts.all()]) == (None, [None, None])
