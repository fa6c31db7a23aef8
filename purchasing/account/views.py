"""The pages of accounts: the list, drawing one up, its figures, the reasons."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

import portal.statutes as statutes
from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows, holds
from portal.audit import acts_on
from portal.ui.access import requires
from portal.ui.drafts import meanwhile, show_refusals
from portal.ui.listing import Column, listing
from portal.ui.parts import Fact
from portal.values import clock
from portal.values.refusal import Refused
from purchasing.account.actions import edit_account, start_account
from purchasing.account.forms import ReasonsForm, StartForm
from purchasing.account.guards import REASONS
from purchasing.account.models import FinalAccount
from purchasing.account.policies import Can
from purchasing.account.queries import (
    accounts_for,
    by_item,
    lines_of,
    live_lines,
    papers_of,
    plans_to_close,
    summed,
)

RELATED = ("plan__purchaser__organization", "author")
COLUMNS = [
    Column("title", gettext_lazy("决算"), str, href="self", note="plan.purchaser.organization.name"),
    Column("year", gettext_lazy("年度"), "plan.fiscal_year"),
    Column("number", gettext_lazy("批复文号")),
    Column("submitted_at", gettext_lazy("提交"), kind="day"),
    Column("decided_at", gettext_lazy("审定"), kind="day"),
    Column("state", gettext_lazy("状态"), kind="state"),
]
LINES = [
    Column(
        "item", gettext_lazy("购买事项"), "item.title", href=lambda row: row.item.get_absolute_url(), note="line.name"
    ),
    Column("ocid", gettext_lazy("项目编号"), lambda row: row.item.ocid or "", shown=False),
    Column("line", gettext_lazy("预算项目"), "line.name", shown=False),
    Column("approved", gettext_lazy("批复数（元）"), kind="money", shown=False),
    Column("adjusted", gettext_lazy("调整后预算（元）"), kind="money"),
    Column("committed", gettext_lazy("签约（元）"), kind="money"),
    Column("paid", gettext_lazy("决算支出（元）"), kind="money"),
    Column("carried", gettext_lazy("结转下年（元）"), kind="money"),
    Column("freed", gettext_lazy("解除冻结（元）"), kind="money"),
    Column("open", gettext_lazy("仍冻结（元）"), kind="money", shown=False),
    Column("variance", gettext_lazy("支出减预算（元）"), kind="money"),
]


@requires(Can.READ_ACCOUNT)
@require_safe
def accounts(request: HttpRequest) -> HttpResponseBase:
    actor = signed_actor(request)
    page = listing(
        request, accounts_for(actor), columns=COLUMNS, key=("-plan__fiscal_year", "-id"), name="final-accounts",
        search=("plan__purchaser__organization__name", "number"), empty=_("年度终了后编制的决算会列在这里。"),
    )  # fmt: skip
    new = "final-account-new" if holds(actor, Can.START_ACCOUNT) else ""
    return page.respond("purchasing/desk_list.html", title=_("年度决算"), new=new, new_label=_("编制决算"))


@requires(Can.START_ACCOUNT)
@require_http_methods(["GET", "POST"])
def account_new(request: HttpRequest) -> HttpResponse:
    """Choose a plan whose year is over; `?plan=` chooses it beforehand."""
    actor = signed_actor(request)
    plans = plans_to_close(actor)
    form = StartForm(request.POST or None, plans=plans, initial={"plan": request.GET.get("plan", "")})
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            return redirect("final-account-edit", pk=start_account(actor, form.cleaned_data["plan"]).pk)
        except Refused as refused:
            show_refusals(form, refused)
            status = 409
    context = {"form": form, "plans": plans}
    return render(request, "purchasing/account/new.html", context, status=status)


@requires(Can.READ_ACCOUNT, FinalAccount, related=RELATED)
@require_safe
def account(request: HttpRequest, row: FinalAccount) -> HttpResponseBase:
    """The figures by item and by line, and what was said about them; the lines may be downloaded."""
    lines = list(lines_of(row))
    page = listing(request, lines_of(row), columns=LINES, key=("id",), page_size=50, name=f"final-account-{row.pk}")
    context = {
        "row": row,
        "items": by_item(row, lines),
        "total": summed(lines),
        "may_edit": allows(signed_actor(request), Can.EDIT_ACCOUNT, row),
        "papers": papers_of(row),
        "history": acts_on(row),
    }
    return page.respond("purchasing/account/detail.html", **context)


@requires(Can.EDIT_ACCOUNT, FinalAccount, read=Can.READ_ACCOUNT, related=RELATED)
@require_http_methods(["GET", "POST"])
def account_edit(request: HttpRequest, row: FinalAccount) -> HttpResponse:
    """Say why payment departs from the budget, beside the figures of now."""
    lines = live_lines(row)
    rows, rule = by_item(row, lines), statutes.on(REASONS, clock.today())
    form = ReasonsForm(request.POST or None, account=row, rows=rows, rule=rule)
    refusals: tuple[Any, ...] = ()
    saved: list[Fact] = []
    if request.method == "POST" and form.is_valid():
        try:
            edit_account(signed_actor(request), row, form.reasons, version=form.cleaned_data["version"])
            return redirect(row)
        except Refused as refused:
            refusals = refused.refusals
            row.refresh_from_db(fields=["version", "reasons"])
            said = {f"reason_{key}": row.reasons.get(str(key), "") for key in form.keys}
            saved = meanwhile(form, refused, said, row.version)
    status = 409 if refusals else 422 if form.is_bound else 200
    context = {"row": row, "form": form, "refusals": refusals, "saved": saved, "items": rows, "total": summed(lines)}
    return render(request, "purchasing/account/edit.html", context, status=status)
