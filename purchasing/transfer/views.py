"""The pages of transfers and reductions: the list, one with its lines before and after, and their records."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.actor import signed_actor
from portal.audit import acts_on
from portal.ui.access import requires
from portal.ui.drafts import typed_key
from portal.ui.listing import Column, listing
from portal.values.refusal import Refusal, Refused
from purchasing.budget.models import BudgetLine
from purchasing.budget.policies import Can as BudgetCan
from purchasing.transfer.actions import record_reduction, record_transfer
from purchasing.transfer.forms import ReductionForm, TransferForm
from purchasing.transfer.models import BudgetTransfer, State
from purchasing.transfer.policies import Can
from purchasing.transfer.queries import RELATED, transfers_for

COLUMNS = [
    Column("source", gettext_lazy("调出项目"), "source.name", href="self", note="source.purchaser.organization.name"),
    Column("from_unit", gettext_lazy("调出单位"), "source.purchaser.organization.name", shown=False),
    Column(
        "target",
        gettext_lazy("调入项目"),
        lambda row: row.target.name if row.target else _("核减，收回"),
        note="target.purchaser.organization.name",
    ),
    Column("to_unit", gettext_lazy("调入单位"), "target.purchaser.organization.name", shown=False),
    Column("fiscal_year", gettext_lazy("年度"), "source.fiscal_year"),
    Column("amount", gettext_lazy("金额（元）"), kind="money"),
    Column("document", gettext_lazy("依据"), shown=False),
    Column("recorded_at", gettext_lazy("登记"), kind="day"),
    Column("state", gettext_lazy("状态"), kind="state"),
]


@requires(Can.READ_TRANSFER)
@require_safe
def transfers(request: HttpRequest) -> HttpResponseBase:
    page = listing(
        request, transfers_for(signed_actor(request)), columns=COLUMNS, key=("-id",), name="budget-transfers",
        search=("source__name", "target__name", "source__code", "target__code", "document"),
        empty=_("预算调剂（钱随事走）和核减会列在这里。从预算项目的页面登记。"),
    )  # fmt: skip
    return page.respond("purchasing/desk_list.html", title=_("调剂与核减"))


@requires(Can.READ_TRANSFER, BudgetTransfer, related=RELATED)
@require_safe
def transfer(request: HttpRequest, transfer: BudgetTransfer) -> HttpResponse:
    """Its lines as they stand; while it waits, as they would stand after it."""
    waits = transfer.state == State.RECORDED
    way = _("核减") if transfer.takes_back else _("调出")
    sides = [{"label": way, "line": transfer.source, "after": transfer.source.free - transfer.amount}]
    if transfer.target:
        sides.append({"label": _("调入"), "line": transfer.target, "after": transfer.target.free + transfer.amount})
    context = {"transfer": transfer, "sides": sides, "waits": waits, "history": acts_on(transfer)}
    return render(request, "purchasing/transfer/transfer.html", context)


@requires(BudgetCan.RECORD_BUDGET, BudgetLine, read=BudgetCan.READ_LINE, related=("purchaser__organization",))
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, line: BudgetLine) -> HttpResponse:
    """A clerk records where the money of this line is to go."""
    form = TransferForm(request.POST or None, actor=signed_actor(request))
    return _record(request, line, form, record_transfer, _TRANSFER)


@requires(BudgetCan.RECORD_BUDGET, BudgetLine, read=BudgetCan.READ_LINE, related=("purchaser__organization",))
@require_http_methods(["GET", "POST"])
def reduce(request: HttpRequest, line: BudgetLine) -> HttpResponse:
    """A clerk records what is to be taken back of this line's grant."""
    return _record(request, line, ReductionForm(request.POST or None), record_reduction, _REDUCTION)


_TRANSFER = {
    "title": gettext_lazy("登记预算调剂"), "from_title": gettext_lazy("调出项目"), "to_title": gettext_lazy("调入项目"),
    "lead": gettext_lazy("事项转到别的单位或项目，钱随事走：一出一入，总额不变；由财政审批人确认后生效。"),
}  # fmt: skip
_REDUCTION = {
    "title": gettext_lazy("登记预算核减"), "from_title": gettext_lazy("核减的项目"), "to_title": gettext_lazy("核减内容"),
    "lead": gettext_lazy("只能核减可用部分，已冻结和已支付的不动；由财政审批人确认后生效。"),
}  # fmt: skip


def _record(
    request: HttpRequest,
    line: BudgetLine,
    form: forms.Form,
    action: Callable[..., BudgetTransfer],
    words: dict[str, Any],
) -> HttpResponse:
    actor = signed_actor(request)
    refusals: tuple[Refusal, ...] = ()
    form_key = typed_key(request)
    if form.is_valid():
        try:
            done = action(actor, line, form_key=form_key, **form.cleaned_data)
        except Refused as refused:
            refusals, form_key = refused.refusals, ""
        else:
            messages.success(request, _("已登记，待财政审批人确认后生效。"))
            return redirect(done)
    context = {"form": form, "line": line, "refusals": refusals, "form_key": form_key or secrets.token_urlsafe(16)}
    status = 409 if refusals else 422 if form.is_bound else 200
    return render(request, "purchasing/transfer/form.html", {**context, **words}, status=status)
