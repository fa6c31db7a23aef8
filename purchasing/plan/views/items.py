"""The pages of one item: what it says, its form with the three sheets, answers to hints, striking it out."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import portal.statutes as statutes
from catalog.catalogue.queries import purchasable
from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows
from portal.ui.access import requires
from portal.ui.drafts import since_opened, typed_key, typed_version
from portal.values import clock
from portal.values.refusal import Refused
from purchasing.plan import queries
from purchasing.plan.actions import answer_hints, put_item, remove_item
from purchasing.plan.forms import HintForm, ItemSheets
from purchasing.plan.models import STANDING, AnnualPlan, ItemState, PlanItem
from purchasing.plan.policies import Can
from purchasing.plan.views.checks import screening_of
from purchasing.plan.wording import ANSWERABLE, hints_of


@requires(Can.READ_ITEM, PlanItem, related=("plan__purchaser__organization", "catalogue_item"))
@require_safe
def item(request: HttpRequest, item: PlanItem) -> HttpResponse:
    rows = list(queries.items_of(item.plan).filter(pk=item.pk))
    screening = screening_of(item.plan, rows)
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
def item_new(request: HttpRequest, plan: AnnualPlan) -> HttpResponse:
    return _item_form(request, plan, None)


@requires(Can.READ_ITEM, PlanItem, related=("plan__purchaser__organization", "catalogue_item"))
@require_http_methods(["GET", "POST"])
def item_edit(request: HttpRequest, item: PlanItem) -> HttpResponse:
    return _item_form(request, item.plan, item)


@requires(Can.READ_ITEM, PlanItem, related=("plan__purchaser", "catalogue_item"))
@require_POST
def item_since(request: HttpRequest, item: PlanItem) -> HttpResponse:
    """Who else is in the plan, and what the item says by now where it was saved since."""
    return since_opened(
        request, item.plan, place=item.title, offers=lambda: ItemSheets(None, item.plan, clock.today(), item).offers
    )


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
