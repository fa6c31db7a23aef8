"""The calendar of a year of which nothing is known, from a whole notice."""

from __future__ import annotations

from catalog.workdays.models import CalendarDraft
from portal.demo.cast import Cast
from tests.factories.lawmaking import calendar_draft

DATA = {"send_back": {"reason": "请核对中秋节"}}


def build(cast: Cast, state: str) -> CalendarDraft:
    return calendar_draft(cast, state=state)
