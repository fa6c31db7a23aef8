"""A member's own pages: declare first, then findings, the sheet beside the bids, and the signature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.actor import signed_actor
from portal.ui.access import requires
from portal.values.refusal import Forbidden, Refused
from purchasing.review import actions, queries, tables
from purchasing.review.forms import ConformityForm, DeclareForm, SheetForm, SignForm
from purchasing.review.low_price import low_price_of
from purchasing.review.models import CommitteeMember
from purchasing.review.policies import Can
from purchasing.review.queries import Stage

RELATED = (
    "user", "committee__procurement__purchaser__organization", "committee__procurement__document",
    "committee__procurement__plan_item",
)  # fmt: skip
METHODS = ["GET", "HEAD", "POST"]


@requires(Can.SIT_IN_REVIEW)
@never_cache
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """My running reviews and what each waits for; gone once the report is signed (SD13)."""
    seats = queries.seats_for(signed_actor(request))
    rows = [{"seat": seat, "stage": queries.rough_stage_of(seat)} for seat in seats]
    return render(request, "purchasing/review/list.html", {"rows": rows})


@requires(Can.SIT_IN_REVIEW, CommitteeMember, related=RELATED)
@never_cache
@require_safe
def review(request: HttpRequest, seat: CommitteeMember) -> HttpResponse:
    return _page(request, seat)


@requires(Can.SIT_IN_REVIEW, CommitteeMember, related=RELATED)
@never_cache
@require_http_methods(METHODS)
def declaration(request: HttpRequest, seat: CommitteeMember) -> HttpResponse:
    if request.method != "POST":
        return redirect(seat)
    form = DeclareForm(request.POST)
    if not form.is_valid():
        return _page(request, seat, form, status=422)

    def act() -> None:
        actions.declare(signed_actor(request), seat, conflict=form.cleaned_data["conflict"])

    return _do(request, seat, form, act, _("声明已签署。"))


@requires(Can.SIT_IN_REVIEW, CommitteeMember, related=RELATED)
@never_cache
@require_http_methods(METHODS)
def conformity(request: HttpRequest, seat: CommitteeMember) -> HttpResponse:
    if request.method != "POST":
        return redirect(seat)
    form = _conformity_form(seat, request.POST)
    if not form.is_valid():
        return _page(request, seat, form, status=422)

    def act() -> None:
        actions.find_conformity(signed_actor(request), seat, form.findings())

    return _do(request, seat, form, act, _("符合性结论已提交。"))


@requires(Can.SIT_IN_REVIEW, CommitteeMember, related=RELATED)
@never_cache
@require_http_methods(METHODS)
def sheet(request: HttpRequest, seat: CommitteeMember) -> HttpResponse:
    """Save what can be saved; wrong cells stay on the page as typed. With `finish` the whole sheet is closed."""
    if request.method != "POST":
        return redirect(seat)
    form = _sheet_form(seat, request.POST)
    valid, finish = form.is_valid(), "finish" in request.POST
    try:
        version = form.cleaned_data.get("version")
        saved = actions.save_sheet(signed_actor(request), seat, form.points(), version=version)
        form.read_at(saved.version)
        if valid and finish:
            actions.finish_sheet(signed_actor(request), seat)
    except Forbidden:
        raise
    except Refused as refused:
        if "stale-version" in refused.codes:
            form.read_at(CommitteeMember.objects.get(pk=seat.pk).version)
        return _page(request, seat, form, refused, status=409)
    if not valid:
        return _page(request, seat, form, status=422)
    messages.success(request, _("评分表已完成。") if finish else _("评分表已保存。"))
    return _back(seat)


@requires(Can.SIT_IN_REVIEW, CommitteeMember, related=RELATED)
@never_cache
@require_http_methods(METHODS)
def signature(request: HttpRequest, seat: CommitteeMember) -> HttpResponse:
    if request.method != "POST":
        return redirect(seat)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _page(request, seat, form, status=422)

    def act() -> None:
        actions.sign_report(signed_actor(request), seat, dissent=form.cleaned_data["dissent"])

    return _do(request, seat, form, act, _("评审报告已签署。"))


def _do(request: HttpRequest, seat: CommitteeMember, form: Any, act: Callable[[], None], done: str) -> HttpResponse:
    try:
        act()
    except Forbidden:
        raise
    except Refused as refused:
        return _page(request, seat, form, refused, status=409)
    messages.success(request, done)
    return _back(seat)


def _back(seat: CommitteeMember) -> HttpResponse:
    """The seat's page, or the list when the member stepped back or the last signature was given."""
    fresh = CommitteeMember.objects.select_related("committee__procurement").get(pk=seat.pk)
    open_still = fresh.sits and fresh.committee.procurement.reviewed_at is None
    return redirect(fresh if open_still else "reviews")


