"""Steps of path B as its people take them, and what each says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from portal.demo.cast import Cast
from portal.demo.story.additional import beijing, scan_of
from portal.values import clock
from portal.values.refusal import Refused
from portal.workflow.perform import perform
from purchasing.additional.flow import ADDITIONAL
from purchasing.models import AdditionalBudgetRequest
from tests.factories.additional import GAP, request

PART = Decimal("1440000.00")
NOW = beijing(2026, 3, 2, 10)


def do(cast: Cast, row: AdditionalBudgetRequest, name: str, login: str, **data: Any) -> AdditionalBudgetRequest:
    perform(ADDITIONAL, row, name, actor=cast[login], data=data)
    row.refresh_from_db()
    return row


def refusals(cast: Cast, row: AdditionalBudgetRequest, name: str, login: str, **data: Any) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        do(cast, row, name, login, **data)
    row.refresh_from_db()
    return refused.value.codes


def paper(**said: Any) -> dict[str, Any]:
    return {"document": "文件〔2026〕1号", "on": clock.today(), "scan": scan_of("文件"), **said}


def said_of(kind: str, **more: Any) -> dict[str, Any]:
    own: dict[str, dict[str, Any]] = {
        "government": {"outcome": "agreed", "amount": GAP}, "submission": {}, "congress": {"outcome": "agreed", "amount": GAP},
        "grant": {"line_code": "2120501-9", "line_name": "新增"},
    }  # fmt: skip
    return paper(**own[kind], **more)


def granted(cast: Cast, **fields: Any) -> AdditionalBudgetRequest:
    row = request(cast, state="congress_approved", **fields)
    do(cast, row, "record_grant", "fo1", **said_of("grant"))
    return row
