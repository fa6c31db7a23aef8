"""待办, 已办, 我发起的 and the calendar of time limits: the first pages after log-in."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from portal.accounts.actor import Actor, memberships_on, signed_actor
from portal.accounts.middleware import SESSION_KEY
from portal.audit.models import AuditEntry
from portal.ui.access import signed_in
from portal.ui.back import back_to
from portal.ui.context import counted, shown
from portal.ui.subjects import subjects_of
from portal.values import clock
from portal.workflow.flow import Flow
from portal.workflow.inbox import waiting_for, waiting_page
from portal.workflow.models import DueDate
from portal.workflow.separation import verb_label

PAGE = 30


@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for me, soonest by law first, thirty at a time; `?after=<id>` goes on behind a row seen."""
    actor = signed_actor(request)
    seen = request.GET.get("after", "")
    after = (
        waiting_for(actor).filter(pk=int(seen)).first()
        if seen.isascii() and seen.isdigit() and len(seen) < 19
        else None
    )
    items = waiting_page(actor, PAGE + 1, after)
    rows = []
    for item in items[:PAGE]:
        flow = Flow.registry[item.flow]
        rows.append({"item": item, "flow": flow.label, "move": flow.step(item.transition).label})
    more = items[PAGE - 1].pk if len(items) > PAGE else None
    context = {"rows": rows, "today": clock.today(), "more": more, "after": after, "others": _as_deputy(request)}
    return render(request, "ui/inbox.html", {**context, "acting": actor.membership})


def _as_deputy(request: HttpRequest) -> list[dict[str, Any]]:
    """What waits in my other memberships where I stand in for somebody, counted in one statement."""
    actor, mine = signed_actor(request), getattr(request, "memberships", [])
    others = [m for m in mine if m.on_behalf_of_id and m != actor.membership]
    if not others:
        return []
    counts = counted(*(waiting_for(Actor(actor.user, membership)) for membership in others))
    return [{"membership": m, "waiting": shown(count)} for m, count in zip(others, counts, strict=True)]


@signed_in
def done(request: HttpRequest) -> HttpResponse:
    """What I have done, newest first; `?mine=1` only what I started."""
    entries = AuditEntry.objects.filter(actor_id=request.user.pk).order_by("-at", "-pk")
    mine = request.GET.get("mine") == "1"
    if mine:
        entries = entries.filter(verb__endswith=".begin")
    page = Paginator(entries, 30).get_page(request.GET.get("page"))
    subjects = subjects_of(page, signed_actor(request))
    rows = [
        {"entry": e, "label": verb_label(e.verb), "subject": subjects.get((e.subject_label, e.subject_pk))}
        for e in page
    ]
    return render(request, "ui/done.html", {"rows": rows, "page": page, "mine": mine})


@signed_in
def limits(request: HttpRequest) -> HttpResponse:
    """The open time limits of what waits for me, each with what it is a limit of."""
    waiting = waiting_for(signed_actor(request)).values_list("subject_label", "subject_pk", "title", "url")[:500]
    subjects: dict[str, dict[str, tuple[str, str]]] = {}
    for label, pk, title, url in waiting:
        subjects.setdefault(label, {}).setdefault(pk, (title, url))
    rows: list[dict[str, Any]] = []
    for label, named in subjects.items():
        for limit in DueDate.objects.filter(subject_label=label, subject_pk__in=list(named), met_at__isnull=True):
            title, url = named[limit.subject_pk]
            rows.append({"limit": limit, "title": title, "url": url})
    rows.sort(key=lambda row: row["limit"].due_on)
    return render(request, "ui/limits.html", {"rows": rows, "today": clock.today()})


@signed_in
@require_POST
def switch_role(request: HttpRequest) -> HttpResponse:
    """Use another of my valid memberships from now on in this session."""
    user = request.user
    assert user.is_authenticated
    chosen = request.POST.get("membership", "")
    valid = {str(m.pk) for m in memberships_on(user, clock.today())}
    if chosen in valid:
        request.session[SESSION_KEY] = int(chosen)
    return back_to(request.POST.get("next", ""), "inbox")
