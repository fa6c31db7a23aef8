"""Reads of workbooks."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import override

from portal.values.tables import read_sheets
from purchasing.plan.models import AnnualPlan
from purchasing.workbook.layout import GUIDE, OPTIONS, SHEETS
from purchasing.workbook.models import PlanWorkbook
from purchasing.workbook.template import marked


def workbooks_of(plan: AnnualPlan) -> QuerySet[PlanWorkbook]:
    """What was sent in for a plan, the latest first."""
    return PlanWorkbook.objects.filter(plan=plan).select_related("uploaded_by", "taken_by")[:20]


def total_of(workbook: PlanWorkbook) -> Decimal:
    """The sum of the items that could be read, in yuan."""
    return sum((Decimal(item["amount"]) for item in workbook.verdict.get("items", [])), Decimal("0.00"))


def marked_copy(workbook: PlanWorkbook, content: bytes) -> bytes:
    """The rows of the upload in a fresh workbook, each with what its check found. Nothing but text is carried over."""
    with override("zh-hans"):
        tables = read_sheets(content, list(SHEETS), quiet=(GUIDE, OPTIONS))
    cells = {name: [{"#": number, **SHEETS[name].headed(row)} for number, row in tables[name].rows] for name in SHEETS}
    marks: dict[tuple[str, int, str], str] = {}
    for fault in workbook.faults:
        key = (fault["sheet"], int(fault["row"]), fault["column"])
        marks[key] = "；".join(filter(None, (marks.get(key), fault["message"])))
    return marked(workbook.plan, cells, marks)
