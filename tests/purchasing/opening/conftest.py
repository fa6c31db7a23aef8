"""A tender that receives bids, in this test's transaction."""

from __future__ import annotations

import pytest

from portal.demo.cast import Cast
from tests.purchasing.bid.tender import Tender, receiving


@pytest.fixture
def tender(cast: Cast) -> Tender:
    return receiving(cast)
