"""Clarifications of a tender that receives bids for thirty more days."""

from __future__ import annotations

from portal.demo.cast import Cast
from purchasing.models import Clarification
from tests.factories import preparation


def build(cast: Cast, state: str) -> Clarification:
    return preparation.clarification(cast, state=state, affects_bids=True)
