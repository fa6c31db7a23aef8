"""The pages of contracts: lists, drafting from award and document, one contract with its life, its business secrets."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from contracts.contract import queries
from contracts.contract.actions import edit_contract, mark_secrets, start_contract
from contracts.contract.forms import ContractSheets, SecretRows, sheets_of
from contracts.contract.models import Contract, State
from contracts.contract.policies import Can
from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows, ask, holds
from portal.audit import acts_on
from portal.ui.access import NotYours, requires
from portal.ui.drafts import typed_version
from portal.ui.listing import Column, listing
from portal.ui.parts import Fact
from portal.ui.rows import kept
from portal.ui.subjects import linkable
from portal.ui.transitions import rights_for_buttons
from portal.values import clock
from portal.values.refusal import Refusal, Refused
from portal.values.together import fetch_together
from purchasing.procurement.models import Procurement
from purchasing.procurement.policies import Can as ProcurementCan
from purchasing.publication.models import Kind
from purchasing.publication.queries import publications_about

COLUMNS = [
    Column("title", gettext_lazy("合同"), href="self", note="number"),
    Column("supplier", gettext_lazy("承接主体"), "supplier.organization.name"),
    Column("unit", gettext_lazy("购买主体"), "procurement.purchaser.organization.name", shown=False),
    Column("ocid", gettext_lazy("项目编号"), "procurement.ocid", shown=False),
    Column("amount", gettext_lazy("金额（元）"), kind="money"),
    Column("paid", gettext_lazy("已支付（元）"), "paid_amount", kind="money"),
    Column("starts_on", gettext_lazy("服务开始"), kind="day"),
    Column("ends_on", gettext_lazy("服务结束"), kind="day"),
    Column("state", gettext_lazy("状态"), kind="state"),
]
SEARCH = ("title", "number", "procurement__ocid", "supplier__organization__name")


@requires(Can.READ_CONTRACT)
@require_safe
def contracts(request: HttpRequest) -> HttpResponseBase:
    """The contracts I may read; for the unit's clerks also the awards that wait for one."""
    actor = signed_actor(request)
    page = listing(
        request, queries.contracts_for(actor), columns=COLUMNS, key=("-id",), name="contracts", search=SEARCH,
        empty=_("起草和签订的合同会列在这里。"),
    )  # fmt: skip
    waiting = queries.undrafted(actor) if holds(actor, Can.START_CONTRACT) else ()
    title = _("我的合同") if holds(actor, Can.SIGN_FOR_SUPPLIER) else _("合同")
    return page.respond("contracts/contract/list.html", title=title, waiting=waiting)


@requires(ProcurementCan.READ_PROCUREMENT, Procurement, key="ocid", related=("purchaser__organization", "plan_item"))
@require_http_methods(["GET", "POST"])
def contract_new(request: HttpRequest, procurement: Procurement) -> HttpResponse:
    """The draft as award, tender document and plan give it; saved only when the clerk submits it."""
    if not holds(signed_actor(request), Can.START_CONTRACT):
        raise NotYours(Can.START_CONTRACT)
    if not hasattr(procurement, "award"):
        messages.error(request, _("中标通知书发出后才能起草合同。"))
        return redirect("contract-list")
    sheets = ContractSheets(_posted(request), queries.suggested(procurement, clock.today()))
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and sheets.is_valid():
        try:
            return redirect(start_contract(signed_actor(request), procurement, sheets.draft))
        except Refused as refused:
            refusals = refused.refusals
    award = queries.award_of(procurement)
    context = {
        "procurement": procurement, "award": award, "cancel": reverse("contract-list"),
        "prices": queries.prices_of_bid(award.bid_id),
    }  # fmt: skip
    return _form(request, sheets, refusals, context)


