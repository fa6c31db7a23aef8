"""The pages of plans: lists, one plan (the unit's face and finance's desk), the letter's preview, items and their form."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

import portal.statutes as statutes
from catalog.catalogue.queries import purchasable
from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows, ask, holds
from portal.audit import acts_on
from portal.ui.access import requires
from portal.ui.drafts import typed_key, typed_version
from portal.ui.listing import Column, listing
from portal.ui.transitions import rights_for_buttons
from portal.values import clock
from portal.values.refusal import Refused
from portal.values.together import fetch_together
from purchasing.plan import queries
from purchasing.plan.actions import answer_hints, copy_items, put_item, remove_item, start_plan
from purchasing.plan.forms import CopyForm, HintForm, ItemSheets, YearForm
from purchasing.plan.models import STANDING, AnnualPlan, ItemState, PlanApproval, PlanItem, State
from purchasing.plan.policies import Can
from purchasing.plan.reports import letter_context
from purchasing.plan.screening import RULES, Screening, screen
from purchasing.plan.wording import ANSWERABLE, hints_of
from purchasing.purchaser.queries import purchaser_of

COLUMNS = [
    Column("title", gettext_lazy("计划"), str, href="self", note="purchaser.organization.name"),
    Column("fiscal_year", gettext_lazy("年度"), kind="number", shown=False),
    Column("item_count", gettext_lazy("事项"), kind="number"),
    Column("total", gettext_lazy("金额（元）"), kind="money"),
    Column("submitted_at", gettext_lazy("报送"), kind="day"),
    Column("state", gettext_lazy("状态"), kind="state"),
]


@requires(Can.READ_PLAN)
@require_safe
def plans(request: HttpRequest) -> HttpResponseBase:
    page = listing(
        request, queries.plans_for(signed_actor(request)), columns=COLUMNS, key=("-fiscal_year", "-id"), name="plans",
        search=queries.plans_matching, empty=_("年度计划会列在这里。"),
    )  # fmt: skip
    new = "plan-new" if holds(signed_actor(request), Can.DRAFT_PLAN) else ""
    return page.respond("purchasing/desk_list.html", title=_("年度计划"), new=new, new_label=_("新建年度计划"))


@requires(Can.DRAFT_PLAN)
@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    """Begin the unit's plan of a year."""
    form = YearForm(request.POST or None, today=clock.today())
    purchaser = purchaser_of(signed_actor(request))
    refusals: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid() and purchaser is not None:
        try:
            return redirect(start_plan(signed_actor(request), purchaser, form.cleaned_data["fiscal_year"]))
        except Refused as refused:
            refusals = refused.refusals
    status = 409 if refusals else 422 if form.is_bound else 200
    context = {"form": form, "refusals": refusals, "purchaser": purchaser}
    return render(request, "purchasing/plan/new.html", context, status=status)


@requires(Can.READ_PLAN, AnnualPlan, related=("purchaser__organization", "purchaser__finance", "author"))
@require_safe
def plan(request: HttpRequest, plan: AnnualPlan) -> HttpResponse:
    """Finance sees its desk while it has to decide, everybody else the plan."""
    actor = signed_actor(request)
    items = queries.read_items(plan)
    screening = _screening(plan, items)
    ask(actor, [(plan, can) for can in (Can.EDIT_PLAN, Can.DRAFT_PLAN, *rights_for_buttons(plan))])
    approvals, limits = queries.approvals_of(plan), queries.publishing_limits(plan)
    papers, history = queries.papers_of(plan), acts_on(plan)
    for_finance = plan.state in queries.WITH_FINANCE and (holds(actor, Can.TAKE_PLAN) or holds(actor, Can.APPROVE_PLAN))
    found = queries.beside(plan, items) if for_finance else None
    fetch_together(approvals, limits, papers, history, *(vars(found).values() if found else ()))
    context = {
        "plan": plan,
        "problems": screening if plan.state == State.DRAFT else None,
        "total": queries.total_of(items),
        "may_edit": plan.state == State.DRAFT and allows(actor, Can.EDIT_PLAN, plan),
        "may_add": plan.state in (State.PUBLISHED, State.IN_EXECUTION)
        and plan.fiscal_year >= clock.today().year
        and allows(actor, Can.DRAFT_PLAN, plan),
        "approval": approvals.first() if plan.decided_at else None,
        "papers": papers if plan.decided_at else [],
        "limit": limits.first() if plan.decided_at else None,
        "history": history,
        "rows": [{"item": item, "problems": problems} for item, problems in screening.by_item],
    }
    if found:
        return render(request, "purchasing/plan/desk.html", {**context, **_desk(request, items, found)})
    return render(request, "purchasing/plan/plan.html", context)


