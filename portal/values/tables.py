"""Reading a table somebody prepared: CSV in UTF-8 (with or without mark), GB18030 or UTF-16, or an xlsx workbook.

Every cell comes as text, as it was typed. What could be read in two ways is a problem, not a guess: formulas, error
values, merged cells, hidden rows and sheets, numbers that have lost digits. All problems are listed, each with its row.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from xml.parsers import expat

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from portal.values.text import clean, half_width, is_storable

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_CELL = 32_767
MAX_BLANK_ROWS = 100
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_EXACT = 10**15  # a spreadsheet number keeps 15 digits; a longer one has lost some


class UnreadableTable(ValueError):
    """The file as a whole cannot be read as a table; the message is for the person who sent it."""


@dataclass(frozen=True)
class Problem:
    """`row` as the sheet numbers it, the header being row 1; 0 for the file as a whole."""

    row: int
    message: str
    column: str = ""


@dataclass
class Table:
    """Header and rows of a file. `rows` holds (row number, cells by header); empty rows are left out."""

    header: list[str]
    rows: list[tuple[int, dict[str, str]]]
    encoding: str
    problems: list[Problem] = field(default_factory=list)


def read_table(content: bytes) -> Table:
    """The table in a file's bytes; what it claims to be by name does not matter. Raises UnreadableTable."""
    _check_size(content)
    if content.startswith(_ZIP):
        return _read_workbook(content)
    if content.lstrip()[:1] == b"<":
        raise UnreadableTable(_("这是网页或 XML 文件，请另存为 xlsx 或 CSV。"))
    return _read_text(content)


