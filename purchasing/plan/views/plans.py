"""The pages of plans: lists, one plan (the unit's face or finance's desk), the letter's preview, last year's items."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows, ask, holds
from portal.audit import acts_on
from portal.ui.access import requires
from portal.ui.drafts import since_opened, typed_version
from portal.ui.listing import Column, listing
from portal.ui.transitions import rights_for_buttons
from portal.values import clock
from portal.values.refusal import Refused
from portal.values.together import fetch_together
from purchasing.plan import chain, queries
from purchasing.plan.actions import copy_items, start_plan
from purchasing.plan.forms import CopyForm, YearForm
from purchasing.plan.models import AnnualPlan, PlanApproval, PlanItem, State
from purchasing.plan.policies import Can
from purchasing.plan.reports import letter_context
from purchasing.plan.views.checks import screening_of
from purchasing.plan.views.desk import desk_page, is_on_desk
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
    if is_on_desk(plan, signed_actor(request)):
        return desk_page(request, plan)
    actor, items = signed_actor(request), queries.read_items(plan)
    screening = screening_of(plan, items)
    ask(actor, [(plan, can) for can in (Can.EDIT_PLAN, Can.DRAFT_PLAN, *rights_for_buttons(plan))])
    approvals, limits = queries.approvals_of(plan), queries.publishing_limits(plan)
    papers, history = queries.papers_of(plan), acts_on(plan)
    fetch_together(approvals, limits, papers, history)
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
        **chain.shown(
            plan, history, inside=holds(actor, Can.TAKE_PLAN) or holds(actor, Can.SIGN_PLAN), **queries.CHAIN
        ),
        "rows": [{"item": item, "problems": problems} for item, problems in screening.by_item],
    }
    return render(request, "purchasing/plan/plan.html", context)


@requires(Can.READ_PLAN, AnnualPlan, related=("purchaser__organization", "purchaser__finance"))
@require_safe
def letter(request: HttpRequest, plan: AnnualPlan) -> HttpResponse:
    """The letter as it would be issued now, before it has a number."""
    items = [i for i in queries.items_of(plan) if i.recommendation == PlanItem.Recommendation.APPROVE]
    draft = PlanApproval(plan=plan, number="", amount=queries.total_of(items), approved_at=clock.now())
    return render(request, "purchasing/plan/letter.html", {"plan": plan, "letter": letter_context(draft)})


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


@requires(Can.READ_PLAN, AnnualPlan)
@require_POST
def plan_since(request: HttpRequest, plan: AnnualPlan) -> HttpResponse:
    """Who else is in the plan, and whether it was saved since the page was opened."""
    return since_opened(request, plan, place="")
