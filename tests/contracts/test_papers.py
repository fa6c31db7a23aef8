"""The papers are rendered, and read by those they are for."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from portal.demo.story.acceptance import accept_month
from portal.demo.story.intention import beijing
from portal.demo.story.payment import pay_month, request_month
from portal.reports.models import Report
from portal.reports.tasks import render_report


def read(client, report: Report) -> str:
    render_report(report.pk)
    report.refresh_from_db()
    answer = client.get(reverse("files:download", args=[report.file.key]))
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\n", "")


@pytest.fixture
def papers(cast, contract) -> dict[str, Report]:
    accepted = accept_month(cast, contract, 5, "84", beijing(2025, 9, 3, 15))
    pay_month(cast, request_month(cast, accepted, beijing(2025, 9, 3, 16)), beijing(2025, 9, 12, 10))
    return {report.kind: report for report in Report.objects.all()}


@pytest.mark.parametrize(
    ("kind", "figures"),
    [
        ("contract", ("捌佰玖拾万元整", "8,900,000.00", "6,120,000.00")),
        ("acceptance_sheet", ("84.00", "14,833.33", "726,833.34")),
        ("payment_voucher", ("469,413.20", "143,852.43", "113,567.71", "柒拾贰万陆仟捌佰叁拾叁元叁角肆分")),
    ],
)
def test_the_supplier_reads_its_papers_with_their_figures_and_nobody_elses(papers, sign_in, kind, figures):
    text = read(sign_in("s1"), papers[kind])

    assert [figure for figure in figures if figure not in text] == []
    stranger = sign_in("s2").get(reverse("files:download", args=[papers[kind].file.key]))
    assert stranger.status_code == 404


def test_anybody_reads_the_public_contract_without_its_secrets(papers, contract, client):
    text = read(client, papers["contract_public"])

    assert "8,900,000.00" in text
    assert "接口参数" not in text
    assert contract.payee_account not in text
