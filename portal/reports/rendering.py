"""From a row to a PDF: claimed under a lease, rendered in a limited child, kept as a file, and said in words when it fails."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from portal.accounts.models import Membership, User
from portal.files.actions import store_bytes
from portal.files.names import clean_name
from portal.reports.codes import shown
from portal.reports.kinds import REGISTRY, Kind
from portal.reports.models import Report
from portal.reports.warm import Rendered, RenderingFailed, renderer
from portal.values import clock
from portal.values.refusal import Refused

logger = logging.getLogger("portal.reports")

MAX_ATTEMPTS = 3
LEASE_SLACK = timedelta(seconds=90)
State = Report.State


@dataclass(frozen=True)
class Issue:
    """Under whose name and when the file of a paper is kept: the issuing act's."""

    user: User | None
    membership: Membership | None
    at: datetime


def open_reports() -> QuerySet[Report]:
    """Papers that wait for a worker: never begun, or left behind by a killed one."""
    return Report.objects.filter(
        Q(state=State.PENDING) | Q(state=State.RENDERING, lease_until__lt=clock.now())
    ).order_by("issued_at", "pk")


def render_claimed(pk: int) -> Report | None:
    """Claim and render one paper; None when another worker has it or it is done. Safe to run twice."""
    report = _claim(pk)
    if report is None:
        return None
    try:
        rendered = renderer().render(
            report.template, paper_context(report), seconds=_kind(report).seconds, memory_mb=_kind(report).memory_mb
        )
        _finish(report, rendered)
    except RenderingFailed as failure:
        logger.warning("report %s: %s", report.pk, failure)
        _fail(report, failure.reason)
    except Refused as refusal:
        logger.warning("report %s: %s", report.pk, refusal)
        _fail(report, "storage")
    report.refresh_from_db()
    return report


def render_now(report: Report) -> Report:
    """Render in this process's warm parent and wait. Raises RenderingFailed when it did not become ready."""
    render_claimed(report.pk)
    report.refresh_from_db()
    if report.state != State.READY:
        raise RenderingFailed("error", report.error or f"report {report.pk} is {report.state}")
    return report


def paper_context(report: Report) -> dict[str, Any]:
    """The snapshot plus what the row itself says of the paper."""
    address = f"{settings.PUBLIC_BASE_URL}/verify/{report.code}/"
    return {
        **report.context,
        "title": report.title,
        "number": report.number,
        "issuer": report.issuer,
        "issued_on": report.context.get("issued_on") or clock.day_of(report.issued_at).isoformat(),
        "code": shown(report.code),
        "verify_address": address,
        "version": report.version,
    }


def _kind(report: Report) -> Kind:
    return REGISTRY.get(report.kind) or Kind(report.kind, report.template, report.title)


def _claim(pk: int) -> Report | None:
    lease = timedelta(seconds=_longest()) + LEASE_SLACK
    now = clock.now()
    claimed = (
        Report.objects.filter(pk=pk, attempts__lt=MAX_ATTEMPTS)
        .filter(Q(state=State.PENDING) | Q(state=State.RENDERING, lease_until__lt=now))
        .update(state=State.RENDERING, attempts=F("attempts") + 1, lease_until=now + lease)
    )
    if claimed:
        return Report.objects.select_related("issued_by", "issued_for").get(pk=pk)
    Report.objects.filter(pk=pk, state=State.RENDERING, lease_until__lt=now, attempts__gte=MAX_ATTEMPTS).update(
        state=State.FAILED, error=_words("crash"), lease_until=None
    )
    return None


def _longest() -> int:
    return max((kind.seconds for kind in REGISTRY.values()), default=20)


def _finish(report: Report, rendered: Rendered) -> None:
    """Keep the PDF, unless another worker took the paper over meanwhile."""
    with transaction.atomic():
        locked = Report.objects.select_for_update().get(pk=report.pk)
        if locked.state != State.RENDERING or locked.attempts != report.attempts:
            return
        stored = store_bytes(
            clean_name(f"{locked.number or ''} {locked.title}".strip(), "pdf"),
            rendered.pdf,
            content_type="application/pdf",
            act=Issue(locked.issued_by, None, clock.now()),
            subject=(locked.subject_label, locked.subject_pk),
            purpose=f"report:{locked.kind}",
            owner=locked.issued_for,
        )
        if locked.public:
            stored.released_at = stored.created_at
            stored.save(update_fields=["released_at"])
        locked.file, locked.sha256, locked.pages = stored, stored.sha256, rendered.pages
        locked.state, locked.error, locked.lease_until = State.READY, "", None
        locked.save(update_fields=["file", "sha256", "pages", "state", "error", "lease_until"])


def _fail(report: Report, reason: str) -> None:
    """A crash may be chance and is tried again; what is too big, too slow or wrong stays so until someone acts."""
    again = reason in {"crash", "storage"} and report.attempts < MAX_ATTEMPTS
    Report.objects.filter(pk=report.pk, state=State.RENDERING, attempts=report.attempts).update(
        state=State.PENDING if again else State.FAILED, error=_words(reason), lease_until=None
    )


def _words(reason: str) -> str:
    return {
        "time": _("内容过长，生成超过时限，已停止。请精简后重新生成。"),
        "memory": _("内容过大，生成超过内存上限，已停止。请精简后重新生成。"),
        "crash": _("生成程序意外中止。可以重新生成；仍然失败时请告诉系统管理员。"),
        "storage": _("存储空间不足，文件没有保存。请稍后重新生成。"),
        "glyph": _("含有字体中没有的字符，不能打印。请改用规范字，或由系统管理员补充字体。"),
        "error": _("按模板生成时出错。请告诉系统管理员。"),
    }[reason]
