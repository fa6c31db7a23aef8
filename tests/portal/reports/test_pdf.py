"""The paper itself: layout measured in the PDF, every character there, fonts embedded, nothing from outside."""

from __future__ import annotations

import io
import itertools

import pikepdf
import pypdf
import pytest

from portal.reports.pdf import PackagedFetcher
from portal.reports.warm import RenderingFailed
from tests.portal.reports.conftest import paper

MM = 72 / 25.4
LINE = "测" * 400


def placed(pdf: bytes, page: int = 0) -> list[tuple[str, float, float, float]]:
    """Each piece of text with x, y (from the top, in mm) and size in points."""
    found = []
    sheet = pypdf.PdfReader(io.BytesIO(pdf)).pages[page]
    height = float(sheet.mediabox.height)

    def visit(text, cm, tm, font, size):
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append((text.strip(), x / MM, (height - y) / MM, abs(size * tm[0] * cm[0])))

    sheet.extract_text(visitor_text=visit)
    return found


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_a_letter_has_the_page_and_the_lines_of_the_standard(warm):
    rendered = warm.render("papers/approval.html", paper(paragraphs=[LINE * 3]))
    reader = pypdf.PdfReader(io.BytesIO(rendered.pdf))

    second = [p for p in placed(rendered.pdf, 1) if p[0].startswith("测")]

    assert [round(float(v) / MM) for v in reader.pages[0].mediabox[2:]] == [210, 297]
    assert len(second) == 22
    assert {len(p[0]) for p in second} == {28}
    assert {round(p[1]) for p in second} == {28}
    assert 37 < second[0][2] < 47
    assert 252 < second[-1][2] < 262
    steps = {round(b[2] - a[2], 1) for a, b in itertools.pairwise(second)}
    assert steps == {10.2}


def test_page_numbers_stand_outside_right_and_left(warm):
    rendered = warm.render("papers/approval.html", paper(paragraphs=[LINE * 3]))

    number = {page: next(p for p in placed(rendered.pdf, page) if p[0].startswith("—")) for page in (0, 1)}

    assert number[0][0] == "— 1 —"
    assert number[0][1] > 150
    assert number[1][0] == "— 2 —"
    assert number[1][1] < 40
    assert 262 + 6 < number[0][2] < 262 + 15


def test_every_character_is_printed_rare_ones_too_and_every_font_is_embedded(warm):
    rare = "㙍䶮龑堃喆珺翀镕𠅤"
    body = f"{rare}（虚构）〔2026〕—“”、；：？！①②％×≤㎡"

    rendered = warm.render(
        "papers/approval.html", paper(paragraphs=[body, "，".join(["道路清扫保洁"] * 900)], amount="8900000.05")
    )

    text = "".join(text_of(rendered.pdf).split())
    assert [char for char in body if char not in text] == []
    assert [text.count(char) for char in "道路清洁"] == [900] * 4
    assert "人民币捌佰玖拾万元零伍分" in text
    assert "ABCD-2345-EFGH" in text
    with pikepdf.open(io.BytesIO(rendered.pdf)) as pdf:
        descriptors = [
            o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
        ]
        assert descriptors
        assert [d for d in descriptors if "/FontFile3" not in d and "/FontFile2" not in d] == []


def test_a_character_without_a_font_fails_loudly(warm):
    with pytest.raises(RenderingFailed) as caught:
        warm.render("papers/approval.html", paper(paragraphs=["甲\U000323af乙"]))

    assert caught.value.reason == "glyph"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:1/",
        "https://localhost/",
        "ftp://localhost/",
        "packaged:../../manage.py",
        "packaged:/etc/passwd",
        "packaged:nothing.css",
        "data:text/html,<script>",
        "data:text/css,@import",
        "data:image/png;base64,%%%",
        "/etc/passwd",
        "gopher://a",
    ],
)
def test_nothing_from_outside_is_fetched(url):
    with pytest.raises(ValueError, match=r"resource|memory|picture"):
        PackagedFetcher().fetch(url)


