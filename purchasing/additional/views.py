"""The pages of requests: the list with what can be asked for, one request, its draft, and the rescoping of its item."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows, ask, holds
from portal.audit import acts_on
from portal.ui.access import requires
from portal.ui.drafts import meanwhile, show_refusals, typed_key, typed_version
from portal.ui.listing import Column, listing
from portal.ui.transitions import rights_for_buttons
from portal.values.refusal import Refused
from purchasing.additional import queries
from purchasing.additional.actions import edit_request, rescope, start_request
from purchasing.additional.forms import RequestForm
from purchasing.additional.life import stops_of
from purchasing.additional.models import AdditionalBudgetRequest
from purchasing.additional.policies import Can
from purchasing.plan.actions import Task
from purchasing.plan.chain import shown
from purchasing.plan.forms import TaskFormSet
from purchasing.plan.models import PlanItem
from purchasing.plan.policies import Can as PlanCan
from purchasing.publication.models import Kind
from purchasing.publication.queries import publication_of

COLUMNS = (
    Column("title", _("购买事项"), "item.title", href="self", note="item.plan.purchaser.organization.name"),
    Column("fiscal_year", _("年度"), "item.plan.fiscal_year", kind="number"),
    Column("gap", _("申请新增（元）"), lambda row: row.gap if row.filed_at else None, kind="money"),
    Column("supported", _("财政支持（元）"), lambda row: row.supported if row.opinion_on else None, kind="money"),
    Column("approved", _("人大批准（元）"), lambda row: row.approved if row.congress_on else None, kind="money"),
    Column("result", _("结果"), "get_result_display"),
    Column("state", _("状态"), kind="state"),
)
RELATED = (
    "item__plan__purchaser__organization",
    "item__catalogue_item",
    "item__supplement",
    "author",
    "leader_note_by",
)


@requires(Can.READ_REQUEST)
@require_safe
def requests(request: HttpRequest) -> HttpResponseBase:
    actor = signed_actor(request)
    page = listing(
        request, queries.requests_for(actor), columns=COLUMNS, key=("-id",), name="additional",
        search=("item__title", "item__plan__purchaser__organization__name"), empty=_("新增预算申请会列在这里。"),
    )  # fmt: skip
    items = queries.items_without_request(actor) if holds(actor, Can.START_REQUEST) else ()
    return page.respond("purchasing/additional/list.html", items=items)


@requires(PlanCan.READ_ITEM, PlanItem)
@require_POST
def start(request: HttpRequest, item: PlanItem) -> HttpResponse:
    try:
        started = start_request(signed_actor(request), item)
    except Refused as refused:
        messages.error(request, str(refused.refusals[0].message))
        return redirect(queries.open_request(item) or "additional-requests")
    return redirect("additional-edit", pk=started.pk)


@requires(Can.READ_REQUEST, AdditionalBudgetRequest, related=RELATED)
@require_safe
def request(request: HttpRequest, row: AdditionalBudgetRequest) -> HttpResponse:
    """One request: where it stands, what was asked for, what each body decided, with the papers."""
    actor = signed_actor(request)
    ask(actor, [(row, can) for can in (Can.DRAFT_REQUEST, Can.RESCOPE_ITEM, *rights_for_buttons(row))])
    acts = list(queries.acts_of(row))
    need, existing, gap = queries.amounts_of(row)
    entries = acts_on(row)
    context = {
        "row": row,
        "stops": stops_of(row, acts),
        "acts": acts,
        "amounts": {"need": need, "existing": existing, "gap": gap},
        "sheet": row.sheet or queries.sheet_of(row.item),
        "limits": queries.limits_of(row),
        "publication": publication_of(row, Kind.ADDITIONAL) if row.granted_on else None,
        "papers": queries.papers_of(row),
        "may_edit": allows(actor, Can.DRAFT_REQUEST, row),
        "may_rescope": allows(actor, Can.RESCOPE_ITEM, row),
        "entries": entries,
        **shown(
            row, entries, inside=holds(actor, Can.CONCUR_OPINION) or holds(actor, Can.DECIDE_OPINION), **queries.CHAIN
        ),
    }
    return render(request, "purchasing/additional/detail.html", context)


@requires(Can.DRAFT_REQUEST, AdditionalBudgetRequest, read=Can.READ_REQUEST, related=RELATED)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, row: AdditionalBudgetRequest) -> HttpResponse:
    form = RequestForm(request.POST or None, initial={**_values(row), "version": row.version})
    changed: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            edit_request(signed_actor(request), row, **form.cleaned_data)
        except Refused as refused:
            row.refresh_from_db()
            changed = meanwhile(form, refused, _values(row), row.version)
            show_refusals(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect(row)
    need, existing, gap = queries.amounts_of(row)
    context = {
        "row": row, "form": form, "changed": changed, "amounts": {"need": need, "existing": existing, "gap": gap},
        "sheet": queries.sheet_of(row.item),
    }  # fmt: skip
    return render(request, "purchasing/additional/edit.html", context, status=422 if form.is_bound else 200)


def _values(row: AdditionalBudgetRequest) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("cycle", "ground", "justification")}


@requires(Can.READ_REQUEST, AdditionalBudgetRequest, related=RELATED)
@require_http_methods(["GET", "POST"])
def rescope_item(request: HttpRequest, row: AdditionalBudgetRequest) -> HttpResponse:
    """Lower the sheet to exactly the money there is."""
    tasks = [
        {"name": t.name, "unit": t.unit, "quantity": t.quantity, "unit_price": t.unit_price}
        for t in row.item.task_lines.all()
    ]
    sheet = TaskFormSet(request.POST or None, initial=tasks, prefix="tasks")
    refusals: tuple[Any, ...] = ()
    if request.method == "POST" and sheet.is_valid():
        try:
            version, form_key = typed_version(request), typed_key(request)
            rescope(signed_actor(request), row, _typed(sheet), version=version, form_key=form_key)
            messages.success(request, _("已按批准金额调整，送财政部门批准。"))
            return redirect(row)
        except Refused as refused:
            refusals = refused.refusals
            row.refresh_from_db(fields=["version"])
    context = {
        "row": row, "set": sheet, "refusals": refusals, "funding": row.item.funding.select_related("line"),
        "money": queries.funded(row.item), "form_key": typed_key(request) or secrets.token_urlsafe(16),
    }  # fmt: skip
    status = 409 if refusals else 422 if request.method == "POST" else 200
    return render(request, "purchasing/additional/rescope.html", context, status=status)


def _typed(sheet: Any) -> list[Task]:
    kept = [f.cleaned_data for f in sheet.forms if f.cleaned_data and not f.cleaned_data.get("DELETE")]
    return [Task(row["name"], row["unit"], row["quantity"], row["unit_price"]) for row in kept]