@requires(Can.EDIT_CONTRACT, Contract, read=Can.READ_CONTRACT, related=queries.RELATED)
@require_http_methods(["GET", "POST"])
def contract_edit(request: HttpRequest, contract: Contract) -> HttpResponse:
    sheets = sheets_of(_posted(request), contract)
    refusals: tuple[Refusal, ...] = ()
    changed: list[Fact] = []
    if request.method == "POST" and sheets.is_valid():
        try:
            edit_contract(signed_actor(request), contract, sheets.draft, typed_version(request))
            messages.success(request, _("已保存：%(contract)s。") % {"contract": contract})
            return redirect(contract)
        except Refused as refused:
            refusals = refused.refusals
            if "stale-version" in refused.codes:
                contract = Contract.objects.select_related(*queries.RELATED).get(pk=contract.pk)
                changed = queries.differences(queries.draft_of(contract), sheets.draft)
    context = {
        "changed": changed,
        "contract": contract, "procurement": contract.procurement, "award": contract.award,
        "cancel": contract.get_absolute_url(), "prices": queries.price_lines(contract), "version": contract.version,
    }  # fmt: skip
    return _form(request, sheets, refusals, context)


def _form(
    request: HttpRequest, sheets: ContractSheets, refusals: tuple[Refusal, ...], context: dict[str, Any]
) -> HttpResponse:
    """The drafting page; what was typed stays, whatever was wrong."""
    status = 409 if refusals else 422 if request.method == "POST" else 200
    return render(
        request, "contracts/contract/form.html", {"sheets": sheets, "refusals": refusals, **context}, status=status
    )


@requires(Can.MARK_SECRETS, Contract, read=Can.READ_CONTRACT, related=queries.RELATED)
@require_http_methods(["GET", "POST"])
def contract_secrets(request: HttpRequest, contract: Contract) -> HttpResponse:
    """What the public text leaves out, and why."""
    rows = SecretRows(_posted(request), prefix="secrets", initial=contract.business_secrets)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and rows.is_valid():
        try:
            mark_secrets(signed_actor(request), contract, kept(rows), typed_version(request))
            messages.success(request, _("已保存公开文本的遮盖内容。"))
            return redirect(contract)
        except Refused as refused:
            refusals = refused.refusals
    status = 409 if refusals else 422 if request.method == "POST" else 200
    context = {"contract": contract, "rows": rows, "refusals": refusals, "clauses": queries.public_clauses(contract)}
    return render(request, "contracts/contract/secrets.html", context, status=status)


@requires(Can.READ_CONTRACT, Contract, related=queries.RELATED)
@require_safe
def contract(request: HttpRequest, contract: Contract) -> HttpResponse:
    """One contract: what is due when, the life of its periods, its money by line, its text and papers."""
    actor = signed_actor(request)
    rights = (Can.READ_FUNDS, Can.EDIT_CONTRACT, Can.MARK_SECRETS, *rights_for_buttons(contract))
    ask(actor, [(contract, can) for can in rights])
    periods, funds = linkable(actor, queries.periods_of(contract)), queries.holds_for(contract)
    bands, parts = contract.bands.all(), contract.parts.all()
    publications, papers = publications_about(contract, Kind.CONTRACT), queries.papers_of(contract)
    payments, history = linkable(actor, queries.payments_of(contract)), acts_on(contract)
    fetch_together(periods, payments, funds, bands, parts, publications, papers, history)
    queries.with_payments(periods, payments)
    paid = queries.paid_in(payments)
    context = {
        "contract": contract,
        "periods": periods,
        "paid": paid,
        "refunded": queries.refunded_in(payments),
        "rest": contract.amount - paid - queries.deducted_in(periods),
        "deducted": queries.deducted_in(periods),
        "limits": queries.limits_of(contract),
        "lines": queries.money_by_line(funds) if contract.signed_at and allows(actor, Can.READ_FUNDS, contract) else [],
        "prices": queries.price_lines(contract),
        "bands": bands,
        "parts": parts,
        "publication": publications.first() if contract.signed_at else None,
        "may_edit": contract.state == State.DRAFTING and allows(actor, Can.EDIT_CONTRACT, contract),
        "may_mark": contract.signed_at and not contract.published_at and allows(actor, Can.MARK_SECRETS, contract),
        "papers": papers if contract.signed_at else [],
        "history": history,
    }
    return render(request, "contracts/contract/contract.html", context)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
