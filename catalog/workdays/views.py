"""The pages of the work calendar: a year by month for everybody, and the drafts of finance."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

import portal.statutes as statutes
from catalog.workdays import queries
from catalog.workdays.actions import edit_draft, start_draft
from catalog.workdays.forms import CalendarForm
from catalog.workdays.models import CalendarDraft, State
from catalog.workdays.policies import Can
from catalog.workdays.previews import effect_of
from portal.accounts.actor import actor_of, signed_actor
from portal.accounts.capability import allows, ask, holds
from portal.audit import acts_on
from portal.statutes.years import days_of, provisional_years
from portal.ui.access import public, requires
from portal.ui.drafts import meanwhile, show_refusals, typed_key
from portal.ui.fields import FIRST_YEAR, LAST_YEAR
from portal.ui.listing import Column, listing
from portal.ui.transitions import rights_for_buttons
from portal.values import clock
from portal.values.refusal import Refused

DRAFTS = (
    Column("year", gettext_lazy("年份"), href="self"),
    Column("cites", gettext_lazy("依据")),
    Column("author", gettext_lazy("拟定人"), "author.display_name"),
    Column("approved_at", gettext_lazy("批准时间"), kind="instant"),
    Column("state", gettext_lazy("状态"), kind="state"),
)


@public
@require_safe
def this_year(request: HttpRequest) -> HttpResponse:
    return _year(request, clock.today().year)


@public
@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404(_("没有 %(year)s 年的日历。") % {"year": year})
    return _year(request, year)


def _year(request: HttpRequest, year: int) -> HttpResponse:
    named, now = days_of(year), clock.today().year
    actor = actor_of(request)
    context = {
        "year": year,
        "loaded": statutes.is_loaded(year),
        "provisional": provisional_years(now, now + 1),
        "months": queries.months_of(year, named),
        "arrangements": queries.arrangements_of(named),
        "years": sorted({now - 1, now, now + 1, year}),
        "may_draft": holds(actor, Can.DRAFT_CALENDAR),
        "drafts": queries.drafts_for(actor).filter(pk__in=queries.waiting_on(year)) if actor else (),
    }
    return render(request, "catalog/workdays/year.html", context)


@requires(Can.READ_CALENDAR_DRAFT)
@require_safe
def drafts(request: HttpRequest) -> HttpResponseBase:
    actor = signed_actor(request)
    page = listing(
        request, queries.drafts_for(actor), columns=DRAFTS, search=("cites",), key=("-id",), name="calendar-drafts",
        empty=gettext_lazy("起草的工作日历会列在这里。"),
    )  # fmt: skip
    return page.respond("catalog/workdays/drafts.html", may_draft=holds(actor, Can.DRAFT_CALENDAR))


@requires(Can.READ_CALENDAR_DRAFT, CalendarDraft, related=("author", "approved_by", "finance"))
@require_safe
def draft(request: HttpRequest, draft: CalendarDraft) -> HttpResponse:
    actor, waiting = signed_actor(request), draft.state in (State.DRAFT, State.SUBMITTED)
    ask(actor, [(draft, can) for can in dict.fromkeys([*rights_for_buttons(draft), Can.DRAFT_CALENDAR])])
    context = {
        "draft": draft,
        "proposal": queries.proposal_of(draft),
        "effect": effect_of(draft, actor) if waiting else None,
        "may_edit": draft.state == State.DRAFT and allows(actor, Can.DRAFT_CALENDAR, draft),
        "entries": acts_on(draft),
    }
    return render(request, "catalog/workdays/draft.html", context)


@requires(Can.DRAFT_CALENDAR)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """A year's calendar; pressed twice, one draft is begun."""
    form = CalendarForm(request.POST or None, initial={"year": clock.today().year + 1})
    form_key = typed_key(request)
    if form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            return redirect(start_draft(signed_actor(request), form_key=form_key, **values))
        except Refused as refused:
            show_refusals(form, refused)
            form_key = ""
    context = {"form": form, "form_key": form_key or secrets.token_urlsafe(16)}
    return render(request, "catalog/workdays/edit.html", context, status=422 if form.is_bound else 200)


@requires(Can.DRAFT_CALENDAR, CalendarDraft, read=Can.READ_CALENDAR_DRAFT)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, draft: CalendarDraft) -> HttpResponse:
    form = CalendarForm(request.POST or None, initial={**_of(draft), "version": draft.version})
    changed: list[Any] = []
    if form.is_valid():
        values = dict(form.cleaned_data)
        try:
            edit_draft(signed_actor(request), draft, version=values.pop("version") or 0, **values)
        except Refused as refused:
            draft.refresh_from_db()
            changed = meanwhile(form, refused, _of(draft), draft.version)
            show_refusals(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect(draft)
    context = {"form": form, "draft": draft, "changed": changed}
    return render(request, "catalog/workdays/edit.html", context, status=422 if form.is_bound else 200)


def _of(draft: CalendarDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in ("year", "cites", "notice", "typed")}
