"""Catalogue files as people and programs really make them, through the command: read right, or named and nothing loaded."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.hyperlink import Hyperlink

from catalog.catalogue.models import Catalogue, CatalogueItem
from catalog.catalogue.queries import item_on

pytestmark = pytest.mark.django_db
LATER = date(2027, 1, 1)
HEADER = ["code", "parent_code", "level", "name_zh"]
ROW = ["A1180", "A11", "3", "城市家具维护服务"]
TEXT = "\n".join([",".join(HEADER), ",".join(ROW)]) + "\n"


def bring_in(folder: Path, content: bytes, name: str = "目录.csv") -> None:
    file = folder / name
    file.write_bytes(content)
    call_command("import_catalogue", file, effective_from=LATER)


def state() -> list[Any]:
    return [list(Catalogue.objects.values()), list(CatalogueItem.objects.order_by("pk").values())]


def book(*rows: list[Any], change: Callable[[Workbook, Any], None] = lambda _book, _sheet: None) -> bytes:
    made = Workbook()
    for row in (HEADER, *rows):
        made.active.append(row)
    change(made, made.active)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def part_changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, change(data) if entry.filename == part else data)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def decorated(_book: Workbook, sheet: Any) -> None:
    sheet["D2"].comment = Comment("批注", "某人")
    sheet["D2"].hyperlink = Hyperlink(ref="D2", target="http://example.org")
    sheet["C2"].number_format = "0.00%"
    sheet.cell(1_048_576, 4).number_format = "0.00"
    sheet.cell(2, 150).number_format = "0.00"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("utf-8-sig"),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode(),
        TEXT.replace(ROW[3], f'"{ROW[3]}"').encode(),
        TEXT.replace("A1180,A11,3", "ａ１１８０ , Ａ11,３").encode(),
        TEXT.replace("code,", " code ,", 1).encode(),
        TEXT.replace(ROW[3], f"{ROW[3]}\u200b\u202e\x01").encode(),
        book(ROW),
        book(["A1180", "A11", 3, ROW[3]], change=decorated),
        part_changed(book(ROW), SHEET, lambda data: data.replace(b'ref="A1:D2"', b'ref="A1:XFD1048576"')),
        ",".join(reversed(HEADER)).encode() + b"\n" + ",".join(reversed(ROW)).encode() + b"\n",
    ],
    ids=["mark", "gb18030", "utf-16", "crlf", "cr", "semicolon", "tab", "quoted", "wide", "header", "invisible", "xlsx",
         "decorated", "dimension lies", "reordered"],
)  # fmt: skip
def test_a_file_as_people_make_it_is_read_right(tmp_path: Path, content: bytes) -> None:
    bring_in(tmp_path, content)

    assert [(i.parent.code, i.level, i.name_zh) for i in [item_on("A1180", LATER)]] == [("A11", 3, ROW[3])]


def named(title: str) -> bytes:
    return (TEXT + f"A1181,A11,3,{title}\n").encode()


def sheet_xml(head: bytes) -> bytes:
    return part_changed(book(ROW), SHEET, lambda data: head + data[data.index(b"<worksheet") :])


def many_parts() -> bytes:
    stream = io.BytesIO(book(ROW))
    with zipfile.ZipFile(stream, "a") as packed:
        for number in range(66_000):
            packed.writestr(f"x/{number}", b"")
    return stream.getvalue()


LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
) + b"]>"  # fmt: skip
FAULTY: dict[str, bytes] = {
    "empty": b"",
    "blank": b"\n \n",
    "header only": ",".join(HEADER).encode(),
    "no header": ",".join(ROW).encode() + b"\n" + ",".join(ROW).encode(),
    "header twice": TEXT.replace("parent_code", "code").encode(),
    "header unknown": TEXT.replace("name_zh", "title").encode(),
    "two sheets": book(ROW, change=lambda made, _s: made.create_sheet("二").append(["x"])),
    "hidden sheet": book(ROW, change=lambda made, _s: setattr(made.create_sheet("藏"), "sheet_state", "hidden")),
    "hidden row": book(ROW, change=lambda _b, sheet: setattr(sheet.row_dimensions[2], "hidden", True)),
    "merged title": book(ROW, change=lambda _b, sheet: sheet.merge_cells("A1:D1")),
    "merged cells": book(ROW, ["A1181", "A11", "3", "二"], change=lambda _b, sheet: sheet.merge_cells("B2:B3")),
    "formula": book(ROW, change=lambda _b, sheet: sheet.__setitem__("D2", "=A2")),
    "formula with value": part_changed(
        book(ROW), SHEET, lambda data: data.replace(b'<c r="C2" t="inlineStr">', b'<c r="C2"><f>1+2</f>').replace(b'<c r="C2" t="s"><v>', b'<c r="C2" t="n"><f>1+2</f><v>')
    ),
    "error value": book(["A1180", "A11", "3", "#N/A"]),
    "formula text": named("=cmd|' /C calc'!A1"),
    "formula plus": named("+1+2"),
    "formula at": named("@SUM(1)"),
    "long number": book([123456789012345678, "A11", "3", "x"]),
    "scientific": named("x").replace(b"A1181", b"1.2E+17"),
    "date for code": book([date(2026, 1, 1), "A11", "3", "x"]),
    "level a fraction": TEXT.replace(",3,", ",3.5,").encode(),
    "level words": TEXT.replace(",3,", ",三,").encode(),
    "duplicate": (TEXT + ",".join(ROW) + "\n").encode(),
    "duplicate by case": (TEXT + ",".join(ROW).lower() + "\n").encode(),
    "unknown parent": TEXT.replace("A1180,A11", "A9980,A99").encode(),
    "own parent": TEXT.replace("A1180,A11", "A1180,A1180").encode(),
    "no name": TEXT.replace(ROW[3], "\u200b\ufeff").encode(),
    "long name": TEXT.replace(ROW[3], "长" * 32_767).encode(),
    "too long a cell": TEXT.replace(ROW[3], "长" * 40_000).encode(),
    "escaped": named("_x000D_" * 200),
    "nul": TEXT.replace(ROW[3], "a\x00b").encode(),
    "more columns": TEXT.replace(ROW[3], f"{ROW[3]},x,y").encode(),
    "too many columns": book([*ROW, *["x"] * 300]),
    "open quote": TEXT.replace(ROW[3], f'"{ROW[3]}').encode(),
    "xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2048,
    "html": b"<html><table><tr><td>A1180</td></tr></table></html>",
    "xml": b'<?xml version="1.0"?><Workbook/>',
    "pdf": b"%PDF-1.7\n%%EOF",
    "zip": b"PK\x03\x04" + b"\0" * 100,
    "truncated": book(ROW)[:-300],
    "no workbook": part_changed(book(ROW), "xl/workbook.xml", lambda _data: b""),
    "entities": sheet_xml(b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'),
    "laughs": sheet_xml(LAUGHS),
    "external entity": sheet_xml(b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
    "nested tags": part_changed(book(ROW), SHEET, lambda data: data.replace(b"<sheetData>", b"<sheetData>" + b"<a>" * 10**6)),
    "bomb": part_changed(book(ROW), "xl/styles.xml", lambda _data: b" " * (250 * 2**20)),
    "binary": bytes(range(256)) * 40,
}  # fmt: skip


@pytest.mark.parametrize("kind", FAULTY)
def test_a_faulty_file_is_named_in_words_and_nothing_is_loaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    before = state()
    began = time.monotonic()

    with pytest.raises(CommandError, match=r"没有导入任何条目"):
        bring_in(tmp_path, FAULTY[kind])

    told = capsys.readouterr().err
    assert told.startswith(("第 ", "整个文件："))
    assert "Traceback" not in told
    assert len(told) < 2_000
    assert state() == before
    assert time.monotonic() - began < 30


def test_more_parts_than_a_workbook_has_are_refused_quickly(tmp_path: Path) -> None:
    content = many_parts()
    began = time.monotonic()

    with pytest.raises(CommandError):
        bring_in(tmp_path, content)

    assert time.monotonic() - began < 30


def test_too_many_rows_are_refused_before_any_is_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = (",".join(HEADER) + "\n" + "Z0101,Z01,3,坏\n" * 60_000).encode()

    with pytest.raises(CommandError):
        bring_in(tmp_path, content)

    assert len(capsys.readouterr().err.splitlines()) == 1


def test_ten_thousand_bad_rows_are_told_within_seconds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"Z{number:05d},Z,3,坏\n" for number in range(10_000))
    began = time.monotonic()

    with pytest.raises(CommandError, match="发现 "):
        bring_in(tmp_path, (",".join(HEADER) + "\n" + rows).encode())

    assert len(capsys.readouterr().err.splitlines()) >= 10_000
    assert time.monotonic() - began < 60


def test_the_same_file_twice_and_under_another_name_is_loaded_once(tmp_path: Path) -> None:
    bring_in(tmp_path, TEXT.encode())
    once = state()

    bring_in(tmp_path, TEXT.encode())
    bring_in(tmp_path, TEXT.encode("gb18030"), "!!'\"; 目录 🏺.csv")

    assert state() == once
