"""Reads an uploaded workbook: every cell by the plan's own forms, every fault with sheet, row, column, value and reason."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from catalog.catalogue.models import CatalogueItem
from catalog.catalogue.queries import purchasable
from portal.values.tables import Table, UnreadableTable, read_sheets
from portal.values.text import half_width, yes_or_no
from purchasing.budget.models import BudgetLine
from purchasing.budget.queries import lines_of
from purchasing.plan.actions import ItemDraft, Task
from purchasing.plan.forms import MOST_ROWS, FundingForm, ItemForm
from purchasing.plan.models import AnnualPlan
from purchasing.workbook.layout import (
    CHOICES,
    FUNDING,
    GUIDE,
    ITEMS,
    MOST_ITEMS,
    OPTIONS,
    SEQ,
    SHEETS,
    TARGETS,
    TASKS,
    Column,
    Sheet,
    code_of,
    option_of_line,
)  # fmt: skip

RESULT = "检查结果"  # a workbook given back with its faults may come in again as it is


@dataclass(frozen=True)
class Fault:
    """`row` as the sheet numbers it, 1 for the headings, 0 for the sheet as a whole; `column` its heading."""

    sheet: str
    row: int
    column: str
    value: str
    message: str


@dataclass
class Reading:
    """What a workbook says: its cells as they came, what is wrong with them, and the items where nothing is."""

    tables: dict[str, Table]
    faults: list[Fault] = field(default_factory=list)
    drafts: dict[int, ItemDraft] = field(default_factory=dict)


@dataclass
class _Context:
    day: date
    catalogue: dict[str, CatalogueItem]
    lines: dict[str, BudgetLine]
    faults: list[Fault]


def read(content: bytes, plan: AnnualPlan, day: date) -> Reading:
    """Read the workbook of a plan, whole. Raises UnreadableTable for what is no workbook of this plan at all."""
    tables = read_sheets(content, list(SHEETS), quiet=(GUIDE, OPTIONS))
    _check_origin(tables[OPTIONS], plan)
    reading = Reading({name: tables[name] for name in SHEETS})
    context = _Context(
        day,
        {item.code: item for item in purchasable(day)},
        {line.code: line for line in lines_of(plan.purchaser, plan.fiscal_year)},
        reading.faults,
    )
    rows = {name: _rows(SHEETS[name], tables[name], context) for name in SHEETS}
    items = _by_seq(rows[ITEMS], context)
    parts = {name: _parts(SHEETS[name], rows[name], items, context) for name in (TASKS, FUNDING, TARGETS)}
    for seq, row in items.items():
        form = _form(SHEETS[ITEMS], row, context)
        sheets = {name: parts[name][seq] for name in parts}
        if form.is_valid() and all(part.is_valid() for part in (p for found in sheets.values() for p in found)):
            reading.drafts[seq] = _draft(form, sheets)
    if not items and not reading.faults:
        reading.faults.append(Fault(ITEMS, 0, "", "", _("表格里没有事项。")))
    places = [(name, str(column.label)) for name, sheet in SHEETS.items() for column in sheet.columns]
    order = {place: number for number, place in enumerate(places)}
    names = list(SHEETS)
    reading.faults.sort(key=lambda f: (names.index(f.sheet), f.row, order.get((f.sheet, f.column), -1)))
    return reading


def _check_origin(options: Table, plan: AnnualPlan) -> None:
    found = options.header[0] if options.header else ""
    if found != code_of(plan):
        raise UnreadableTable(
            _("这不是为%(plan)s生成的表格（表格编号“%(found)s”）。请在本计划页下载表格填报。")
            % {"plan": plan, "found": found[:60]}
        )


@dataclass(frozen=True)
class _Row:
    sheet: str
    number: int
    cells: dict[str, str]  # by field name
    shown: dict[str, str]  # as they came, by heading

    def fault(self, column: str, message: str) -> Fault:
        return Fault(self.sheet, self.number, column, self.shown.get(column, "")[:120], message)


def _rows(sheet: Sheet, table: Table, context: _Context) -> list[_Row]:
    """The rows by field name. Headings that lack, are doubled or unknown, and all that the reader objects to, are faults."""
    for problem in table.problems:
        context.faults.append(Fault(sheet.name, problem.row, problem.column, "", problem.message))
    labels = {str(column.label): column.name for column in sheet.columns}
    headings = sheet.headed(dict.fromkeys(table.header, "")).keys()
    for label in labels.keys() - headings:
        context.faults.append(Fault(sheet.name, 1, label, "", _("缺少“%(name)s”列。") % {"name": label}))
    for label in headings - labels.keys() - {RESULT, ""}:
        context.faults.append(Fault(sheet.name, 1, label, "", _("不认识的列“%(name)s”。") % {"name": label}))
    found = []
    for number, row in table.rows:
        shown = sheet.headed(row)
        cells = {labels[label]: cell for label, cell in shown.items() if label in labels}
        if any(cells.values()):
            found.append(_Row(sheet.name, number, cells, shown))
    return found


def _by_seq(rows: list[_Row], context: _Context) -> dict[int, _Row]:
    """The items by number; none twice, not more than a workbook may hold."""
    label = SHEETS[ITEMS].label(SEQ)
    found: dict[int, _Row] = {}
    for row in rows[:MOST_ITEMS]:
        seq = _seq(row, label, context)
        if seq in found:
            first = found[seq].number
            context.faults.append(
                row.fault(label, _("序号 %(seq)s 重复，首次出现在第 %(row)s 行。") % {"seq": seq, "row": first})
            )
        elif seq:
            found[seq] = row
    if len(rows) > MOST_ITEMS:
        context.faults.append(
            Fault(
                ITEMS,
                rows[MOST_ITEMS].number,
                "",
                "",
                _("一张表格最多 %(most)s 项，请分次填报。") % {"most": MOST_ITEMS},
            )
        )
    return found


def _seq(row: _Row, label: str, context: _Context) -> int:
    typed = half_width(row.cells.get(SEQ, "")).strip()
    if typed.isascii() and typed.isdecimal() and 1 <= int(typed[:6]) <= 9999 and len(typed) <= 4:
        return int(typed)
    context.faults.append(row.fault(label, _("序号应是 1 到 9999 的整数。")))
    return 0


def _parts(sheet: Sheet, rows: list[_Row], items: Mapping[int, _Row], context: _Context) -> dict[int, list[forms.Form]]:
    """The bound forms of one of the sheets that belong to items, by item."""
    label = sheet.label(SEQ)
    found: dict[int, list[forms.Form]] = defaultdict(list)
    for row in rows:
        seq = _seq(row, label, context)
        if seq and seq not in items:
            context.faults.append(row.fault(label, _("“计划事项”中没有序号 %(seq)s。") % {"seq": seq}))
        if len(found[seq]) == MOST_ROWS:
            context.faults.append(row.fault(label, _("一项最多 %(most)s 行。") % {"most": MOST_ROWS}))
        if len(found[seq]) < MOST_ROWS:
            found[seq].append(_form(sheet, row, context))
    if sheet.name == FUNDING:
        _once(sheet, rows, context)
    return found


def _once(sheet: Sheet, rows: list[_Row], context: _Context) -> None:
    """A budget line bears an item once."""
    named = [(row.cells.get(SEQ, ""), _code(row.cells.get("line", ""))) for row in rows]
    times = Counter(named)
    for row, key in zip(rows, named, strict=True):
        if key[1] and times[key] > 1:
            context.faults.append(row.fault(sheet.label("line"), _("同一预算项目只填一行，请合并金额。")))


def _form(sheet: Sheet, row: _Row, context: _Context) -> forms.Form:
    """The plan's own form over the row's cells; what it objects to becomes faults of the cells."""
    data: dict[str, Any] = {}
    said: dict[str, str] = {}
    for column in sheet.columns:
        if column.name == SEQ:
            continue
        try:
            data[column.name] = _value(column, row.cells.get(column.name, ""), context)
        except ValueError as error:
            said[column.name] = str(error)
    form = _bound(sheet, data, context)
    for name, errors in form.errors.get_json_data().items():
        said.setdefault(name, " ".join(error["message"] for error in errors))
    for name, message in said.items():
        if name not in form.errors:
            form.add_error(name, message)
        context.faults.append(row.fault(sheet.label(name), message))
    return form


def _bound(sheet: Sheet, data: dict[str, Any], context: _Context) -> forms.Form:
    if sheet.name == ITEMS:
        return ItemForm(data, day=context.day, catalogue=context.catalogue)
    if sheet.name == FUNDING:
        known = {line.pk: line for line in context.lines.values()}
        return FundingForm(data, lines=BudgetLine.objects.none(), known=known)
    return sheet.form(data)


def _value(column: Column, cell: str, context: _Context) -> Any:
    """What the form is to read. Raises ValueError for a word that says neither yes nor no, or is on no list."""
    if column.options == "yes":
        return yes_or_no(cell)
    if column.options in CHOICES:
        return _choice(column.options, cell)
    if column.name == "line" and cell:
        line = context.lines.get(_code(cell))
        named = [x for x in context.lines.values() if cell.strip() in (x.name, option_of_line(x))]
        if line is None and len(named) == 1:
            line = named[0]
        if line is None:
            raise ValueError(_("本单位本年度没有这个预算项目。"))
        return line.pk
    return cell


def _choice(name: str, cell: str) -> str:
    typed = half_width(cell).strip()
    for value, label in CHOICES[name]:
        if typed in (value, str(label), half_width(str(label)), f"{value} {label}"):
            return value
    if not typed:
        return ""
    raise ValueError(
        _("请从下拉列表中选择：%(options)s。") % {"options": "、".join(str(label) for _v, label in CHOICES[name])}
    )


def _code(cell: str) -> str:
    typed = half_width(cell).strip()
    return typed.split()[0] if typed else ""


def _draft(form: forms.Form, sheets: Mapping[str, list[forms.Form]]) -> ItemDraft:
    targets = [{key: part.cleaned_data.get(key, "") for key in ("name", "target", "unit")} for part in sheets[TARGETS]]
    return ItemDraft(
        values={**form.cleaned_data, "targets": targets},
        tasks=[
            Task(*(part.cleaned_data[key] for key in ("name", "unit", "quantity", "unit_price")))
            for part in sheets[TASKS]
        ],
        funding=[(part.cleaned_data["line"].pk, part.cleaned_data["amount"]) for part in sheets[FUNDING]],
    )
