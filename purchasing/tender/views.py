"""The agent's page of the tender document, and clarifications."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows
from portal.audit import acts_on
from portal.reports.actions import reports_of
from portal.ui.access import requires
from portal.ui.drafts import meanwhile, show_refusals, typed_key
from portal.ui.rows import kept
from portal.values import clock
from portal.values.refusal import Refused
from portal.values.together import fetch_together
from purchasing.procurement.models import Procurement
from purchasing.procurement.policies import Can as ProcurementCan
from purchasing.publication.models import Kind
from purchasing.publication.queries import publication_of
from purchasing.tender import queries
from purchasing.tender.actions import edit_clarification, edit_document, start_clarification, start_document
from purchasing.tender.forms import ClarificationForm, Criteria, DocumentForm, PriceItems
from purchasing.tender.models import Clarification, TenderDocument
from purchasing.tender.policies import Can

RELATED = ("procurement__purchaser__organization", "procurement__agency", "author")


@requires(ProcurementCan.PREPARE_DOCUMENT, Procurement, key="ocid", read=ProcurementCan.READ_PROCUREMENT)
@require_POST
def start(request: HttpRequest, procurement: Procurement) -> HttpResponse:
    start_document(signed_actor(request), procurement)
    return redirect("tender-document-edit", ocid=procurement.ocid)


@requires(
    ProcurementCan.READ_PROCUREMENT, Procurement, key="ocid",
    related=("purchaser__organization", "agency", "plan_item__intention", "document"),
)  # fmt: skip
@require_safe
def document(request: HttpRequest, procurement: Procurement) -> HttpResponse:
    row = _document(procurement)
    criteria, prices, reports = row.criteria.all(), row.price_items.all(), reports_of(row)
    fetch_together(criteria, prices, reports)
    context = {
        "procurement": procurement,
        "document": row,
        "criteria": criteria,
        "prices": prices,
        "found": queries.screened(row, criteria),
        "reports": reports,
        "may_edit": allows(signed_actor(request), Can.EDIT_DOCUMENT, row),
    }
    return render(request, "purchasing/tender/document.html", context)


def _document(procurement: Procurement) -> TenderDocument:
    row = queries.document_of(procurement)
    if row is None:
        raise Http404(_("采购文件尚未编制。"))
    return row


@requires(ProcurementCan.PREPARE_DOCUMENT, Procurement, key="ocid", read=ProcurementCan.READ_PROCUREMENT)
def edit(request: HttpRequest, procurement: Procurement) -> HttpResponse:
    row = _document(procurement)
    bound = request.POST or None
    form = DocumentForm(bound, initial=_values(row))
    criteria, prices = _rows(row, bound)
    changed: list[Any] = []
    if request.method == "POST" and all([form.is_valid(), criteria.is_valid(), prices.is_valid()]):
        try:
            _save(request, row, form, criteria, prices)
        except Refused as refused:
            row = _document(procurement)
            changed = meanwhile(form, refused, _values(row), row.version)
            show_refusals(form, refused)
        else:
            messages.success(request, _("采购文件已保存。"))
            return redirect(row)
    earliest = queries.earliest_closing(procurement, clock.today())
    context = {
        "procurement": procurement, "document": row, "form": form, "criteria": criteria, "prices": prices,
        "changed": changed, "earliest": earliest,
    }  # fmt: skip
    return render(request, "purchasing/tender/edit.html", context, status=422 if form.is_bound else 200)


def _rows(row: TenderDocument, bound: Any) -> tuple[Any, Any]:
    """The sheets as posted, whole, or as saved: a posted row that equals a saved one must not count as untouched."""
    if bound is not None:
        return Criteria(bound, prefix="criteria"), PriceItems(bound, prefix="prices")
    criteria = list(row.criteria.values("name", "points", "objective", "standard"))
    prices = list(row.price_items.values("name", "unit", "quantity"))
    return Criteria(initial=criteria, prefix="criteria"), PriceItems(initial=prices, prefix="prices")


def _values(row: TenderDocument) -> dict[str, Any]:
    names = (
        "version", "ceiling", "closes_at", "price_weight", "small_business_rate", "scope", "submission", "contract_draft",
        "allows_consortium", "opening_place", "contact", "explanation",
    )  # fmt: skip
    return {
        **{name: getattr(row, name) for name in names},
        "conditions": "\n".join(condition["text"] for condition in row.qualification),
        "checks": [code for code, ticked in row.confirmations.items() if ticked],
    }


def _save(request: HttpRequest, row: TenderDocument, form: DocumentForm, criteria: Any, prices: Any) -> None:
    edit_document(
        signed_actor(request),
        row,
        version=form.cleaned_data["version"],
        values=form.values(),
        criteria=kept(criteria),
        price_items=kept(prices),
    )


@requires(Can.READ_CLARIFICATION, Clarification, related=RELATED)
@require_safe
def clarification(request: HttpRequest, row: Clarification) -> HttpResponse:
    context = {
        "clarification": row,
        "publication": publication_of(row, Kind.CLARIFICATION),
        "may_edit": row.released_at is None and allows(signed_actor(request), Can.DRAFT_CLARIFICATION, row),
        "entries": acts_on(row),
    }
    return render(request, "purchasing/tender/clarification.html", context)


@requires(ProcurementCan.CLARIFY, Procurement, key="ocid", read=ProcurementCan.READ_PROCUREMENT)
def new_clarification(request: HttpRequest, procurement: Procurement) -> HttpResponse:
    form = ClarificationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {n: v for n, v in form.cleaned_data.items() if n != "version"}
        try:
            row = start_clarification(signed_actor(request), procurement, form_key=typed_key(request), **values)
        except Refused as refused:
            show_refusals(form, refused)
        else:
            messages.success(request, _("澄清已保存，公开稿已送保密审查。"))
            return redirect(row)
    return _clarification_page(request, procurement, form, [])


@requires(Can.DRAFT_CLARIFICATION, Clarification, read=Can.READ_CLARIFICATION, related=RELATED)
def change_clarification(request: HttpRequest, row: Clarification) -> HttpResponse:
    names = ("version", "text", "affects_bids", "new_closes_at")
    form = ClarificationForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    changed: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            edit_clarification(signed_actor(request), row, **form.cleaned_data)
        except Refused as refused:
            row.refresh_from_db()
            changed = meanwhile(form, refused, {name: getattr(row, name) for name in names[1:]}, row.version)
            show_refusals(form, refused)
        else:
            messages.success(request, _("澄清已保存，公开稿已送保密审查。"))
            return redirect(row)
    return _clarification_page(request, row.procurement, form, changed)


def _clarification_page(
    request: HttpRequest, procurement: Procurement, form: ClarificationForm, changed: list[Any]
) -> HttpResponse:
    context = {
        "procurement": procurement, "form": form, "changed": changed,
        "last": queries.last_safe_clarification(procurement),
        "form_key": typed_key(request) or secrets.token_urlsafe(16),
    }  # fmt: skip
    return render(request, "purchasing/tender/clarification_form.html", context, status=422 if form.is_bound else 200)