def _screening(plan: AnnualPlan, items: list[PlanItem]) -> Screening:
    """The checks as of today while they still matter; afterwards none are shown."""
    if plan.state not in (State.DRAFT, State.UNIT_REVIEW, *queries.WITH_FINANCE):
        return Screening([], [(item, []) for item in items])
    day = clock.today()
    return screen(plan, items, day, statutes.several(RULES, day))


def _desk(request: HttpRequest, items: list[PlanItem], found: queries.Beside) -> dict[str, Any]:
    """What finance sees beside the plan itself: comparisons, the lines before and after, and the item looked at."""
    compared = queries.comparisons(items, found)
    uses = queries.line_uses(items, found)
    chosen = next((i for i in items if str(i.pk) == request.GET.get("item")), items[0] if items else None)
    approved = [i for i in items if i.recommendation == PlanItem.Recommendation.APPROVE]
    return {
        "compared": compared,
        "chosen": compared.get(chosen.pk) if chosen else None,
        "hints": hints_of(chosen, statutes.several(ANSWERABLE, clock.today())) if chosen else [],
        "uses": uses,
        "short": [use for use in uses if use.gap],
        "approved": approved,
        "approved_total": queries.total_of(approved),
    }


@requires(Can.READ_PLAN, AnnualPlan, related=("purchaser__organization", "purchaser__finance"))
@require_safe
def letter(request: HttpRequest, plan: AnnualPlan) -> HttpResponse:
    """The letter as it would be issued now, before it has a number."""
    items = [i for i in queries.items_of(plan) if i.recommendation == PlanItem.Recommendation.APPROVE]
    draft = PlanApproval(plan=plan, number="", amount=queries.total_of(items), approved_at=clock.now())
    return render(request, "purchasing/plan/letter.html", {"plan": plan, "letter": letter_context(draft)})


@requires(Can.READ_ITEM, PlanItem, related=("plan__purchaser__organization", "catalogue_item"))
@require_safe
def item(request: HttpRequest, item: PlanItem) -> HttpResponse:
    rows = list(queries.items_of(item.plan).filter(pk=item.pk))
    screening = _screening(item.plan, rows)
    draft = item.state == ItemState.DRAFT
    context = {
        "item": rows[0],
        "plan": item.plan,
        "problems": screening.sentences if draft else [],
        "hints": hints_of(rows[0], statutes.several(ANSWERABLE, clock.today())),
        "may_edit": draft and allows(signed_actor(request), Can.EDIT_PLAN, item.plan),
        "joining": item.adjustments.filter(change="add_item").first(),
        "may_adjust": item.state in STANDING
        and item.state != ItemState.COMPLETED
        and allows(signed_actor(request), Can.DRAFT_PLAN, item.plan),
    }
    return render(request, "purchasing/plan/item.html", context)


@requires(Can.EDIT_PLAN, AnnualPlan, read=Can.READ_PLAN, related=("purchaser__organization",))
@require_http_methods(["GET", "POST"])
def plan_copy(request: HttpRequest, plan: AnnualPlan) -> HttpResponse:
    """Carry last year's items over, and explain those that nobody began and that stay behind."""
    form = CopyForm(request.POST or None, sources=queries.last_years_items(plan), explained=plan.left_behind)
    refusals: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            count = copy_items(signed_actor(request), plan, form.chosen, form.reasons, version=typed_version(request))
            messages.success(request, _("已复制 %(count)s 项，请逐项核对金额、月份和资金来源。") % {"count": count})
            return redirect(plan)
        except Refused as refused:
            refusals = refused.refusals
            plan.refresh_from_db(fields=["version"])
    status = 409 if refusals else 422 if form.is_bound else 200
    context = {"plan": plan, "form": form, "refusals": refusals}
    return render(request, "purchasing/plan/copy.html", context, status=status)