def test_what_a_paper_asks_for_from_outside_is_left_out_of_it(warm, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("leaked-secret-words")
    body = (
        f"<style>@import url(file://{secret}); p {{ background: url(http://127.0.0.1:9/x) }}</style>"
        f"<p>留下<img src='file://{secret}'><object data='file://{secret}'></object></p><a rel=attachment href='file://{secret}'>x</a>"
        f"<link rel=attachment href='file://{secret}'><svg><image xlink:href='file://{secret}'/></svg>"
    )

    rendered = warm.render("papers/raw.html", {"body": body})

    assert "留下" in text_of(rendered.pdf)
    with pikepdf.open(io.BytesIO(rendered.pdf)) as pdf:
        assert not pdf.attachments
        assert not any(b"leaked-secret" in o.read_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream))


def test_text_from_people_is_printed_as_text(warm):
    rendered = warm.render(
        "papers/approval.html", paper(paragraphs=["<script>alert(1)</script>{{ secret }}<img src=file:///etc/passwd>"])
    )

    assert "<script>alert(1)</script>{{secret}}<imgsrc=file:///etc/passwd>" in "".join(text_of(rendered.pdf).split())


def test_a_record_with_a_wide_table_lies_across_and_loses_no_cell(warm):
    columns = [{"label": f"栏{n}", "css": "n"} for n in range(10)]
    rows = [[f"{n}-{m}" for m in range(10)] for n in range(60)]
    table = {"caption": "评分汇总", "columns": columns, "rows": rows, "foot": ["合计", *["9"] * 9]}

    rendered = warm.render(
        "reports/base_record.html", paper(wide=True, tables=[table], facts=[{"label": "项目", "value": "环卫"}])
    )

    pages = pypdf.PdfReader(io.BytesIO(rendered.pdf)).pages
    text = "".join(text_of(rendered.pdf).split())
    assert rendered.pages == len(pages) > 1
    assert {round(float(p.mediabox.width) / MM) for p in pages} == {297}
    assert [cell for row in rows for cell in row if cell not in text] == []
    assert all("栏9" in "".join(page.extract_text().split()) for page in pages if "评分汇总" in page.extract_text())


@pytest.mark.parametrize("lines", range(12, 24))
def test_the_proof_never_stands_alone_on_a_page(warm, lines):
    facts = [{"label": f"项{n}", "value": "值"} for n in range(lines)]

    rendered = warm.render("reports/base_record.html", paper(facts=facts))

    last = pypdf.PdfReader(io.BytesIO(rendered.pdf)).pages[-1].extract_text()
    assert "2024年12月18日" in "".join(last.split())


def test_a_total_is_said_once_however_many_pages_its_table_takes(warm):
    columns = [{"label": "事项", "css": ""}, {"label": "金额", "css": "n w3"}]
    table = {"columns": columns, "rows": [["养护", "1.00"]] * 60, "foot": ["合计", "60.00"]}

    rendered = warm.render("reports/base_record.html", paper(tables=[table]))

    assert rendered.pages > 1
    assert "".join(text_of(rendered.pdf).split()).count("60.00") == 1


def test_a_small_table_stays_on_one_page_with_its_notes(warm):
    columns = [{"label": "考核得分", "css": "c"}, {"label": "比例", "css": "c"}]
    table = {"columns": columns, "rows": [["85", "100%"]] * 6, "foot": [], "notes": "低于最低一档的，限期整改。"}

    for lines in range(8, 18):
        facts = [{"label": f"项{n}", "value": "值"} for n in range(lines)]
        rendered = warm.render("reports/base_record.html", paper(facts=facts, tables=[table]))

        pages = ["".join(p.extract_text().split()) for p in pypdf.PdfReader(io.BytesIO(rendered.pdf)).pages]
        assert [("考核得分" in page, "限期整改" in page) for page in pages if "85" in page] == [(True, True)]
