"""What leaves the portal stays valid whatever stands in the titles: pages, feeds, tables, calendars, open data."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from openpyxl import load_workbook

from disclosure.dossier import formats
from disclosure.dossier.limits import Limit
from portal.demo.cast import Cast
from tests.bad_input.corpus import TEXTS
from tests.disclosure.things import thing

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
TITLES = {name: text[:180] for name, text in TEXTS.items() if "I01" not in name}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@pytest.fixture
def titles(cast: Cast) -> list[str]:
    """Everything of the corpus as a published title, as though no form had cleaned it."""
    found = [*TITLES.values(), "\t=1", "@x", "-2+3", "＝1+1", "\ufffe\uffff甲", 'a,b;c"d\n e']
    for number, title in enumerate(found):
        thing(cast, number, title=title)
    return found


def body(path: str) -> bytes:
    answer = Client().get(path)
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content


def test_the_feed_is_xml_with_every_entry(titles: list[str]) -> None:
    feed = ET.fromstring(body("/notices/feed.atom"))

    assert len(list(feed.iter(f"{ATOM}entry"))) == len(titles)


def test_the_table_has_one_line_each_and_no_formula(titles: list[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(body("/notices/?format=csv").decode("utf-8-sig"), newline="")))

    assert len(rows) == len(titles)
    assert [cell for row in rows for cell in row.values() if cell and cell.startswith(FORMULA)] == []
    assert {row["金额"] for row in rows if "金额" in row} <= {"4600000.00"}


def test_the_workbook_holds_text_only(titles: list[str]) -> None:
    sheet = load_workbook(io.BytesIO(body("/notices/?format=xlsx"))).active

    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert sheet.max_row == len(titles) + 1
    assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink] == []


def test_the_json_is_json(titles: list[str]) -> None:
    rows = json.loads(body("/notices/?format=json"))

    assert len(rows) == len(titles)
    assert not any(control in row["title"] for row in rows for control in "\x01\x08\x0b\x1f")


def test_pages_show_titles_as_text(titles: list[str]) -> None:
    pages = body("/notices/") + body("/search/") + body("/")

    assert b"<script>alert" not in pages
    assert b"<img src=x" not in pages
    assert b'href="javascript:' not in pages


@pytest.mark.parametrize("text", TITLES.values(), ids=TITLES)
def test_a_calendar_of_any_text_is_folded_by_bytes_and_has_no_stray_line(text: str) -> None:
    class Subject:
        ocid = "ocds-jdzgf1-2026-000001"

        class plan_item:
            title = text

    limit = Limit(text, text, date(2026, 1, 16), False, None, 1)

    calendar = formats.calendar(Subject(), [limit], datetime(2026, 1, 1, tzinfo=UTC))  # type: ignore[arg-type]

    lines = calendar.replace("\r\n ", "").split("\r\n")
    names = {line.partition(":")[0].partition(";")[0] for line in lines if line}
    assert all(len(line.encode()) <= 75 for line in calendar.split("\r\n"))
    assert names == {
        "BEGIN",
        "VERSION",
        "PRODID",
        "CALSCALE",
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "DESCRIPTION",
        "END",
    }
    assert not any(ord(char) < 32 for line in lines for char in line)


@pytest.mark.parametrize("query", ["callback=alert(1)", "jsonp=x", "format=jsonp"])
def test_open_data_is_never_a_script(titles: list[str], query: str) -> None:
    for path in ("/open-data/ocds/", "/notices/"):
        answer = Client().get(f"{path}?format=json&{query}", HTTP_ORIGIN="null")
        text = b"".join(answer) if answer.streaming else answer.content

        assert answer.status_code in {200, 400}
        assert not text.startswith((b"alert", b"x("))
        assert "Access-Control-Allow-Origin" not in answer or answer["Access-Control-Allow-Origin"] != "null"


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_IF_NONE_MATCH": '"x", W/"y'}, {"HTTP_IF_NONE_MATCH": "*"}, {"HTTP_RANGE": "bytes=0-0,9-1"},
        {"HTTP_ACCEPT": "image/webp;q=0"}, {"HTTP_ACCEPT_ENCODING": "br;q=oh, gzip;q=-1, *;q=0"},
        {"HTTP_IF_MODIFIED_SINCE": "yesterday"},
    ],
)  # fmt: skip
def test_odd_conditions_get_the_page_or_a_plain_refusal(titles: list[str], headers: dict[str, str]) -> None:
    for path in ("/", "/notices/", "/notices/feed.atom", "/catalogue/catalogue.csv", "/open-data/ocds/"):
        assert Client().get(path, **headers).status_code in {200, 304, 406, 416}
        assert Client().head(path, **headers).status_code in {200, 304, 406, 416}
