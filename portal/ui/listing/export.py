"""Downloads of a listing, streamed: CSV with a byte-order mark, XLSX, JSON. No cell can become a formula."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.http import HttpResponseBase, StreamingHttpResponse

from portal.ui.listing.columns import Column

FORMATS = ("csv", "xlsx", "json")
CHUNK = 2000
XLSX_ROWS = 1_048_575
PIECE = 64 * 1024
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")


def export(form: str, rows: Iterable[Any], columns: Sequence[Column], name: str) -> HttpResponseBase:
    """The download in one of FORMATS, under the file name `name`."""
    kept = [c for c in columns if c.exported]
    write, kind = _WAYS[form]
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return StreamingHttpResponse(write(rows, kept), content_type=kind, headers=disposition)


def neutral(value: Any) -> str:
    """A value as CSV text; text that a spreadsheet would take for a formula gets an apostrophe, numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, int | Decimal):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    text = _CONTROL.sub("", str(value))
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) or text.startswith(_FORMULA) else text


def _csv(rows: Iterable[Any], columns: Sequence[Column]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf" + _line(str(c.label) for c in columns)
    for row in rows:
        yield _line(neutral(c.export(row)) for c in columns)


def _line(cells: Iterable[str]) -> bytes:
    quoted = ('"' + c.replace('"', '""') + '"' if any(q in c for q in ',"\r\n') else c for c in cells)
    return (",".join(quoted) + "\r\n").encode()


def _json(rows: Iterable[Any], columns: Sequence[Column]) -> Iterator[bytes]:
    """An array of objects, amounts as numbers with their two places, never through float."""
    yield b"["
    for number, row in enumerate(rows):
        pairs = (f"{json.dumps(c.name)}: {_value(c.export(row))}" for c in columns)
        yield ("," if number else "").encode() + ("\n{" + ", ".join(pairs) + "}").encode()
    yield b"\n]\n"


def _value(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return json.dumps(f"{value.isoformat(timespec='seconds')}+08:00")
    if isinstance(value, date):
        return json.dumps(value.isoformat())
    return json.dumps(_CONTROL.sub("", value) if isinstance(value, str) else value, ensure_ascii=False)


def _xlsx(rows: Iterable[Any], columns: Sequence[Column]) -> Iterator[bytes]:
    """Written row by row to an unnamed file, which ends with the last piece or with whoever stops asking."""
    with tempfile.TemporaryFile() as file:
        _write_book(file, rows, columns)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _write_book(file: IO[bytes], rows: Iterable[Any], columns: Sequence[Column]) -> None:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet()
    styles = {
        "head": book.add_format({"bold": True, "bg_color": "#E8EEF8"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "instant": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    for at, column in enumerate(columns):
        sheet.write_string(0, at, str(column.label), styles["head"])
        sheet.set_column(at, at, 18)
    for line, row in enumerate(rows, 1):
        if line > XLSX_ROWS:
            break
        for at, column in enumerate(columns):
            _cell(sheet, line, at, column.export(row), styles)
    book.close()


def _cell(sheet: Any, line: int, at: int, value: Any, styles: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, at, value)
    elif isinstance(value, int | Decimal):
        sheet.write_number(line, at, value, styles["money"] if isinstance(value, Decimal) else None)
    elif isinstance(value, datetime):
        sheet.write_datetime(line, at, value, styles["instant"])
    elif isinstance(value, date):
        sheet.write_datetime(line, at, value, styles["day"])
    else:
        sheet.write_string(line, at, plain_text(value))


def plain_text(value: Any) -> str:
    """A value as a workbook's text cell: without what XML cannot hold, no longer than a cell takes."""
    return _CONTROL.sub("", str(value))[:32_767]


_WAYS = {
    "csv": (_csv, "text/csv; charset=utf-8"),
    "json": (_json, "application/json"),
    "xlsx": (_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
