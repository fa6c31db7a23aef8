"""The receipt and the opening record as PDFs: what they say, and that a receipt says no price."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from portal.demo.story import bid as bids
from portal.demo.story import opening as story
from portal.files.access import may_read
from portal.files.storage import read_checked
from portal.outbox import drain
from portal.reports.actions import reports_of
from portal.reports.models import Report
from portal.reports.rendering import render_now
from portal.values import clock
from purchasing.models import Opening
from tests.purchasing.bid.tender import Tender

pytestmark = pytest.mark.django_db


def text_of(report: Report) -> str:
    ready = render_now(report)
    assert ready.file is not None
    pages = PdfReader(io.BytesIO(b"".join(read_checked(ready.file)))).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_a_receipt_says_what_when_and_the_fingerprint_and_no_price(tender: Tender) -> None:
    version = bids.submit(tender.cast, tender.procurement, bids.SC01_S1)
    drain()
    report = reports_of(version.bid, "bid_receipt").get()

    text = text_of(report)

    assert version.commitment in text
    assert "AES-256-GCM" in text
    assert version.suite not in text
    assert clock.local(version.received_at).strftime("%H:%M:%S.%f")[:-3] in text
    assert "千窑城服（虚构）" in text
    assert [word for word in ("8,900,000", "8900000", "2.55", "16300") if word in text] == []
    report.refresh_from_db()
    readers = {login: may_read(tender.cast[login], report.file) for login in ("s1", "s2", "po1", "ag1", "su1", "sa1")}
    assert [login for login, may in readers.items() if may] == ["s1"]


def test_each_version_has_a_receipt_and_the_later_one_supersedes_the_earlier(tender: Tender) -> None:
    first = bids.submit(tender.cast, tender.procurement, bids.SC01_S1_FIRST)
    second = bids.submit(tender.cast, tender.procurement, bids.SC01_S1)
    drain()

    one, two = reports_of(first.bid, "bid_receipt")

    assert (one.issued_at, two.issued_at) == (first.received_at, second.received_at)
    assert (one.superseded_by, two.superseded_by) == (two, None)


def test_the_opening_record_lists_bidders_prices_and_fingerprints(tender: Tender) -> None:
    row = tender.procurement
    versions = [
        bids.submit(tender.cast, row, spec) for spec in (bids.SC01_S2, bids.SC01_S1, bids.SC01_S3, bids.SC01_S4)
    ]
    with clock.at(row.closes_at + timedelta(seconds=1)):
        story.close(row)
        story.open_with(tender.cast, row, tender.passphrases, ("po3", "ag2"))
        drain()
    report = reports_of(Opening.objects.get(), "opening_record").get()

    text = text_of(report)

    for expected in ("9,120,000.00", "8,900,000.00", "9,350,000.00", "9,480,000.00", "浮梁洁城（虚构）", "城管开标员"):
        assert expected in text
    assert all(version.commitment[:8] in text for version in versions)
    readers = {
        login: may_read(tender.cast[login], render_now(report).file)
        for login in ("s1", "s4", "po1", "ag1", "fa1", "ex1")
    }
    assert [login for login, may in readers.items() if may] == ["s1", "s4", "po1", "ag1", "fa1"]
