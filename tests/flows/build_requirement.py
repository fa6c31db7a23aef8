"""Requirements of a service to the public, surveyed and checked; written by the second clerk."""

from __future__ import annotations

from datetime import date

from portal.demo.cast import Cast
from purchasing.models import Requirement
from tests.factories import preparation

DATA = {"open_comment": {"comment_until": date(2199, 1, 1)}, "send_back": {"reason": "补正"}}


def build(cast: Cast, state: str) -> Requirement:
    row = preparation.requirement(cast, state=state)
    preparation.publication(cast, row, "needs", author="po2")
    return row
