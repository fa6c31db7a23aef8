"""The public page that a paper's code leads to."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.reports import rendering
from portal.reports.actions import request_report
from portal.reports.codes import shown
from tests.portal.reports.conftest import CONTEXT


def test_the_code_on_the_paper_leads_to_what_proves_it(act, subject, client: Client):
    report = rendering.render_now(request_report("approval", subject, CONTEXT, act=act, public=True))

    typed = client.get("/verify/", {"code": f" {shown(report.code).lower()} "})
    page = client.get(typed["Location"])

    assert typed["Location"] == f"/verify/{report.code}/"
    text = page.content.decode()
    for shown_there in ("真实有效", "批复", CONTEXT["number"], "市财政局", report.sha256, f"/files/{report.file.key}/"):
        assert shown_there in text


def test_a_superseded_paper_says_so_and_a_private_one_gives_no_file(act, subject, client: Client):
    first = rendering.render_now(request_report("approval", subject, CONTEXT, act=act, public=False))
    request_report("approval", subject, CONTEXT, act=act, public=False)

    text = client.get(f"/verify/{first.code}/").content.decode()

    assert "真实，但已被新版取代" in text
    assert "真实有效" not in text
    assert "/files/" not in text


@pytest.mark.parametrize("code", ["ABCD2345EFGH", "x", "A" * 300])
def test_a_code_that_was_never_issued_is_not_found(db, client: Client, code):
    assert client.get(f"/verify/{code}/").status_code == 404


def test_a_malformed_code_is_a_field_error(db, client: Client):
    assert client.get("/verify/", {"code": "0000"}).status_code == 422