def _page(
    request: HttpRequest, seat: CommitteeMember, form: Any = None, refused: Refused | None = None, *, status: int = 200
) -> HttpResponse:
    stage = queries.stage_of(seat)
    context: dict[str, Any] = {
        "seat": seat,
        "procurement": seat.committee.procurement,
        "stage": stage.value,
        "refusals": refused.refusals if refused else (),
        "template": f"purchasing/review/stages/{stage.value}.html",
        **_content(seat, stage),
    }
    expected = context.get("form")
    if form is not None and (expected is None or isinstance(form, type(expected))):
        context["form"] = form
    return render(request, "purchasing/review/review.html", context, status=status)


def _content(seat: CommitteeMember, stage: Stage) -> dict[str, Any]:
    """What a member sees at each stage; of the other members never more than how many are done."""
    procurement = seat.committee.procurement
    if stage is Stage.DECLARE:
        return {"form": DeclareForm(), "bidders": [tables.name_of(b) for b in queries.opened_bids(procurement)]}
    if stage in (Stage.CONFORMITY, Stage.CONFORMITY_WAIT):
        form = _conformity_form(seat, None)
        return {"form": form, "files": queries.files_of_bids(form.bids), **_progress(seat)}
    if stage is Stage.SHEET:
        sheet_form = _sheet_form(seat, None)
        return {
            "form": sheet_form,
            "files": queries.files_of_bids(sheet_form.bids),
            "recheck": queries.recheck_of(seat.committee),
            "low_price": low_price_of(procurement),
            **_progress(seat),
        }
    if stage in (Stage.SIGN, Stage.SIGNED):
        return {"form": SignForm(), "view": tables.report_view(procurement), **_progress(seat)}
    return _progress(seat)


def _progress(seat: CommitteeMember) -> dict[str, Any]:
    members = queries.members_of(seat.committee.procurement)
    found = CommitteeMember.objects.filter(pk__in=[m.pk for m in members], conformity__isnull=False).distinct().count()
    return {
        "members": len(members),
        "declared": sum(m.declared_at is not None for m in members),
        "found": found,
        "finished": sum(m.sheet_done_at is not None for m in members),
        "signed": sum(m.signed_at is not None for m in members),
    }


def _conformity_form(seat: CommitteeMember, data: Any) -> ConformityForm:
    given = {r.bid_id: (r.passed, r.reason) for r in seat.conformity.all()}
    return ConformityForm(data, bids=queries.qualified_bids(seat.committee.procurement), given=given)


def _sheet_form(seat: CommitteeMember, data: Any) -> SheetForm:
    procurement = seat.committee.procurement
    given = {(s.bid_id, s.criterion_id): s.points for s in seat.scores.all()}
    only = {(bid, criterion) for bid, criterion in seat.committee.recheck} or None
    return SheetForm(
        data, seat=seat, bids=queries.conforming_bids(procurement), criteria=queries.criteria_of(procurement),
        given=given, only=only,
    )  # fmt: skip
