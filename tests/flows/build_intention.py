"""Intentions whose text has passed the secrecy check."""

from __future__ import annotations

from portal.demo.cast import Cast
from purchasing.models import Intention
from tests.factories import preparation


def build(cast: Cast, state: str) -> Intention:
    row = preparation.intention(cast, state=state)
    preparation.publication(cast, row, "intention", author="po2")
    return row
