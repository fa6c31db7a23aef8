"""Each base template prints what it was given, with the proof at its end."""

from __future__ import annotations

import io

import pypdf
import pytest

from tests.portal.reports.conftest import paper

TABLE = {
    "caption": "一、投标报价",
    "columns": [
        {"label": "序号", "css": "c w1"},
        {"label": "投标人", "css": ""},
        {"label": "报价（元）", "css": "n w4"},
    ],
    "rows": [[1, "千窑城服（虚构）", "8,900,000.00"], [2, "碧瓷环境（虚构）", None]],
    "foot": ["", "合计", "8,900,000.00"],
    "notes": "报价均为含税价。",
}
PARTY = {
    "role": "甲方",
    "name": "昌南城管服务中心（虚构）",
    "uscc": "91350211M000100Y43",
    "signer": "城管负责人",
    "signed_on": "2025-02-28",
}
CLAUSE = {"title": "第一条 服务内容", "paragraphs": ["道路清扫保洁。"]}


@pytest.mark.parametrize(
    ("template", "more", "printed"),
    [
        (
            "base_letter",
            {"attachments": ["明细表", "说明"]},
            ["市财政局文件", "景财购批〔2024〕47号", "附件：1.明细表", "2.说明"],
        ),
        ("base_notice", {}, ["市财政局", "2024年12月18日"]),
        ("base_notice", {"red_head": True}, ["市财政局文件"]),
        ("base_record", {"tables": [TABLE]}, ["一、投标报价", "千窑城服（虚构）", "8,900,000.00", "报价均为含税价。"]),
        ("base_record", {"facts": [{"label": "指纹", "value": "ab" * 32, "mono": True}]}, ["指纹" + "ab" * 32]),
        ("base_record", {"signs": [{"label": "唱标人", "name": "代理开标员"}] * 4}, ["唱标人：代理开标员"]),
        (
            "base_contract",
            {"clauses": [CLAUSE], "parties": [PARTY]},
            ["第一条服务内容", "道路清扫保洁。", "签字人：城管负责人", "日期：2025年2月28日"],
        ),
    ],
)
def test_a_base_template_prints_what_it_was_given_and_its_proof(warm, template, more, printed):
    rendered = warm.render(f"reports/{template}.html", paper(**more))

    reader = pypdf.PdfReader(io.BytesIO(rendered.pdf))
    text = "".join("".join(page.extract_text() for page in reader.pages).replace("\u200b", "").split())
    assert [
        words
        for words in (*printed, "验证码：ABCD-2345-EFGH", "http://testserver/verify/ABCD2345EFGH/")
        if words not in text
    ] == []
    assert reader.metadata.title == paper()["title"]
    assert len(reader.pages[-1].images) == 1
