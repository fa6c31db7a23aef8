"""Reads a table of grants row by row and judges it: what each row would do, or what is wrong with it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.values.money import yuan_in
from portal.values.tables import Table, read_table
from portal.values.text import clean, half_width, is_blank, search_key
from purchasing.budget.models import LINE_CATEGORIES, BudgetLine, Category
from purchasing.budget.queries import passed_down
from purchasing.purchaser.models import Purchaser
from purchasing.sheet.layout import AMOUNT, COLUMNS, name_of, unit_of
from purchasing.sheet.models import SheetRow

Verdict = SheetRow.Verdict
CATEGORIES = {key: value for value, label in LINE_CATEGORIES for key in (search_key(value), search_key(str(label)))}
LENGTHS = {f.name: f.max_length or 0 for f in SheetRow._meta.concrete_fields if f.max_length}


@dataclass
class Reading:
    """The rows with their verdicts, and what is wrong with the file as a whole: (row, message)."""

    rows: list[SheetRow] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """SHA-256 of what the rows say, whatever their order and whatever file they stand in."""
        said = sorted(
            "\t".join(map(str, (row.purchaser_id or row.unit, row.year, row.code, row.amount or row.typed)))
            for row in self.rows
        )
        return hashlib.sha256("\n".join(said).encode()).hexdigest()

    @property
    def total(self) -> Decimal:
        return sum((row.amount for row in self.rows if row.amount is not None), Decimal("0.00"))


@dataclass(frozen=True)
class _Known:
    """What finance has: its purchasers by credit code and name, and the year's lines by purchaser and code (name,
    category, yuan granted, whether passed down)."""

    year: int
    purchasers: dict[str, list[int]]
    lines: dict[tuple[int, str], tuple[str, str, Decimal, bool]]


def read(content: bytes, finance: int, year: int) -> Reading:
    """Read and judge a file. Raises UnreadableTable for what is no table at all."""
    table = read_table(content)
    reading = Reading(problems=_heading_problems(table))
    of_row: dict[int, list[str]] = defaultdict(list)
    numbers = {number for number, _cells in table.rows}
    for problem in table.problems:
        if problem.row in numbers:
            of_row[problem.row].append(problem.message)
        else:
            reading.problems.append((problem.row, problem.message))
    if not reading.problems:
        reading.rows = _rows(table)
        judge(reading.rows, finance, year, of_row, unit_of(_heading_of(table, AMOUNT)))
    return reading


def _heading_problems(table: Table) -> list[tuple[int, str]]:
    names = [name_of(heading) for heading in table.header]
    problems = [(1, _("不认识的列“%(name)s”。") % {"name": h}) for h in table.header if h and not name_of(h)]
    for column in COLUMNS:
        if column.required and column.name not in names:
            problems.append((1, _("缺少“%(name)s”列。") % {"name": column.label}))
        if names.count(column.name) > 1:
            problems.append((1, _("“%(name)s”列重复。") % {"name": column.label}))
    if not table.rows:
        problems.append((0, _("文件只有表头，没有预算项目。")))
    return problems


def _heading_of(table: Table, name: str) -> str:
    return next(heading for heading in table.header if name_of(heading) == name)


def _rows(table: Table) -> list[SheetRow]:
    named = {heading: name_of(heading) for heading in table.header if heading}
    rows = []
    for number, cells in table.rows:
        values = {named[heading]: clean(cell) for heading, cell in cells.items() if heading in named}
        values["typed"] = values.pop(AMOUNT)
        for name in ("year", "code"):
            values[name] = half_width(values[name]).strip()
        cut = {name: value[: LENGTHS[name]] for name, value in values.items()}
        rows.append(SheetRow(number=number, **cut))
        if cut != values:
            rows[-1].said = _("有一格过长。")
    return rows


def judge(
    rows: Sequence[SheetRow], finance: int, year: int, said: dict[int, list[str]] | None = None, unit: str = ""
) -> None:
    """Set the verdict of every row by what finance has now. Three statements for any number of rows.

    `said` holds by row what the reader objected to. A row that has its amount already is judged without reading it anew.
    """
    known = _known(finance, year)
    first: dict[tuple[int, str], int] = {}
    for row in rows:
        faults = [*(said or {}).get(row.number, []), *filter(None, [row.said if not row.verdict else ""])]
        for check in (_unit, _year, _code, _category, _line):
            if fault := check(row, known):
                faults.append(fault)
        if row.amount is None and (fault := _amount(row, unit)):
            faults.append(fault)
        key = (row.purchaser_id or 0, row.code)
        if row.purchaser_id and row.code and first.setdefault(key, row.number) != row.number:
            faults.append(_("与第 %(row)s 行是同一单位的同一代码。") % {"row": first[key]})
        _conclude(row, faults, known)


def _known(finance: int, year: int) -> _Known:
    purchasers: dict[str, list[int]] = defaultdict(list)
    owned = Purchaser.objects.filter(finance=finance).values_list("pk", "organization__uscc", "organization__name")
    for pk, uscc, name in owned:
        purchasers[uscc].append(pk)
        purchasers[search_key(name)].append(pk)
    lines = BudgetLine.objects.filter(purchaser__finance=finance, fiscal_year=year)
    found = lines.values_list("purchaser_id", "code", "name", "category", "granted", "status")
    approved = BudgetLine.Status.APPROVED
    return _Known(
        year, purchasers, {(pk, code): (name, kind, sum_, to == approved) for pk, code, name, kind, sum_, to in found}
    )


def _unit(row: SheetRow, known: _Known) -> str:
    typed = half_width(row.unit).strip()
    found = known.purchasers.get(typed.upper()) or known.purchasers.get(search_key(typed)) or []
    row.purchaser_id = found[0] if len(found) == 1 else None
    if row.purchaser_id:
        return ""
    if not typed:
        return _("没有填购买单位。")
    if found:
        return _("有几个单位叫“%(unit)s”，请改填统一社会信用代码。") % {"unit": row.unit}
    return _("本级财政没有购买单位“%(unit)s”。") % {"unit": row.unit}


def _year(row: SheetRow, known: _Known) -> str:
    if row.year.removesuffix("度").removesuffix("年").strip() == str(known.year):
        row.year = str(known.year)
        return ""
    return _("年度应为 %(year)s，这里写的是“%(typed)s”。") % {"year": known.year, "typed": row.year}


def _code(row: SheetRow, known: _Known) -> str:
    if is_blank(row.code):
        return _("没有填预算项目代码。")
    return _("预算项目代码中间不能有空格。") if " " in row.code else ""


def _category(row: SheetRow, known: _Known) -> str:
    value = CATEGORIES.get(search_key(row.category)) if row.category else ""
    if value is not None:
        row.category = value
        return ""
    return _("没有资金类别“%(typed)s”；请填：%(all)s。") % {
        "typed": row.category, "all": "、".join(f"{value} {label}" for value, label in LINE_CATEGORIES),
    }  # fmt: skip


def _line(row: SheetRow, known: _Known) -> str:
    """A code that is known means its line; an unknown one begins a line and needs its name."""
    line = known.lines.get((row.purchaser_id or 0, row.code))
    row.before = line[2] if line else Decimal("0.00")
    if line is None:
        return "" if row.name else _("没有代码为“%(code)s”的预算项目；新增项目请填名称。") % {"code": row.code}
    name, category, _granted, is_passed_down = line
    if row.name and search_key(row.name) != search_key(name):
        return _("代码“%(code)s”已用于“%(name)s”。") % {"code": row.code, "name": name}
    if row.category and row.category != category:
        return _("“%(name)s”已登记的资金类别是“%(label)s”。") % {"name": name, "label": Category(category).label}
    return str(passed_down(name).message) if is_passed_down else ""


def _amount(row: SheetRow, unit: str) -> str:
    if not row.typed:
        return _("没有填金额。")
    try:
        row.amount = yuan_in(row.typed, unit)
    except ValueError as error:
        return str(error)
    return "" if row.amount else _("金额应大于零。")


def _conclude(row: SheetRow, faults: list[str], known: _Known) -> None:
    if faults:
        row.verdict, row.said = Verdict.FAULTY, "".join(faults)[: LENGTHS["said"]]
        return
    assert row.amount is not None
    is_new = (row.purchaser_id or 0, row.code) not in known.lines
    row.verdict = Verdict.NEW if is_new else Verdict.ADDED
    figures = {"before": f"{row.before:,.2f}", "after": f"{row.before + row.amount:,.2f}"}
    sentence = _("新增项目，预算数 %(after)s 元。") if is_new else _("由 %(before)s 元追加到 %(after)s 元。")
    row.said = sentence % figures
