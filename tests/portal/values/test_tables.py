"""Reading tables people prepared: encodings, places, and everything that could be read in two ways."""

import io
import re
import zipfile

import pytest
from openpyxl import Workbook

from portal.values.tables import Problem, UnreadableTable, read_table

CSV = "编码,名称\nA1152,市容环卫\nA0451,居家养老\n"
ROWS = [(2, {"编码": "A1152", "名称": "市容环卫"}), (3, {"编码": "A0451", "名称": "居家养老"})]


def workbook(*rows, change=None):
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if change:
        change(book, sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (CSV.encode(), "utf-8-sig"),
        (CSV.encode("utf-8-sig"), "utf-8-sig"),
        (CSV.encode("gb18030"), "gb18030"),
        (CSV.encode("utf-16"), "utf-16"),
        (CSV.replace("\n", "\r\n").encode(), "utf-8-sig"),
        (CSV.replace(",", ";").encode(), "utf-8-sig"),
        (CSV.replace(",", "\t").encode(), "utf-8-sig"),
    ],
)
def test_text_is_read_in_the_encodings_and_separators_people_use(content, encoding):
    table = read_table(content)

    assert (table.header, table.rows, table.encoding, table.problems) == (["编码", "名称"], ROWS, encoding, [])


def test_a_quoted_line_break_stays_in_its_cell_and_blank_rows_keep_the_numbering():
    table = read_table('编码,名称\n\n"A1","一\n二"\n'.encode())

    assert table.rows == [(3, {"编码": "A1", "名称": "一\n二"})]


def test_a_workbook_is_read_as_text():
    table = read_table(workbook(["编码", "级别", "单价"], ["A1152", 3, 2.75], ["０１", 10, 100.0]))

    assert table.rows == [
        (2, {"编码": "A1152", "级别": "3", "单价": "2.75"}),
        (3, {"编码": "０１", "级别": "10", "单价": "100"}),
    ]
    assert table.problems == []


def test_formulas_merged_cells_and_hidden_rows_are_problems_with_their_rows():
    def change(book, sheet):
        sheet["B2"] = "=1+1"
        sheet.merge_cells("A3:A4")
        sheet.row_dimensions[5].hidden = True

    table = read_table(workbook(["编码", "名称"], ["A", "x"], ["B", "y"], [None, "z"], ["C", "w"], change=change))

    assert sorted((problem.row, problem.message) for problem in table.problems) == [
        (2, "单元格 B2 是公式，请改为固定的值。"),
        (3, "有合并单元格 A3:A4，请取消合并并逐行填写。"),
        (4, "有合并单元格 A3:A4，请取消合并并逐行填写。"),
        (5, "该行被隐藏，请取消隐藏或删除。"),
    ]


def test_error_values_and_numbers_that_lost_digits_are_problems():
    table = read_table(workbook(["编码"], ["#N/A"], [123456789012345678]))

    assert [problem.row for problem in table.problems] == [2, 3]


def test_a_cell_beyond_the_header_is_a_problem():
    assert read_table(b"a,b\n1,2,3\n").problems == [Problem(2, "该行的列数多于表头，或含有无法识别的字符。")]


def test_a_repeated_header_is_a_problem():
    assert read_table(b"a,a\n1,2\n").problems == [Problem(1, "表头“a”重复。", "a")]


def test_a_header_is_read_without_spaces_and_line_breaks():
    assert read_table(' 编码 ,"名\n称"\n1,2\n'.encode()).header == ["编码", "名 称"]


def test_formatted_emptiness_to_the_last_row_costs_nothing():
    def change(book, sheet):
        sheet.cell(1_048_576, 1).number_format = "0.00"

    assert read_table(workbook(["编码"], ["A1"], change=change)).rows == [(2, {"编码": "A1"})]


def test_two_sheets_are_refused():
    with pytest.raises(UnreadableTable, match="一张工作表"):
        read_table(workbook(["a"], ["1"], change=lambda book, _sheet: book.create_sheet("二")))


def test_a_hidden_sheet_is_a_problem():
    def change(book, _sheet):
        book.create_sheet("藏").sheet_state = "hidden"

    assert [problem.row for problem in read_table(workbook(["a"], ["1"], change=change)).problems] == [0]


def altered(content, **parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            for pattern, change in parts.items():
                if re.search(pattern, entry.filename):
                    data = change(data)
            new.writestr(entry.filename, data)
    return stream.getvalue()


def test_entities_in_a_sheet_are_refused():
    def bomb(data):
        start = data.index(b"<worksheet")
        return b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + data[start:]

    with pytest.raises(UnreadableTable):
        read_table(altered(workbook(["a"], ["1"]), sheet1=bomb))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n ",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"<html><table></table></html>",
        b"PK\x03\x04 but no archive",
        b"\xff\x00\x81",
        b"a,b\n1,\x00\n",
        b'a,b\n"1,2\n',
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content):
    with pytest.raises(UnreadableTable, match=r"[。：]"):
        read_table(content)


def test_a_truncated_workbook_is_refused():
    with pytest.raises(UnreadableTable):
        read_table(workbook(["a"], ["1"])[:-200])
