"""The evaluation report as a paper: what it prints, and who may have it before it is public."""

from __future__ import annotations

import io

import pypdf
import pytest

from portal.files.access import may_read
from portal.files.storage import read_checked
from portal.reports.actions import reports_of
from portal.reports.rendering import render_now

pytestmark = pytest.mark.django_db


def test_the_report_prints_the_three_parties_and_no_small_cell(evaluated):
    report = render_now(reports_of(evaluated("finalised")).get())

    pages = pypdf.PdfReader(io.BytesIO(b"".join(read_checked(report.file)))).pages
    text = "".join("".join(page.extract_text() for page in pages).replace("\u200b", "").split())
    expected = [
        "市容环境卫生一体化作业服务绩效评价报告", "景财绩评〔2026〕1号", "衡瓷绩效评价（虚构）", "8,900,000.00",
        "购买主体30%96.96", "服务对象30%86.94", "第三方40%90.06", "综合得分优91.20", "道路和公共场所是否整洁22**00",
        "邀请60人，有效36份，无效0份",
    ]  # fmt: skip
    assert [words for words in expected if words not in text] == []


def test_before_it_is_public_only_those_concerned_have_it(cast, evaluated):
    report = render_now(reports_of(evaluated("finalised")).get())

    seen = {login: may_read(cast[login], report.file) for login in ("po1", "tp1", "s1", "fo1", "s2", "ex1")}

    assert seen == {"po1": True, "tp1": True, "s1": True, "fo1": True, "s2": False, "ex1": False}
    assert may_read(None, report.file) is False


def test_from_the_publication_on_anyone_has_it(evaluated):
    report = render_now(reports_of(evaluated("published")).get())

    assert may_read(None, report.file) is True
