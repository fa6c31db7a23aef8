"""The pages of adjustments: the list, beginning one, its two sides, editing the new one."""

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
from portal.accounts.capability import allows, holds
from portal.audit import acts_on
from portal.ui.access import requires
from portal.ui.drafts import meanwhile, show_refusals, typed_key, typed_version
from portal.ui.listing import Column, listing
from portal.ui.parts import Fact
from portal.values import clock
from portal.values.refusal import Refused
from purchasing.adjustment.actions import add_item, answer_hints, edit_added, edit_adjustment, start_adjustment
from purchasing.adjustment.forms import ChangeForm, ChangeSheets, StartForm
from purchasing.adjustment.models import Change, PlanAdjustment
from purchasing.adjustment.policies import Can
from purchasing.adjustment.queries import (
    CHAIN,
    adjustments_for,
    changeable_items,
    papers_of,
    plans_to_add_to,
    screen_added,
    sides,
)
from purchasing.adjustment.reports import letter_context, letter_of_addition
from purchasing.plan.chain import shown
from purchasing.plan.forms import HintForm, ItemSheets
from purchasing.plan.models import AnnualPlan
from purchasing.plan.policies import Can as PlanCan
from purchasing.plan.screening import RULES
from purchasing.plan.wording import ANSWERABLE, hints_of

RELATED = ("item__plan__purchaser__organization", "author")
COLUMNS = [
    Column("item", gettext_lazy("计划事项"), "item.title", href="self", note="item.plan.purchaser.organization.name"),
    Column("year", gettext_lazy("年度"), "item.plan.fiscal_year"),
    Column("change", gettext_lazy("调整类别"), "get_change_display"),
    Column("number", gettext_lazy("批复文号")),
    Column("decided_at", gettext_lazy("审批"), kind="day"),
    Column("state", gettext_lazy("状态"), kind="state"),
]


@requires(Can.READ_ADJUSTMENT)
@require_safe
def adjustments(request: HttpRequest) -> HttpResponseBase:
    actor = signed_actor(request)
    page = listing(
        request, adjustments_for(actor), columns=COLUMNS, key=("-id",), name="adjustments",
        search=("item__title", "item__plan__purchaser__organization__name", "number"),
        empty=_("批准的事项需要调整时，申请会列在这里。"),
    )  # fmt: skip
    new = "adjustment-new" if holds(actor, Can.BEGIN_ADJUSTMENT) else ""
    return page.respond("purchasing/desk_list.html", title=_("计划调整"), new=new, new_label=_("申请调整"))


@requires(Can.BEGIN_ADJUSTMENT)
@require_http_methods(["GET", "POST"])
def adjustment_new(request: HttpRequest) -> HttpResponse:
    """Choose an approved item and what of it changes; `?item=` chooses it beforehand."""
    actor = signed_actor(request)
    form = StartForm(request.POST or None, items=changeable_items(actor), initial={"item": request.GET.get("item", "")})
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            row = start_adjustment(actor, form.cleaned_data["item"], form.cleaned_data["change"])
        except Refused as refused:
            show_refusals(form, refused)
            status = 409
        else:
            return redirect("adjustment-edit", pk=row.pk)
    context = {"form": form, "plans": plans_to_add_to(actor)}
    return render(request, "purchasing/adjustment/new.html", context, status=status)


@requires(Can.ADD_ITEM, AnnualPlan, read=PlanCan.READ_PLAN, related=("purchaser__organization",))
@require_http_methods(["GET", "POST"])
def adjustment_add(request: HttpRequest, plan: AnnualPlan) -> HttpResponse:
    """Fill in an item that is to join a public plan; it is kept with the adjustment that asks for it."""
    return _item_form(request, plan, None)


@requires(Can.READ_ADJUSTMENT, PlanAdjustment, related=RELATED)
@require_safe
def adjustment(request: HttpRequest, row: PlanAdjustment) -> HttpResponse:
    actor, history = signed_actor(request), acts_on(row)
    may_edit = allows(actor, Can.EDIT_ADJUSTMENT, row)
    inside = holds(actor, Can.CONCUR) or holds(actor, Can.SIGN)
    context = {
        "row": row, "sides": sides(row), "may_edit": may_edit, "history": history, "papers": papers_of(row),
        **shown(row, history, inside=inside, **CHAIN),
        **(_screened(row) if row.change == Change.ADD_ITEM and may_edit else {}),
    }  # fmt: skip
    return render(request, "purchasing/adjustment/detail.html", context)


@requires(Can.READ_ADJUSTMENT, PlanAdjustment, related=(*RELATED, "item__plan__purchaser__finance"))
@require_safe
def adjustment_letter(request: HttpRequest, row: PlanAdjustment) -> HttpResponse:
    """The letter as it would be issued now, before it has a number."""
    letter = letter_of_addition(row) if row.joins_now else letter_context(row)
    return render(request, "purchasing/adjustment/letter_preview.html", {"row": row, "letter": letter})


