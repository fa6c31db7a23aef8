"""A draft of one item, and a workbook for it in which single cells can be changed."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from portal.demo.cast import Cast
from purchasing.models import AnnualPlan
from purchasing.workbook.layout import FUNDING, ITEMS, SHEETS, TARGETS, TASKS
from tests.factories.cases import budget_lines, catalogue_item, plan

Change = Callable[[Workbook], None]
ITEM = {
    "seq": 1, "catalogue_item": "A1152", "title": "道路清扫", "amount": 1000, "category": "现有预算统筹", "method": "公开招标",
    "expected_month": "2025-03", "term_months": 12, "is_public_duty": "是", "is_marketable": "√", "is_affordable": "有",
    "to_public": "否", "reservation": "不预留", "reservation_reason": "年度份额已由其他事项完成",
}  # fmt: skip


@pytest.fixture
def draft(cast: Cast) -> AnnualPlan:
    catalogue_item()
    budget_lines(cast, 2025)
    return plan(cast)


@pytest.fixture
def clerk(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.user("po1"))
    return client


def put(book: Workbook, sheet: str, row: int, **values: Any) -> None:
    """Fill cells of a row by the name of their field."""
    columns = {column.name: at for at, column in enumerate(SHEETS[sheet].columns, start=1)}
    for name, value in values.items():
        book[sheet].cell(row, columns[name], value)


def filled(
    clerk: Client, draft: AnnualPlan, change: Change | None = None, *, item: dict[str, Any] | None = None
) -> bytes:
    """The form as the clerk gets it, with one complete item typed in, and then changed."""
    answer = clerk.get(f"/desk/plans/{draft.pk}/workbook/form.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    put(book, ITEMS, 2, **{**ITEM, **(item or {})})
    put(book, TASKS, 2, seq=1, name="清扫", unit="㎡", quantity=500, unit_price=2)
    put(book, FUNDING, 2, seq=1, line="2120501-1 环卫作业", amount="1,000.00")
    put(book, TARGETS, 2, seq=1, name="完成率", target="100", unit="%")
    if change:
        change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def send(clerk: Client, draft: AnnualPlan, content: bytes, name: str = "计划.xlsx") -> Any:
    return clerk.post(f"/desk/plans/{draft.pk}/workbook/", {"workbook": SimpleUploadedFile(name, content)}, follow=True)
