"""How far a paper is: a fragment that asks again until the PDF is there, and the button to try once more."""

from __future__ import annotations

import logging
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.actor import actor_of
from portal.files.access import may_read
from portal.files.models import StoredFile
from portal.reports.actions import retry_report
from portal.reports.models import Report
from portal.ui.access import public, signed_in
from portal.ui.back import back_to
from portal.values.refusal import Refused

logger = logging.getLogger("portal.access")


@public
@require_safe
@never_cache
def paper_state(request: HttpRequest, reference: UUID) -> HttpResponse:
    """The paper's line: progress, download or failure; for whoever may read the file it becomes."""
    return render(request, "ui/files/_paper.html", {"report": _readable(request, reference)})


@signed_in
@require_POST
def paper_retry(request: HttpRequest, reference: UUID) -> HttpResponseRedirect:
    """Start a failed paper again; back to the page it was asked from."""
    report = _readable(request, reference)
    try:
        retry_report(report)
    except Refused as refused:
        messages.error(request, str(refused.refusals[0].message))
    else:
        messages.success(request, _("已重新开始生成，完成后会显示在这里。"))
    return back_to(request.POST.get("next", ""), reverse("files:paper", args=[reference]))


def _readable(request: HttpRequest, reference: UUID) -> Report:
    report = Report.objects.select_related("file").filter(reference=reference).first()
    if report is not None:
        subject = report.file or StoredFile(
            subject_label=report.subject_label, subject_pk=report.subject_pk, purpose=f"report:{report.kind}"
        )
        if may_read(actor_of(request), subject):
            return report
    logger.warning("access denied: user=%s paper=%s", request.user.pk, report.pk if report else "none")
    raise Http404(_("没有找到，或不在您的办理范围内。"))
