"""The workbook as it is given out: empty or with the plan's items, and once more with what a check found."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override
from xlsxwriter.utility import xl_col_to_name

from catalog.catalogue.queries import purchasable
from portal.ui.listing.export import plain_text
from portal.values import clock
from purchasing.budget.queries import lines_of
from purchasing.plan.models import AnnualPlan, PlanItem
from purchasing.plan.queries import items_of
from purchasing.workbook.layout import (
    CHOICES,
    FUNDING,
    GUIDE,
    ITEMS,
    MOST_ITEMS,
    NO,
    OPTIONS,
    SEQ,
    SHEETS,
    TARGETS,
    TASKS,
    YES,
    Sheet,
    code_of,
    option_of_item,
    option_of_line,
)  # fmt: skip

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTED_ROWS = 2_000  # rows of a sheet with a drop-down
Cells = Mapping[str, Sequence[Mapping[str, Any]]]
Marks = Mapping[tuple[str, int, str], str]  # (sheet, row, heading) → what is wrong; a heading of "" means the row


def blank(plan: AnnualPlan) -> bytes:
    """The form for this purchaser and year, filled with the items that the draft has."""
    with override("zh-hans"):
        items = list(items_of(plan))
        rows: dict[str, list[dict[str, Any]]] = {ITEMS: [], TASKS: [], FUNDING: [], TARGETS: []}
        for item in items:
            rows[ITEMS].append(_item_cells(item))
            rows[TASKS] += [
                {SEQ: item.seq, "name": t.name, "unit": t.unit, "quantity": t.quantity, "unit_price": t.unit_price}
                for t in item.task_lines.all()
            ]
            rows[FUNDING] += [
                {SEQ: item.seq, "line": option_of_line(f.line), "amount": f.amount} for f in item.funding.all()
            ]
            rows[TARGETS] += [{SEQ: item.seq, **target} for target in item.targets]
        return _book(plan, {name: [_labelled(SHEETS[name], row) for row in found] for name, found in rows.items()}, {})


def marked(plan: AnnualPlan, cells: Cells, marks: Marks) -> bytes:
    """The same rows as they came in, with a column that says what is wrong and the bad cells coloured."""
    with override("zh-hans"):
        return _book(plan, cells, marks, checked=True)


def _item_cells(item: PlanItem) -> dict[str, Any]:
    cells: dict[str, Any] = {column.name: getattr(item, column.name) for column in SHEETS[ITEMS].columns}
    cells["catalogue_item"] = option_of_item(item.catalogue_item)
    cells["expected_month"] = f"{item.expected_month:%Y-%m}"
    for column in SHEETS[ITEMS].columns:
        if column.options == "yes":
            cells[column.name] = YES if cells[column.name] else NO
        elif column.options in CHOICES:
            cells[column.name] = str(dict(CHOICES[column.options])[cells[column.name]])
    return cells


def _labelled(sheet: Sheet, row: Mapping[str, Any]) -> dict[str, Any]:
    return {str(column.label): row.get(column.name, "") for column in sheet.columns}


def _book(plan: AnnualPlan, cells: Cells, marks: Marks, *, checked: bool = False) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    styles = {
        "head": book.add_format({"bold": True, "bg_color": "#E8EEF8", "border": 1, "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
        "money": book.add_format({"num_format": "#,##0.00", "valign": "top"}),
        "bad": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "bg_color": "#FBE3E1"}),
        "note": book.add_format({"text_wrap": True, "valign": "top", "font_color": "#A61B1B"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "body": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    _guide(book.add_worksheet(GUIDE), plan, styles)
    sheets = {name: book.add_worksheet(name) for name in SHEETS}
    ranges = _options(book.add_worksheet(OPTIONS), plan)
    for name, sheet in SHEETS.items():
        _fill(sheets[name], sheet, cells.get(name, ()), ranges, styles, marks, checked=checked)
    sheets[ITEMS].activate()
    book.close()
    return stream.getvalue()


def _guide(page: Any, plan: AnnualPlan, styles: Mapping[str, Any]) -> None:
    page.set_column(0, 0, 96)
    page.write_string(0, 0, _("%(plan)s填报表格") % {"plan": plan}, styles["title"])
    lines = (
        _("1. “计划事项”一行填一项服务；“工作量”“资金来源”“绩效目标”按“事项序号”对应到事项，一项可以有多行。"),
        _("2. 金额一律以元为单位，只填数字，可以用千分位，最多两位小数；“工作量×标准”的合计应等于事项金额。"),
        _("3. 目录品目、资金类别、采购方式、预算项目从下拉列表中选择；列表只含现行目录和本单位本年度的预算项目。"),
        _("4. 月份按“年-月”填写；标记列填“是”或“否”。不要合并单元格，不要写公式，不要隐藏行，不要改表头和工作表名称。"),
        _(
            "5. 上传后逐行检查：全部正确才能写入计划，有一处不对就一项也不写入。序号与计划中已有事项相同的，替换该事项；计划中已有而表格中没有的，保持不变。"
        ),
        _(
            "6. 跨年度分年安排在网页的事项页面填写；用表格替换事项时，原有的分年安排保持不变，与新金额不符的会在检查结果中指出。"
        ),
        _("7. 一张表格最多 %(most)s 项。预算项目的可用余额以平台显示为准。") % {"most": MOST_ITEMS},
    )
    for number, line in enumerate(lines, start=2):
        page.write_string(number, 0, line, styles["body"])
    page.protect()


def _options(page: Any, plan: AnnualPlan) -> dict[str, str]:
    """Write the lists that cells are chosen from; returns the range of each."""
    lists: dict[str, list[str]] = {
        "yes": [YES, NO],
        "catalogue_item": [option_of_item(item) for item in purchasable(clock.today()).order_by("code")],
        "line": [option_of_line(line) for line in lines_of(plan.purchaser, plan.fiscal_year).order_by("code")],
        **{name: [str(label) for _value, label in choices] for name, choices in CHOICES.items()},
    }
    page.write_string(0, 0, code_of(plan))
    ranges = {}
    for at, (name, values) in enumerate(lists.items(), start=1):
        page.write_string(0, at, name)
        for row, value in enumerate(values, start=1):
            page.write_string(row, at, plain_text(value))
        letter = xl_col_to_name(at)
        if values:
            ranges[name] = f"='{OPTIONS}'!${letter}$2:${letter}${len(values) + 1}"
    page.hide()
    return ranges


def _fill(
    page: Any, sheet: Sheet, rows: Sequence[Mapping[str, Any]], ranges: Mapping[str, str], styles: Mapping[str, Any],
    marks: Marks, *, checked: bool,
) -> None:  # fmt: skip
    labels = [str(column.label) for column in sheet.columns]
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width, styles["text"])
        page.write_string(0, at, f"{labels[at]}", styles["head"])
        if column.note or column.required:
            page.write_comment(0, at, "\n".join(filter(None, (str(column.note), _("必填") if column.required else ""))))
        if column.options in ranges:
            page.data_validation(
                1, at, LISTED_ROWS, at,
                {"validate": "list", "source": ranges[column.options], "error_type": "warning",
                 "error_title": _("请从列表中选择"), "error_message": _("这个值不在列表中，上传时会被指出。")},
            )  # fmt: skip
    page.freeze_panes(1, 2)
    last = len(labels)
    if checked:
        page.set_column(last, last, 60, styles["note"])
        page.write_string(0, last, _("检查结果"), styles["head"])
    for number, row in enumerate(rows, start=1):
        at_row = int(row.get("#", number + 1))
        said = []
        for at, label in enumerate(labels):
            wrong = marks.get((sheet.name, at_row, label))
            said += [f"{label}：{wrong}"] if wrong else []
            _write(page, number, at, row.get(label, ""), styles, bad=bool(wrong))
        if whole := marks.get((sheet.name, at_row, "")):
            said.append(whole)
        if checked:
            page.write_string(number, last, "\n".join(said) or _("正确"), styles["note"])


def _write(page: Any, row: int, at: int, value: Any, styles: Mapping[str, Any], *, bad: bool) -> None:
    if isinstance(value, Decimal):
        page.write_number(row, at, value, styles["bad" if bad else "money"])
    elif isinstance(value, int) and not isinstance(value, bool):
        page.write_number(row, at, value, styles["bad"] if bad else None)
    else:
        page.write_string(row, at, plain_text(value), styles["bad" if bad else "text"])
