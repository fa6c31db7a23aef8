"""The pages of the budget: lines with their figures, one line's ledger, and what finance records."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows, holds
from portal.audit import acts_on
from portal.ui.access import requires
from portal.ui.drafts import typed_key
from portal.ui.fields import read_day
from portal.ui.listing import Column, listing
from portal.values import clock
from portal.values.refusal import Refusal, Refused
from purchasing.budget.actions import confirm_approval, grant, record_approval
from purchasing.budget.balances import balance_on, balance_then, lines_on, total_of
from purchasing.budget.filters import LineFilter
from purchasing.budget.forms import ApprovalForm, ConfirmForm, GrantForm
from purchasing.budget.models import BudgetLine
from purchasing.budget.policies import Can
from purchasing.budget.queries import entries_of, lines_for, origin_of, reconciliations_for
from purchasing.budget.wording import FIGURES

RUNS = 30
ENTRIES = [
    Column("at", gettext_lazy("时间"), kind="instant"),
    Column("kind", gettext_lazy("类别"), "get_kind_display"),
    Column("amount", gettext_lazy("金额（元）"), kind="money"),
    Column("plan_item", gettext_lazy("购买事项"), "plan_item.title"),
    Column("document", gettext_lazy("依据"), href=origin_of),
    Column("entered_by", gettext_lazy("登记"), "entered_by.display_name"),
]


def columns_on(day: date | None) -> list[Column]:
    """The columns of the list: the figures of now, or of the end of a day."""
    at = f"?on={day.isoformat()}" if day else ""

    def figure(name: str) -> str | Callable[[BudgetLine], Any]:
        return (lambda row: getattr(balance_then(row), name)) if day else name

    return [
        Column(
            "name", gettext_lazy("预算项目"), href=lambda row: row.get_absolute_url() + at,
            note="purchaser.organization.name",
        ),
        Column("purchaser", gettext_lazy("购买单位"), "purchaser.organization.name", shown=False),
        Column("code", gettext_lazy("代码"), shown=False),
        Column("fiscal_year", gettext_lazy("年度")),
        Column("category", gettext_lazy("资金类别"), "get_category_display", shown=False),
        *(Column(name, label, figure(name), "money", shown=name != "committed") for name, label in FIGURES.items()),
        *([] if day else [Column("status", gettext_lazy("状态"), "get_status_display")]),
    ]  # fmt: skip


@requires(Can.READ_LINE)
@require_safe
def lines(request: HttpRequest) -> HttpResponseBase:
    """The lines with their figures, now or at the end of a chosen day, and the sums of what is chosen."""
    actor = signed_actor(request)
    day = _day(request)
    rows = lines_on(lines_for(actor), day) if day else lines_for(actor)
    page = listing(
        request, rows, columns=columns_on(day), filterset=LineFilter, key=("-fiscal_year", "code", "id"),
        name=f"budget-{day or clock.today()}", search=("name", "code", "purchaser__organization__name"),
        empty=_("预算项目会列在这里。"),
    )  # fmt: skip
    context = {
        "day": day,
        "total": None if page.form else total_of(page.matching, day),
        "records": holds(actor, Can.RECORD_BUDGET),
        "confirms": holds(actor, Can.CONFIRM_BUDGET),
    }
    return page.respond("purchasing/budget/lines.html", title=_("预算台账"), **context)


def _day(request: HttpRequest) -> date | None:
    """The day in the address; None for none, and for one that is none, which the filter then says."""
    try:
        return read_day(request.GET["on"])
    except (KeyError, ValueError):
        return None


@requires(Can.READ_LINE, BudgetLine, related=("purchaser__organization", "recorded_by"))
@require_safe
def line(request: HttpRequest, line: BudgetLine) -> HttpResponseBase:
    """One line with every entry that made its figures, and what they were at the end of a chosen day."""
    page = listing(request, entries_of(line), columns=ENTRIES, key=("id",), page_size=50, name=f"budget-{line.pk}")
    day = _day(request)
    context = {
        "line": line,
        "used": line.held + line.paid,
        "history": acts_on(line),
        "records": allows(signed_actor(request), Can.RECORD_BUDGET, line),
        "day": day,
        "then": balance_on(line, day) if day else None,
    }
    return page.respond("purchasing/budget/line.html", **context)


@requires(Can.READ_RECONCILIATION)
@require_safe
def reconciliation(request: HttpRequest) -> HttpResponse:
    """The nightly comparisons, the latest with everything that did not add up."""
    runs = reconciliations_for(signed_actor(request), RUNS)
    return render(request, "purchasing/budget/reconciliation.html", {"runs": runs, "latest": runs[0] if runs else None})


@requires(Can.RECORD_BUDGET)
@require_http_methods(["GET", "POST"])
def grant_line(request: HttpRequest) -> HttpResponse:
    """Money for a line, once a form: pressed twice, it is granted once."""
    actor = signed_actor(request)
    refusals: tuple[Refusal, ...] = ()
    form = GrantForm(request.POST or None, actor=actor, today=clock.today())
    form_key = typed_key(request)
    if form.is_valid():
        values = dict(form.cleaned_data)
        purchaser, year = values.pop("purchaser"), values.pop("fiscal_year")
        try:
            done = grant(actor, purchaser, year=year, form_key=form_key, **values)
        except Refused as refused:
            refusals, form_key = refused.refusals, ""
        else:
            messages.success(request, _("已登记：%(line)s。") % {"line": done})
            return redirect(done)
    return _page(request, form, _("登记预算"), refusals, form_key or secrets.token_urlsafe(16))


@requires(Can.RECORD_BUDGET)
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """A clerk records that a unit's budget of a year was passed down."""
    form = ApprovalForm(request.POST or None, actor=signed_actor(request), today=clock.today())
    return _decide(request, form, _("登记预算批复下达"), record_approval)


@requires(Can.CONFIRM_BUDGET)
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """An approver confirms what was recorded."""
    form = ConfirmForm(request.POST or None, actor=signed_actor(request), today=clock.today())
    return _decide(request, form, _("确认预算批复下达"), confirm_approval)


def _decide(request: HttpRequest, form: forms.Form, title: str, action: Callable[..., int]) -> HttpResponse:
    if not form.is_valid():
        return _page(request, form, title)
    values = dict(form.cleaned_data)
    try:
        count = action(signed_actor(request), values.pop("purchaser"), values.pop("fiscal_year"), **values)
    except Refused as refused:
        return _page(request, form, title, refused.refusals)
    messages.success(request, _("已办理 %(count)s 个预算项目。") % {"count": count})
    return redirect("budget")


def _page(
    request: HttpRequest,
    form: forms.Form,
    title: str,
    refusals: tuple[Any, ...] = (),
    form_key: str = "",
) -> HttpResponse:
    status = 409 if refusals else 422 if form.is_bound else 200
    context = {"form": form, "title": title, "refusals": refusals, "form_key": form_key}
    return render(request, "purchasing/budget/form.html", context, status=status)
