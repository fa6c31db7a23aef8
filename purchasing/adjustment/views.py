"""The pages of adjustments: the list, beginning one, its two sides, editing the new one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows, holds
from portal.audit import acts_on
from portal.ui.access import requires
from portal.ui.drafts import show_refusals
from portal.ui.listing import Column, listing
from portal.values.refusal import Refused
from purchasing.adjustment.actions import edit_adjustment, start_adjustment
from purchasing.adjustment.forms import ChangeSheets, StartForm
from purchasing.adjustment.models import PlanAdjustment
from purchasing.adjustment.policies import Can
from purchasing.adjustment.queries import adjustments_for, changeable_items, sides

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
    return render(request, "purchasing/adjustment/new.html", {"form": form}, status=status)


@requires(Can.READ_ADJUSTMENT, PlanAdjustment, related=RELATED)
@require_safe
def adjustment(request: HttpRequest, row: PlanAdjustment) -> HttpResponse:
    context = {
        "row": row,
        "sides": sides(row),
        "may_edit": allows(signed_actor(request), Can.EDIT_ADJUSTMENT, row),
        "history": acts_on(row),
    }
    return render(request, "purchasing/adjustment/detail.html", context)


@requires(Can.EDIT_ADJUSTMENT, PlanAdjustment, read=Can.READ_ADJUSTMENT, related=RELATED)
@require_http_methods(["GET", "POST"])
def adjustment_edit(request: HttpRequest, row: PlanAdjustment) -> HttpResponse:
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
    status = 409 if refusals else 422 if sheets.form.is_bound else 200
    context = {"row": row, "sheets": sheets, "form": sheets.form, "refusals": refusals}
    return render(request, "purchasing/adjustment/edit.html", context, status=status)
