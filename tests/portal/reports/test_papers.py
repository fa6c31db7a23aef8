"""The line that shows how far a paper is, and its button."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.files import access
from portal.reports import rendering
from portal.reports.actions import request_report
from portal.reports.models import Report
from tests.portal.reports.conftest import CONTEXT


@pytest.fixture
def reader(act, monkeypatch) -> Client:
    """The clerk, who may read the subject's files, signed in."""
    rule = lambda actor, file: actor is not None and actor.user == act.user  # noqa: E731
    monkeypatch.setattr(access, "_RULES", {"accounts.organization": rule})
    client = Client()
    client.force_login(act.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_paper_on_its_way_asks_again_and_a_ready_one_can_be_downloaded(reader, act, subject):
    report = request_report("approval", subject, CONTEXT, act=act, public=False)

    waiting = reader.get(f"/papers/{report.reference}/").content.decode()
    rendering.render_now(report)
    ready = reader.get(f"/papers/{report.reference}/").content.decode()

    assert 'hx-trigger="every 2s"' in waiting
    assert "等待生成" in waiting
    assert "hx-trigger" not in ready
    assert f"/files/{report.file.key}/" in ready


def test_a_failed_paper_says_why_and_its_button_starts_it_again(reader, act, subject):
    report = request_report("approval", subject, CONTEXT, act=act, public=False)
    Report.objects.filter(pk=report.pk).update(state="failed", error="内容过长")

    page = reader.get(f"/papers/{report.reference}/").content.decode()
    answer = reader.post(f"/papers/{report.reference}/retry/", {"next": "//evil.example/"})

    report.refresh_from_db()
    assert "内容过长" in page
    assert "重新生成" in page
    assert (answer.status_code, answer["Location"], report.state) == (302, f"/papers/{report.reference}/", "pending")


@pytest.mark.parametrize("address", ["{reference}", "00000000-0000-4000-8000-000000000000", "1", "9" * 30])
def test_a_paper_outside_ones_scope_is_not_found(db, client: Client, act, subject, address):
    report = request_report("approval", subject, CONTEXT, act=act, public=False)

    assert client.get(f"/papers/{address.format(reference=report.reference)}/").status_code == 404


@pytest.mark.parametrize("state", ["pending", "failed"])
def test_the_line_of_a_paper_does_not_tell_how_many_papers_there_are(reader, act, subject, state):
    """A bidder who bids twice has two receipts: running numbers would count the receipts of others between them."""
    report = request_report("approval", subject, CONTEXT, act=act, public=False)
    Report.objects.filter(pk=report.pk).update(id=77_177_177, state=state)

    assert "77177177" not in reader.get(f"/papers/{report.reference}/").content.decode()
