"""一项目一档案: one page for each procurement, for the public, the parties and those who supervise."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosure.dossier import formats
from disclosure.dossier.facts import badge_of, facts_of
from disclosure.dossier.life import stops
from disclosure.dossier.limits import limits_of
from disclosure.dossier.stages import stages_of
from disclosure.dossier.subject import Subject, find
from portal.accounts.actor import actor_of
from portal.audit import trail
from portal.ui.access import public
from portal.values import clock


def _subject(request: HttpRequest, ocid: str) -> Subject:
    subject = find(ocid, actor_of(request))
    if subject is None:
        raise Http404
    return subject


@public
@require_safe
def dossier(request: HttpRequest, ocid: str) -> HttpResponse:
    """`/procurements/<ocid>/`."""
    subject = _subject(request, ocid)
    today = clock.today()
    limits = limits_of(subject)
    context = {
        "subject": subject,
        "item": subject.plan_item,
        "procurement": subject.procurement,
        "badge": badge_of(subject),
        "facts": facts_of(subject),
        "stops": stops(subject, limits, today),
        "stages": stages_of(subject),
        "limits": limits,
        "today": today,
        "trail": list(trail(f"procurement:{ocid}")[:500]) if subject.staff else None,
    }
    return render(request, "disclosure/dossier/dossier.html", context)


@public
@require_safe
def timeline(request: HttpRequest, ocid: str) -> HttpResponse:
    """`/procurements/<ocid>/timeline.csv`."""
    text = formats.timeline_csv(_subject(request, ocid))
    return _download(text, "text/csv; charset=utf-8", f"{ocid}.csv")


@public
@require_safe
def calendar(request: HttpRequest, ocid: str) -> HttpResponse:
    """`/procurements/<ocid>/limits.ics`."""
    subject = _subject(request, ocid)
    text = formats.calendar(subject, limits_of(subject), clock.now())
    return _download(text, "text/calendar; charset=utf-8", f"{ocid}.ics")


@public
@require_safe
def sealing(request: HttpRequest, ocid: str) -> HttpResponse:
    """`/procurements/<ocid>/sealing/`: how anybody can check that no bid was changed."""
    subject = _subject(request, ocid)
    prints = [row["commitment"] for row in subject.content("closing").get("fingerprints", [])]
    return render(request, "disclosure/dossier/sealing.html", {"subject": subject, "prints": prints})


def _download(text: str, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