@requires(Can.EDIT_ADJUSTMENT, PlanAdjustment, read=Can.READ_ADJUSTMENT, related=RELATED)
@require_http_methods(["GET", "POST"])
def adjustment_edit(request: HttpRequest, row: PlanAdjustment) -> HttpResponse:
    if row.change == Change.ADD_ITEM:
        return _item_form(request, row.item.plan, row)
    sheets = ChangeSheets(request.POST or None, row)
    refusals: tuple[Any, ...] = ()
    if request.method == "POST" and sheets.is_valid():
        values = sheets.form.cleaned_data
        try:
            edit_adjustment(
                signed_actor(request), row, version=values["version"], reason=values["reason"], after=sheets.after
            )
            return redirect(row)
        except Refused as refused:
            refusals = refused.refusals
            row.refresh_from_db(fields=["version"])
            meanwhile(sheets.form, refused, {}, row.version)
    status = 409 if refusals else 422 if sheets.form.is_bound else 200
    context = {"row": row, "sheets": sheets, "form": sheets.form, "refusals": refusals}
    return render(request, "purchasing/adjustment/edit.html", context, status=status)


def _screened(row: PlanAdjustment) -> dict[str, Any]:
    """What the unit still has to mend or to explain of an item that is to join its plan."""
    day = clock.today()
    found = screen_added(row.item, day, statutes.several(RULES, day))
    item = found.by_item[0][0]
    return {"problems": found.sentences, "hints": hints_of(item, statutes.several(ANSWERABLE, day))}


def _item_form(request: HttpRequest, plan: AnnualPlan, row: PlanAdjustment | None) -> HttpResponse:
    """The form of an item that is to join its plan: that of any item, and why. What was typed stays after a refusal."""
    data, day = request.POST or None, clock.today()
    sheets = ItemSheets(data, plan, day, row.item if row else None)
    form = ChangeForm(data, adjustment=row or PlanAdjustment(change=Change.ADD_ITEM))
    form_key = typed_key(request)
    context: dict[str, Any] = {"refusals": (), "saved": []}
    if data and all([sheets.is_valid(), form.is_valid()]):
        try:
            return redirect(_save_item(request, plan, row, sheets, form, form_key))
        except Refused as refused:
            context = {"refusals": refused.refusals, "saved": _meanwhile(refused, row, sheets, form)}
    status = 409 if context["refusals"] else 422 if data else 200
    context |= {"plan": plan, "sheets": sheets, "form": form, "options": purchasable(day)}
    context |= {"back": (row or plan).get_absolute_url(), "form_key": form_key or secrets.token_urlsafe(16)}
    return render(request, "purchasing/adjustment/item.html", context, status=status)


def _save_item(
    request: HttpRequest, plan: AnnualPlan, row: PlanAdjustment | None, sheets: ItemSheets, form: ChangeForm, key: str
) -> PlanAdjustment:
    actor, reason = signed_actor(request), form.cleaned_data["reason"]
    if row is None:
        return add_item(actor, plan, sheets.draft, reason, form_key=key)
    return edit_added(actor, row, sheets.draft, reason, version=form.cleaned_data["version"])


def _meanwhile(refused: Refused, row: PlanAdjustment | None, sheets: ItemSheets, form: ChangeForm) -> list[Fact]:
    """After a stale edit: what somebody else saved; the form goes on from there."""
    if row is None:
        return []
    row.refresh_from_db(fields=["version", "reason"])
    return sheets.meanwhile(refused, row.item, row.version) + meanwhile(
        form, refused, {"reason": row.reason}, row.version
    )


@requires(Can.EDIT_ADJUSTMENT, PlanAdjustment, read=Can.READ_ADJUSTMENT, related=RELATED)
@require_http_methods(["GET", "POST"])
def adjustment_hints(request: HttpRequest, row: PlanAdjustment) -> HttpResponse:
    """Say why words of the new item that hint at the negative list mean no harm."""
    hints = hints_of(row.item, statutes.several(ANSWERABLE, clock.today()))
    form = HintForm(request.POST or None, hints=hints)
    refusals: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            answer_hints(signed_actor(request), row, form.reasons, version=typed_version(request))
            messages.success(request, _("已记录理由。"))
            return redirect(row)
        except Refused as refused:
            refusals = refused.refusals
            row.refresh_from_db(fields=["version"])
    context = {"item": row.item, "plan": row.item.plan, "form": form, "hints": hints, "refusals": refusals}
    context |= {"version": row.version, "back": row.get_absolute_url()}
    status = 409 if refusals else 422 if form.is_bound else 200
    return render(request, "purchasing/plan/hints.html", context, status=status)
