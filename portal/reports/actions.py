"""Issuing papers: the row first, in the act's transaction; the PDF later, by a task or at once."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from portal.accounts.acting import Acting
from portal.files.models import StoredFile
from portal.reports.codes import new_code
from portal.reports.freeze import frozen
from portal.reports.kinds import REGISTRY
from portal.reports.models import Report
from portal.values.refusal import Refusal, Refused

logger = logging.getLogger("portal.reports")


def request_report(
    kind: str, subject: models.Model, context: Mapping[str, Any], *, act: Acting, public: bool
) -> Report:
    """Enter a paper in the caller's transaction and wake the worker after it. Nothing slow happens here.

    `context` is frozen as plain JSON; its keys `title`, `number` (发文字号) and `issuer` name the paper (title: by default
    the kind's). An earlier paper of the same kind and subject is superseded. Raises KeyError for an unknown kind.
    """
    declared = REGISTRY[kind]
    snapshot = frozen(context)
    with transaction.atomic():
        earlier = list(reports_of(subject, kind).select_for_update(of=("self",)))
        report = Report.objects.create(
            kind=kind,
            title=snapshot.get("title") or str(declared.title),
            number=snapshot.get("number") or "",
            issuer=snapshot.get("issuer") or "",
            subject_label=subject._meta.label_lower,
            subject_pk=str(subject.pk),
            code=new_code(),
            template=declared.template,
            context=snapshot,
            version=len(earlier) + 1,
            public=public,
            issued_by=act.user,
            issued_for=act.membership.organization if act.membership else None,
            issued_at=act.at,
        )
        if earlier:
            Report.objects.filter(pk__in=[r.pk for r in earlier], superseded_by=None).update(superseded_by=report)
    transaction.on_commit(lambda: _wake(report.pk))
    return report


def _wake(pk: int) -> None:
    """Tell a worker; a broker that is down costs nothing but time, the sweep finds the row."""
    from portal.reports.tasks import render_report

    try:
        render_report.delay(pk)
    except (OperationalError, OSError):
        logger.warning("report %s waits for the sweep: no broker", pk)


def retry_report(report: Report) -> Report:
    """Start a failed paper again, with the same snapshot and code. Raises Refused (report.not_failed) otherwise."""
    changed = Report.objects.filter(pk=report.pk, state=Report.State.FAILED).update(
        state=Report.State.PENDING, attempts=0, error="", lease_until=None
    )
    if not changed:
        raise Refused(Refusal(code="report.not_failed", message=_("只有生成失败的文件可以重新生成。")))
    transaction.on_commit(lambda: _wake(report.pk))
    report.refresh_from_db()
    return report


def publish_report(report: Report, *, act: Acting) -> Report:
    """Make a paper public from this act on, whether its PDF is ready or not; safe to run twice."""
    with transaction.atomic():
        locked = Report.objects.select_for_update().get(pk=report.pk)
        locked.public = True
        locked.save(update_fields=["public"])
        if locked.file_id:
            StoredFile.objects.filter(pk=locked.file_id, released_at=None).update(released_at=act.at)
    report.refresh_from_db()
    return report


def reports_of(subject: models.Model, kind: str = "") -> models.QuerySet[Report]:
    """The papers of one subject, oldest version first."""
    rows = Report.objects.filter(subject_label=subject._meta.label_lower, subject_pk=str(subject.pk)).select_related(
        "file"
    )
    return (rows.filter(kind=kind) if kind else rows).order_by("kind", "version")