@requires(Can.EDIT_PLAN, AnnualPlan, read=Can.READ_PLAN, related=("purchaser__organization",))
@require_http_methods(["GET", "POST"])
def item_new(request: HttpRequest, plan: AnnualPlan) -> HttpResponse:
    return _item_form(request, plan, None)


@requires(Can.READ_ITEM, PlanItem, related=("plan__purchaser__organization", "catalogue_item"))
@require_http_methods(["GET", "POST"])
def item_edit(request: HttpRequest, item: PlanItem) -> HttpResponse:
    return _item_form(request, item.plan, item)


def _item_form(request: HttpRequest, plan: AnnualPlan, item: PlanItem | None) -> HttpResponse:
    """The item's form. After a refusal everything typed stays, beside what somebody else saved meanwhile."""
    posted = request.method == "POST"
    day = clock.today()
    sheets = ItemSheets(request.POST if posted else None, plan, day, item)
    form_key = typed_key(request)
    context: dict[str, Any] = {"version": request.POST.get("version", plan.version), "refusals": (), "saved": []}
    if posted and sheets.is_valid():
        try:
            done = put_item(
                signed_actor(request), plan, sheets.draft, item=item, version=typed_version(request), form_key=form_key
            )
            messages.success(request, _("已保存：%(item)s。") % {"item": done})
            return redirect(plan)
        except Refused as refused:
            plan.refresh_from_db(fields=["version"])
            saved = sheets.meanwhile(refused, item, plan.version)
            context = {"version": plan.version, "refusals": refused.refusals, "saved": saved}
    status = 409 if context["refusals"] else 422 if posted else 200
    context |= {"plan": plan, "item": item, "sheets": sheets, "options": purchasable(day)}
    context["form_key"] = form_key or secrets.token_urlsafe(16)
    return render(request, "purchasing/plan/item_form.html", context, status=status)


@requires(Can.READ_ITEM, PlanItem, related=("plan__purchaser__organization", "catalogue_item"))
@require_http_methods(["GET", "POST"])
def item_hints(request: HttpRequest, item: PlanItem) -> HttpResponse:
    """Say why words that hint at the negative list mean no harm; a wording that does is changed, not explained."""
    hints = hints_of(item, statutes.several(ANSWERABLE, clock.today()))
    form = HintForm(request.POST or None, hints=hints)
    refusals: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            answer_hints(signed_actor(request), item.plan, item, form.reasons, version=typed_version(request))
            messages.success(request, _("已记录理由。"))
            return redirect(item)
        except Refused as refused:
            refusals = refused.refusals
            item.plan.refresh_from_db(fields=["version"])
    context = {"item": item, "plan": item.plan, "form": form, "hints": hints, "refusals": refusals}
    context |= {"version": item.plan.version, "back": item.get_absolute_url()}
    status = 409 if refusals else 422 if form.is_bound else 200
    return render(request, "purchasing/plan/hints.html", context, status=status)


@requires(Can.READ_ITEM, PlanItem, related=("plan__purchaser__organization",))
@require_http_methods(["GET", "POST"])
def item_remove(request: HttpRequest, item: PlanItem) -> HttpResponse:
    """Asks once, then strikes the item out of the draft."""
    plan = item.plan
    refusals: tuple[Any, ...] = ()
    if request.method == "POST":
        try:
            remove_item(signed_actor(request), plan, item, version=typed_version(request))
            messages.success(request, _("已删除：%(item)s。") % {"item": item})
            return redirect(plan)
        except Refused as refused:
            refusals = refused.refusals
    context = {"plan": plan, "item": item, "refusals": refusals}
    return render(request, "purchasing/plan/item_remove.html", context, status=409 if refusals else 200)
