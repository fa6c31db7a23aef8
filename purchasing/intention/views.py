"""The pages of intentions: list with what can be started, one intention, its draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows, holds
from portal.audit import acts_on
from portal.ui.access import requires
from portal.ui.drafts import meanwhile, offers_of, show_refusals, since_opened
from portal.ui.listing import Column, listing
from portal.values.refusal import Refused
from purchasing.intention import queries
from purchasing.intention.actions import edit_intention, start_intention
from purchasing.intention.forms import IntentionForm
from purchasing.intention.models import Intention
from purchasing.intention.policies import Can
from purchasing.plan.models import PlanItem
from purchasing.plan.policies import Can as PlanCan
from purchasing.plan.queries import approved_items_without
from purchasing.publication.models import Kind
from purchasing.publication.queries import publication_of

COLUMNS = (
    Column("title", _("采购项目名称"), href="self", note="plan_item.ocid"),
    Column("unit", _("购买单位"), "plan_item.plan.purchaser.organization.name"),
    Column("budget", _("预算金额（元）"), kind="money"),
    Column("expected_month", _("预计采购月份"), kind="month"),
    Column("released_at", _("公开时间"), kind="day"),
    Column("state", _("状态"), kind="state"),
)
RELATED = ("plan_item__plan__purchaser__organization",)


@requires(Can.READ_INTENTION)
@require_safe
def intentions(request: HttpRequest) -> HttpResponseBase:
    actor = signed_actor(request)
    page = listing(
        request, queries.intentions_for(actor), columns=COLUMNS, search=("title", "plan_item__ocid"), key=("-id",),
        name="intentions", empty=_("批准的计划事项公开采购意向后会列在这里。"),
    )  # fmt: skip
    items = approved_items_without("intention", actor) if holds(actor, Can.BEGIN_INTENTION) else ()
    return page.respond("purchasing/intention/list.html", items=items)


@requires(PlanCan.READ_ITEM, PlanItem)
@require_POST
def start(request: HttpRequest, item: PlanItem) -> HttpResponse:
    try:
        intention = start_intention(signed_actor(request), item)
    except Refused as refused:
        messages.error(request, str(refused.refusals[0].message))
        return redirect("intentions")
    return redirect("intention-edit", pk=intention.pk)


@requires(Can.READ_INTENTION, Intention, related=RELATED)
@require_safe
def intention(request: HttpRequest, row: Intention) -> HttpResponse:
    context = {
        "intention": row,
        "due": queries.runs_until(row),
        "publication": publication_of(row, Kind.INTENTION),
        "may_edit": allows(signed_actor(request), Can.DRAFT_INTENTION, row),
        "entries": acts_on(row),
    }
    return render(request, "purchasing/intention/detail.html", context)


@requires(Can.DRAFT_INTENTION, Intention, read=Can.READ_INTENTION, related=RELATED)
def edit(request: HttpRequest, row: Intention) -> HttpResponse:
    current = _values(row)
    form = IntentionForm(request.POST or None, initial={**current, "version": row.version})
    changed: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            edit_intention(signed_actor(request), row, **form.cleaned_data)
        except Refused as refused:
            row.refresh_from_db()
            changed = meanwhile(form, refused, _values(row), row.version)
            show_refusals(form, refused)
        else:
            messages.success(request, _("已保存，公开稿已送保密审查。"))
            return redirect(row)
    context = {"intention": row, "form": form, "changed": changed}
    return render(request, "purchasing/intention/edit.html", context, status=422 if form.is_bound else 200)


@requires(Can.READ_INTENTION, Intention)
@require_POST
def since(request: HttpRequest, row: Intention) -> HttpResponse:
    """Who else has the draft open, and what it says by now where it was saved since."""
    return since_opened(request, row, place="", offers=lambda: offers_of(IntentionForm(initial=_values(row))))


def _values(row: Intention) -> dict[str, Any]:
    names = ("title", "needs", "budget", "expected_month", "sme_note", "note")
    return {name: getattr(row, name) for name in names}