def _check_size(content: bytes) -> None:
    if not content.strip():
        raise UnreadableTable(_("文件是空的。"))
    if len(content) > MAX_BYTES:
        raise UnreadableTable(_("文件超过 %(limit)s MB。") % {"limit": MAX_BYTES // 1024 // 1024})
    if content.startswith(_OLE):
        raise UnreadableTable(_("这是旧版 xls 或加密的工作簿，请另存为不加密的 xlsx 或 CSV。"))


def _read_text(content: bytes) -> Table:
    text, encoding = _decode(content)
    sample = text[:4096]
    counts = {mark: sample.count(mark) for mark in ",;\t"}
    delimiter = max(counts, key=lambda mark: counts[mark])
    csv.field_size_limit(MAX_CELL)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnreadableTable(_("CSV 的引号或换行不成对，无法读取：%(detail)s") % {"detail": error}) from error
    return _table([[_text(cell) for cell in line] for line in lines], encoding, [])


def _decode(content: bytes) -> tuple[str, str]:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, encoding
    raise UnreadableTable(_("无法识别文件的编码，请另存为 UTF-8 编码的 CSV 或 xlsx。"))


def _table(lines: list[list[str]], encoding: str, problems: list[Problem]) -> Table:
    """Rows by header name, not by place; every irregular row is named."""
    header = [clean(half_width(cell)) for cell in lines[0]] if lines else []
    while header and not header[-1]:
        header.pop()
    if not header:
        raise UnreadableTable(_("第一行应当是表头。"))
    for name in sorted({name for name in header if header.count(name) > 1}):
        problems.append(Problem(1, _("表头“%(name)s”重复。") % {"name": name}, name))
    if len(header) > MAX_COLUMNS or len(lines) > MAX_ROWS + 1:
        raise UnreadableTable(
            _("表格过大：最多 %(rows)s 行、%(columns)s 列。") % {"rows": MAX_ROWS, "columns": MAX_COLUMNS}
        )
    rows: list[tuple[int, dict[str, str]]] = []
    for number, line in enumerate(lines[1:], start=2):
        if not any(line):
            continue
        if any(line[len(header) :]) or any("\ufffd" in cell or not is_storable(cell) for cell in line):
            problems.append(Problem(number, _("该行的列数多于表头，或含有无法识别的字符。")))
        cells = line + [""] * (len(header) - len(line))
        rows.append((number, dict(zip(header, cells, strict=False))))
    return Table(header, rows, encoding, problems)


def read_sheets(content: bytes, names: Collection[str], *, quiet: Collection[str] = ()) -> dict[str, Table]:
    """The named sheets of a form that was given out as a workbook, by name.

    `quiet` are sheets that the form brings along: they may be hidden, and their marks are nobody's fault. Any other sheet,
    or one that lacks, is a fault of the whole file. Raises UnreadableTable.
    """
    _check_size(content)
    if not content.startswith(_ZIP):
        raise UnreadableTable(_("请使用下载的 xlsx 表格填报，不要另存为其他格式。"))
    marks = _worksheet_marks(content)
    with _opened(content) as book:
        found = {sheet.name: sheet.visible for sheet in book.sheets_metadata}
        if lacking := [name for name in (*names, *quiet) if name not in found]:
            raise UnreadableTable(_("缺少工作表：%(names)s。请使用下载的表格填报。") % {"names": "、".join(lacking)})
        if strange := [name for name in found if name not in names and name not in quiet]:
            raise UnreadableTable(_("多出工作表：%(names)s。请删除后再上传。") % {"names": "、".join(strange)})
        if hidden := [name for name in names if found[name] != SheetVisibleEnum.Visible]:
            raise UnreadableTable(_("工作表被隐藏：%(names)s。请取消隐藏后再上传。") % {"names": "、".join(hidden)})
        tables = {name: _sheet(book, name, marks.get(name, _Marks())) for name in names}
        return tables | {name: _sheet(book, name, _Marks()) for name in quiet}


def _read_workbook(content: bytes) -> Table:
    problems: list[Problem] = []
    marks = _worksheet_marks(content)
    with _opened(content) as book:
        shown = [sheet for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        if len(shown) != len(book.sheets_metadata):
            problems.append(Problem(0, _("工作簿含有隐藏的工作表，请删除或取消隐藏后再导入。")))
        if len(shown) != 1:
            raise UnreadableTable(_("工作簿应当只有一张工作表，现有 %(count)s 张。") % {"count": len(shown)})
        table = _sheet(book, shown[0].name, _together(marks.values()))
    table.problems[:0] = problems
    return table


@contextmanager
def _opened(content: bytes) -> Iterator[CalamineWorkbook]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            yield book
    except (CalamineError, OSError, ValueError) as error:
        if isinstance(error, UnreadableTable):
            raise
        raise UnreadableTable(_("工作簿已损坏、加密或不是 xlsx 格式，无法读取。")) from error


def _sheet(book: CalamineWorkbook, name: str, marks: _Marks) -> Table:
    """One sheet with everything in it that could be read in two ways."""
    problems: list[Problem] = []
    sheet = book.get_sheet_by_name(name)
    lines = _lines(sheet, problems)
    for (first, column), (last, last_column) in sheet.merged_cell_ranges or []:
        span = f"{_letters(column)}{first + 1}:{_letters(last_column)}{last + 1}"
        for row in range(first, min(last, first + MAX_ROWS) + 1):
            problems.append(Problem(row + 1, _("有合并单元格 %(span)s，请取消合并并逐行填写。") % {"span": span}))
    for cell, row in marks.formulas:
        problems.append(Problem(row, _("单元格 %(cell)s 是公式，请改为固定的值。") % {"cell": cell}))
    for cell, row in marks.errors:
        problems.append(Problem(row, _("单元格 %(cell)s 的值是错误（如 #N/A）。") % {"cell": cell}))
    for row in marks.hidden_rows:
        problems.append(Problem(row, _("该行被隐藏，请取消隐藏或删除。")))
    table = _table(lines, "xlsx", problems)
    table.problems.sort(key=lambda problem: problem.row)
    return table


def _lines(sheet: CalamineSheet, problems: list[Problem]) -> list[list[str]]:
    start = sheet.start or (0, 0)
    lines: list[list[str]] = [[] for _row in range(start[0])]
    blank = 0
    for number, cells in enumerate(sheet.iter_rows(), start=start[0] + 1):
        line = [""] * start[1] + [_cell(cell, number, problems) for cell in cells[: MAX_COLUMNS + 1]]
        blank = 0 if any(line) else blank + 1
        if blank > MAX_BLANK_ROWS or number > MAX_ROWS + 2:
            break
        lines.append(line)
    return lines


def _cell(cell: object, row: int, problems: list[Problem]) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case int() | float():
            if abs(cell) >= _EXACT:
                problems.append(Problem(row, _("数字超过 15 位，末位可能已丢失，请把该列设为文本后重填。")))
            return f"{Decimal(repr(cell)).normalize():f}"
        case datetime():
            return cell.isoformat(sep=" ") if cell.time() != cell.min.time() else cell.date().isoformat()
        case date():
            return cell.isoformat()
        case str():
            return _text(cell)
        case _:
            return _text(str(cell))


def _text(cell: str) -> str:
    return clean(cell[: MAX_CELL + 1], lines=True)


def _letters(index: int) -> str:
    index += 1
    name = ""
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


@dataclass
class _Marks:
    formulas: list[tuple[str, int]] = field(default_factory=list)
    errors: list[tuple[str, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)


def _together(marks: Iterable[_Marks]) -> _Marks:
    """The marks of several sheets as those of one."""
    every = list(marks)
    return _Marks(*(list(chain.from_iterable(getattr(m, part.name) for m in every)) for part in fields(_Marks)))


def _worksheet_marks(content: bytes) -> dict[str, _Marks]:
    """Formulas, error values and hidden rows by sheet, which the fast reader does not tell; entities are refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > 2000 or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise UnreadableTable(_("工作簿解压后过大。"))
            if any("vbaproject" in entry.filename.lower() for entry in entries):
                raise UnreadableTable(_("工作簿含有宏，请另存为不含宏的 xlsx。"))
            found: dict[str, _Marks] = {}
            named = _sheet_names(archive)
            for entry in entries:
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", entry.filename):
                    marks = found.setdefault(named.get(entry.filename, entry.filename), _Marks())
                    with archive.open(entry) as stream:
                        _scan(stream.read(MAX_UNPACKED), marks)
            return found
    except (zipfile.BadZipFile, expat.ExpatError, RuntimeError, NotImplementedError, EOFError, KeyError) as error:
        raise UnreadableTable(_("工作簿已损坏、加密或不是 xlsx 格式，无法读取。")) from error


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """The name of the sheet that each part of the archive holds."""
    targets: dict[str, str] = {}
    names: dict[str, str] = {}

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            key = next((value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), "")
            target = targets.get(key, "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            names[path] = attributes.get("name", "")

    for path, start in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
        _parse(archive.read(path), start)
    return names


def _scan(xml: bytes, marks: _Marks) -> None:
    cell, row = "", 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal cell, row
        if tag == "row":
            row = int(attributes.get("r", 0))
            if attributes.get("hidden") in {"1", "true"}:
                marks.hidden_rows.append(row)
        elif tag == "c":
            cell = attributes.get("r", "")
            if attributes.get("t") == "e":
                marks.errors.append((cell, row))
        elif tag == "f":
            marks.formulas.append((cell, row))

    _parse(xml, start)


def _parse(xml: bytes, start: Callable[[str, dict[str, str]], None]) -> None:
    """Tell of every element by its local name and attributes. Raises UnreadableTable for entities."""

    def refuse(*_args: object) -> None:
        raise UnreadableTable(_("工作簿含有不允许的 XML 实体。"))

    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    parser.EntityDeclHandler = refuse
    parser.Parse(xml, True)
