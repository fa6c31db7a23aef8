"""Reading a table somebody prepared: CSV in UTF-8 (with or without mark), GB18030 or UTF-16, or an xlsx workbook.

Every cell comes as text, as it was typed. What could be read in two ways is a problem, not a guess: formulas, error
values, merged cells, hidden rows and sheets, numbers that have lost digits. All problems are listed, each with its row.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
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
    if not content.strip():
        raise UnreadableTable(_("文件是空的。"))
    if len(content) > MAX_BYTES:
        raise UnreadableTable(_("文件超过 %(limit)s MB。") % {"limit": MAX_BYTES // 1024 // 1024})
    if content.startswith(_OLE):
        raise UnreadableTable(_("这是旧版 xls 或加密的工作簿，请另存为不加密的 xlsx 或 CSV。"))
    if content.startswith(_ZIP):
        return _read_workbook(content)
    if content.lstrip()[:1] == b"<":
        raise UnreadableTable(_("这是网页或 XML 文件，请另存为 xlsx 或 CSV。"))
    return _read_text(content)


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


def _read_workbook(content: bytes) -> Table:
    problems: list[Problem] = []
    parts = _worksheet_marks(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            shown = [sheet for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
            if len(shown) != len(book.sheets_metadata):
                problems.append(Problem(0, _("工作簿含有隐藏的工作表，请删除或取消隐藏后再导入。")))
            if len(shown) != 1:
                raise UnreadableTable(_("工作簿应当只有一张工作表，现有 %(count)s 张。") % {"count": len(shown)})
            sheet = book.get_sheet_by_name(shown[0].name)
            lines = _lines(sheet, problems)
            merged = sheet.merged_cell_ranges or []
    except (CalamineError, OSError, ValueError) as error:
        if isinstance(error, UnreadableTable):
            raise
        raise UnreadableTable(_("工作簿已损坏、加密或不是 xlsx 格式，无法读取。")) from error
    for (first, column), (last, last_column) in merged:
        span = f"{_letters(column)}{first + 1}:{_letters(last_column)}{last + 1}"
        for row in range(first, min(last, first + MAX_ROWS) + 1):
            problems.append(Problem(row + 1, _("有合并单元格 %(span)s，请取消合并并逐行填写。") % {"span": span}))
    for cell, row in parts.formulas:
        problems.append(Problem(row, _("单元格 %(cell)s 是公式，请改为固定的值。") % {"cell": cell}))
    for cell, row in parts.errors:
        problems.append(Problem(row, _("单元格 %(cell)s 的值是错误（如 #N/A）。") % {"cell": cell}))
    for row in parts.hidden_rows:
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


def _worksheet_marks(content: bytes) -> _Marks:
    """Formulas, error values and hidden rows of a workbook's sheets, which the fast reader does not tell; entities are refused."""
    marks = _Marks()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > 2000 or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise UnreadableTable(_("工作簿解压后过大。"))
            if any("vbaproject" in entry.filename.lower() for entry in entries):
                raise UnreadableTable(_("工作簿含有宏，请另存为不含宏的 xlsx。"))
            for entry in entries:
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", entry.filename):
                    with archive.open(entry) as stream:
                        _scan(stream.read(MAX_UNPACKED), marks)
    except (zipfile.BadZipFile, expat.ExpatError, RuntimeError, NotImplementedError, EOFError) as error:
        raise UnreadableTable(_("工作簿已损坏、加密或不是 xlsx 格式，无法读取。")) from error
    return marks


def _scan(xml: bytes, marks: _Marks) -> None:
    cell, row = "", 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal cell, row
        local = name.rpartition(":")[2]
        if local == "row":
            row = int(attributes.get("r", 0))
            if attributes.get("hidden") in {"1", "true"}:
                marks.hidden_rows.append(row)
        elif local == "c":
            cell = attributes.get("r", "")
            if attributes.get("t") == "e":
                marks.errors.append((cell, row))
        elif local == "f":
            marks.formulas.append((cell, row))

    def refuse(*_args: object) -> None:
        raise UnreadableTable(_("工作簿含有不允许的 XML 实体。"))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EntityDeclHandler = refuse
    parser.Parse(xml, True)
