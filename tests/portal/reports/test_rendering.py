"""A paper's row: requested in the act, rendered later or at once, said in words when it fails, verified in public."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.db import transaction

from portal.files.storage import read_checked
from portal.reports import kinds, rendering
from portal.reports.actions import publish_report, reports_of, request_report, retry_report
from portal.reports.models import Report
from portal.reports.tasks import render_pending
from portal.reports.warm import RenderingFailed
from portal.values import clock
from portal.values.refusal import Refused
from tests.portal.reports.conftest import CONTEXT


def bomb() -> dict:
    return {"tables": [{"columns": [{"label": "甲", "css": ""}], "rows": [["字" * 60]] * 30_000}]}


def test_a_request_only_enters_a_row(act, subject):
    report = request_report("approval", subject, CONTEXT, act=act, public=False)

    assert (report.state, report.title, report.number, report.issuer) == (
        "pending",
        "批复",
        CONTEXT["number"],
        "市财政局",
    )
    assert (report.version, report.attempts, report.file, report.issued_at) == (1, 0, None, act.at)


def test_a_request_rolled_back_leaves_nothing(act, subject):
    with transaction.atomic():
        request_report("approval", subject, CONTEXT, act=act, public=False)
        transaction.set_rollback(True)

    assert not Report.objects.exists()


def test_the_sweep_renders_what_waits_and_the_file_is_what_the_row_says(act, subject):
    report = request_report("approval", subject, CONTEXT, act=act, public=False)

    assert render_pending() == 1
    assert render_pending() == 0

    report.refresh_from_db()
    body = b"".join(read_checked(report.file))
    assert (report.state, report.pages, report.attempts) == ("ready", 1, 1)
    assert report.sha256 == hashlib.sha256(body).hexdigest()
    assert report.file.name == "景财购批〔2024〕47号 批复.pdf"
    assert (report.file.subject_label, report.file.subject_pk) == ("accounts.organization", str(subject.pk))
    assert not report.file.is_public


def test_a_paper_left_by_a_killed_worker_is_taken_again_after_its_lease(act, subject):
    report = request_report("approval", subject, CONTEXT, act=act, public=False)
    Report.objects.filter(pk=report.pk).update(
        state="rendering", attempts=1, lease_until=clock.now() + timedelta(seconds=30)
    )
    while_leased = render_pending()

    Report.objects.filter(pk=report.pk).update(lease_until=clock.now() - timedelta(seconds=1))
    after_lease = render_pending()

    report.refresh_from_db()
    assert (while_leased, after_lease, report.state, report.attempts) == (0, 1, "ready", 2)


def test_a_paper_that_kills_every_worker_is_given_up_and_said_so(act, subject):
    report = request_report("approval", subject, CONTEXT, act=act, public=False)
    Report.objects.filter(pk=report.pk).update(
        state="rendering", attempts=3, lease_until=clock.now() - timedelta(seconds=1)
    )

    render_pending()

    report.refresh_from_db()
    assert (report.state, report.error) == ("failed", "生成程序意外中止。可以重新生成；仍然失败时请告诉系统管理员。")


def test_a_bomb_is_killed_others_are_rendered_and_the_user_is_told(act, subject):
    bad = request_report("bomb", subject, bomb(), act=act, public=False)
    good = request_report("approval", subject, CONTEXT, act=act, public=False)

    assert render_pending() == 2

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, bad.error) == ("failed", "内容过长，生成超过时限，已停止。请精简后重新生成。")
    assert good.state == "ready"


def test_a_failed_paper_can_be_started_again_and_a_ready_one_cannot(act, subject):
    bad = request_report("bomb", subject, bomb(), act=act, public=False)
    with pytest.raises(RenderingFailed):
        rendering.render_now(bad)

    again = retry_report(bad)

    assert (again.state, again.attempts, again.error) == ("pending", 0, "")
    with pytest.raises(Refused) as caught:
        retry_report(again)
    assert caught.value.codes == ("report.not_failed",)


def test_a_new_version_supersedes_the_old_one(act, subject):
    first = request_report("approval", subject, CONTEXT, act=act, public=False)

    second = request_report("approval", subject, {**CONTEXT, "paragraphs": ["更正。"]}, act=act, public=False)

    first.refresh_from_db()
    assert (second.version, first.superseded_by, first.is_valid, second.is_valid) == (2, second, False, True)
    assert list(reports_of(subject, "approval")) == [first, second]


def test_publishing_releases_the_file_before_or_after_it_is_ready(act, subject):
    early = publish_report(request_report("approval", subject, CONTEXT, act=act, public=False), act=act)
    rendering.render_now(early)
    late = rendering.render_now(request_report("approval", subject, CONTEXT, act=act, public=False))
    publish_report(late, act=act)

    early.refresh_from_db()
    late.refresh_from_db()
    assert early.file.is_public
    assert late.file.released_at == act.at


def test_an_unknown_kind_is_a_mistake(act, subject):
    with pytest.raises(KeyError):
        request_report("nothing", subject, CONTEXT, act=act, public=False)


def test_a_kind_is_declared_once(declared):
    with pytest.raises(ValueError, match="declared twice"):
        kinds.register_kind("approval", template="other.html", title="批复")
