"""The review as the agent runs it and supervision follows it: qualification, draw, chair, and the report."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows
from portal.reports.actions import reports_of
from portal.ui.access import NotYours, requires
from portal.ui.drafts import show_refusals
from portal.values.refusal import Refusal, Refused
from purchasing.procurement.models import Procurement, State
from purchasing.review import actions, queries, tables
from purchasing.review.forms import ChairForm, ExcuseForm, QualificationForm
from purchasing.review.models import CommitteeMember
from purchasing.review.policies import Can
from purchasing.review.reports import KIND

RELATED = ("purchaser__organization", "agency", "document", "plan_item")
DRAWING = (State.OPENED, State.QUALIFICATION, State.REVIEWING)


@requires(Can.FOLLOW_REVIEW, Procurement, key="ocid", related=RELATED)
@require_http_methods(["GET", "HEAD", "POST"])
def qualification(request: HttpRequest, procurement: Procurement) -> HttpResponse:
    """Each opened bid against each condition; one bid is saved at a time, and what was typed on it stays on an error."""
    if request.method == "POST" and not allows(signed_actor(request), Can.RUN_COMMITTEE, procurement):
        raise NotYours(Can.RUN_COMMITTEE)
    bids, conditions = queries.opened_bids(procurement), queries.conditions(procurement)
    posted = request.POST.get("bid", "") if request.method == "POST" else ""
    forms = [
        QualificationForm(request.POST if posted == bid.reference else None, bid=bid, conditions=conditions)
        for bid in bids
    ]
    mine = next((form for form in forms if form.is_bound), None)
    refusals: tuple[Refusal, ...] = ()
    if mine is not None and mine.is_valid():
        try:
            actions.record_qualification(signed_actor(request), mine.bid, mine.findings())
        except Refused as refused:
            refusals = _beside_fields(mine, refused)
        else:
            messages.success(request, _("已保存资格审查结论。"))
            return redirect(f"{request.path}#bid-{mine.bid.reference}")
    context = {
        "procurement": procurement,
        "forms": forms,
        "bound": mine,
        "findings": tables.findings_of(procurement, []),
        "refusals": refusals,
        "may_check": procurement.state == State.OPENED
        and allows(signed_actor(request), Can.RUN_COMMITTEE, procurement),
    }
    return render(request, "purchasing/review/qualification.html", context, status=_status(request, refusals))


def _beside_fields(form: QualificationForm, refused: Refused) -> tuple[Refusal, ...]:
    for refusal in refused.refusals:
        if refusal.field in form.codes:
            form.reason_is_missing(refusal.field, refusal.message)
    return tuple(r for r in refused.refusals if r.field not in form.codes)


def _status(request: HttpRequest, refusals: tuple[Refusal, ...]) -> int:
    if request.method != "POST":
        return 200
    return 409 if refusals else 422


@requires(Can.FOLLOW_REVIEW, Procurement, key="ocid", related=RELATED)
@require_safe
def committee(request: HttpRequest, procurement: Procurement) -> HttpResponse:
    return _committee_page(request, procurement)


@requires(Can.RUN_COMMITTEE, Procurement, key="ocid", read=Can.FOLLOW_REVIEW, related=RELATED)
@require_POST
def draw(request: HttpRequest, procurement: Procurement) -> HttpResponse:
    """Draw the experts; pressed twice, the second is told that they are drawn."""
    try:
        actions.draw_experts(signed_actor(request), procurement)
    except Refused as refused:
        return _committee_page(request, procurement, refused.refusals)
    messages.success(request, _("专家已抽取，请监督人员确认见证。"))
    return redirect("committee", ocid=procurement.ocid)


@requires(Can.WATCH_DRAW, Procurement, key="ocid", read=Can.FOLLOW_REVIEW, related=RELATED)
@require_POST
def watch(request: HttpRequest, procurement: Procurement) -> HttpResponse:
    try:
        actions.watch_draw(signed_actor(request), procurement)
    except Refused as refused:
        return _committee_page(request, procurement, refused.refusals)
    messages.success(request, _("已确认见证专家抽取。"))
    return redirect("committee", ocid=procurement.ocid)


@requires(Can.RUN_COMMITTEE, Procurement, key="ocid", read=Can.FOLLOW_REVIEW, related=RELATED)
@require_POST
def chair(request: HttpRequest, procurement: Procurement) -> HttpResponse:
    form = ChairForm(request.POST, members=queries.members_of(procurement))
    if not form.is_valid():
        return _committee_page(request, procurement, chair_form=form)
    try:
        actions.choose_chair(signed_actor(request), procurement, form.cleaned_data["chair"])
    except Refused as refused:
        return _committee_page(request, procurement, refused.refusals)
    messages.success(request, _("已登记评委会组长。"))
    return redirect("committee", ocid=procurement.ocid)


@requires(Can.RUN_COMMITTEE, Procurement, key="ocid", read=Can.FOLLOW_REVIEW, related=RELATED)
def excuse(request: HttpRequest, procurement: Procurement, seat: int) -> HttpResponse:
    """A member does not go on, and why."""
    rows = CommitteeMember.objects.select_related("user", "committee__procurement")
    member = get_object_or_404(rows, committee__procurement=procurement, pk=seat)
    form = ExcuseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.excuse_member(signed_actor(request), member, reason=form.cleaned_data["reason"])
        except Refused as refused:
            show_refusals(form, refused)
        else:
            messages.success(request, _("已登记，请补足评标委员会。"))
            return redirect("committee", ocid=procurement.ocid)
    context = {"procurement": procurement, "member": member, "form": form}
    return render(request, "purchasing/review/excuse.html", context, status=422 if form.is_bound else 200)


def _committee_page(
    request: HttpRequest,
    procurement: Procurement,
    refusals: tuple[Refusal, ...] = (),
    chair_form: ChairForm | None = None,
) -> HttpResponse:
    actor = signed_actor(request)
    drawn = queries.committee_of(procurement)
    seats = queries.seats_of(procurement)
    sitting = [seat for seat in seats if seat.sits]
    size, experts = queries.committee_size(procurement)
    runs = procurement.state in DRAWING and allows(actor, Can.RUN_COMMITTEE, procurement)
    reviewing = procurement.state == State.REVIEWING
    settled = reviewing and any(seat.is_chair for seat in sitting)
    context = {
        "procurement": procurement,
        "committee": drawn,
        "seats": seats,
        "size": size,
        "experts": experts,
        "replayed": queries.is_replayable(drawn) if drawn else False,
        "may_draw": runs and (len(sitting) < size or (not reviewing and bool(drawn and queries.draw_is_stale(drawn)))),
        "may_excuse": runs and drawn is not None,
        "may_watch": drawn is not None and drawn.watched_at is None and allows(actor, Can.WATCH_DRAW, procurement),
        "chair_form": chair_form or (ChairForm(members=sitting) if runs and sitting and not settled else None),
        "refusals": refusals,
    }
    status = 409 if refusals else 422 if chair_form else 200
    return render(request, "purchasing/review/committee.html", context, status=status)


@requires(Can.READ_REPORT, Procurement, key="ocid", related=RELATED)
@require_safe
def report(request: HttpRequest, procurement: Procurement) -> HttpResponse:
    """The whole table, as it was signed."""
    view = tables.report_view(procurement)
    context = {"procurement": procurement, "view": view, "papers": reports_of(view.committee, KIND)}
    return render(request, "purchasing/review/report.html", context)
