"""The evaluation report as a paper: what it prints, and who may have it before it is public."""

from __future__ import annotations

import io

import pypdf
import pytest

from evaluation.evaluation.actions import give_feedback
from evaluation.evaluation.flow import EVALUATION
from portal.demo.story.evaluation import SC01_DAYS
from portal.demo.story.intention import check_secrecy
from portal.files.access import may_read
from portal.files.storage import read_checked
from portal.reports.actions import reports_of
from portal.reports.rendering import render_now
from portal.values import clock
from portal.workflow.deadlines import sweep
from portal.workflow.perform import perform
from purchasing.publication.models import Kind

pytestmark = pytest.mark.django_db


def text_of(report):
    pages = pypdf.PdfReader(io.BytesIO(b"".join(read_checked(report.file)))).pages
    return "".join("".join(page.extract_text() for page in pages).replace("\u200b", "").split())


def test_the_report_prints_the_three_parties_and_no_small_cell(evaluated):
    report = render_now(reports_of(evaluated("finalised"), "evaluation_report").get())

    text = text_of(report)
    expected = [
        "市容环境卫生一体化作业服务绩效评价报告", "景财绩评〔2026〕1号", "衡瓷绩效评价（虚构）", "8,900,000.00",
        "购买主体30%96.96", "服务对象30%86.94", "第三方40%90.06", "综合得分优91.20", "道路和公共场所是否整洁22**00",
        "邀请60人，有效36份，无效0份",
    ]  # fmt: skip
    assert [words for words in expected if words not in text] == []


def test_before_it_is_public_only_those_concerned_have_it(cast, evaluated):
    report = render_now(reports_of(evaluated("finalised"), "evaluation_report").get())

    seen = {login: may_read(cast[login], report.file) for login in ("po1", "tp1", "s1", "fo1", "s2", "ex1")}

    assert seen == {"po1": True, "tp1": True, "s1": True, "fo1": True, "s2": False, "ex1": False}
    assert may_read(None, report.file) is False


def test_from_the_publication_on_anyone_has_the_report_without_what_both_sides_said(cast, evaluated):
    evaluation = evaluated("reported")
    words = {"ph1": "本单位意见：内部考核口径不同", "s1": "我方意见：班组长王某家中有变故"}
    with clock.at(SC01_DAYS.reported):
        for login, text in words.items():
            give_feedback(cast[login], evaluation, text)
        perform(EVALUATION, evaluation, "recommend", actor=cast["fo1"])
        perform(EVALUATION, evaluation, "finalise", actor=cast["fa1"])
        check_secrecy(cast, evaluation, Kind.EVALUATION, second="po2")
        sweep()
    papers = [render_now(report) for report in reports_of(evaluation)]

    read = {report.kind: may_read(None, report.file) for report in papers}

    assert read == {"evaluation_report": False, "evaluation_report_public": True}
    texts = {report.kind: text_of(report) for report in papers}
    assert [text for text in words.values() if text not in texts["evaluation_report"]] == []
    assert [text for text in words.values() if text in texts["evaluation_report_public"]] == []
    assert "各方对报告的意见" not in texts["evaluation_report_public"]
    assert "91.20" in texts["evaluation_report_public"]
