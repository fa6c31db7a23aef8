"""The pages of payments: the list with what can be requested, the request, and one payment with its lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from contracts.acceptance.models import Acceptance
from contracts.acceptance.policies import Can as AcceptanceCan
from contracts.contract.policies import Can as ContractCan
from contracts.payment import queries
from contracts.payment.actions import request_payment
from contracts.payment.filters import PaymentFilter
from contracts.payment.forms import InvoiceForm
from contracts.payment.models import PaymentRequest, State
from contracts.payment.policies import Can
from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows, holds
from portal.audit import acts_on
from portal.ui.access import NotYours, requires
from portal.ui.drafts import show_refusals
from portal.ui.listing import Column, listing
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from purchasing.publication.models import Kind
from purchasing.publication.queries import publication_of

COLUMNS = [
    Column("contract", gettext_lazy("合同"), "contract.title", href="self", note="payee_name"),
    Column("period", gettext_lazy("期次"), "acceptance.period", kind="number"),
    Column("amount", gettext_lazy("金额（元）"), kind="money"),
    Column("invoice_number", gettext_lazy("发票号码"), shown=False),
    Column("due_on", gettext_lazy("应付截止日"), kind="day"),
    Column("paid_at", gettext_lazy("支付"), kind="day"),
    Column("voucher", gettext_lazy("支付凭证号"), shown=False),
    Column("state", gettext_lazy("状态"), kind="state"),
]


def columns_on(today: date) -> list[Column]:
    """The columns of the list, with how late each payment is and what the law gives a small supplier for it."""
    rate = cache(queries.late_rate)

    def delay(name: str) -> Callable[[PaymentRequest], Any]:
        return lambda row: getattr(queries.delay_of(row, today, rate), name, None)

    late = [
        Column("late", gettext_lazy("逾期（日）"), delay("days"), kind="number"),
        Column("interest", gettext_lazy("逾期利息（元）"), delay("interest"), kind="money"),
    ]
    return [*COLUMNS[:-1], *late, COLUMNS[-1]]


@requires(Can.READ_PAYMENT)
@require_safe
def payments(request: HttpRequest) -> HttpResponseBase:
    actor = signed_actor(request)
    page = listing(
        request, queries.payments_for(actor), columns=columns_on(clock.today()), filterset=PaymentFilter,
        key=("-id",), name="payments",
        search=("contract__title", "invoice_number", "voucher", "payee_name"), empty=_("支付申请会列在这里。"),
    )  # fmt: skip
    waiting = queries.payable_for(actor) if holds(actor, ContractCan.REQUEST_PAYMENT) else ()
    return page.respond("contracts/payment/list.html", title=_("支付"), waiting=waiting)


@requires(
    AcceptanceCan.READ_ACCEPTANCE, Acceptance,
    related=("contract__procurement__purchaser__organization", "contract__supplier__organization"),
)  # fmt: skip
@require_http_methods(["GET", "POST"])
def payment_new(request: HttpRequest, acceptance: Acceptance) -> HttpResponse:
    """Ask for the payment of an accepted period, anew after a rejection. A second press leads to what the first has made."""
    actor = signed_actor(request)
    if not holds(actor, ContractCan.REQUEST_PAYMENT):
        raise NotYours(ContractCan.REQUEST_PAYMENT)
    left = queries.open_of(acceptance)
    requests = queries.standing(acceptance.payments.all())
    if made := (queries.on_its_way(requests) if left > 0 else requests).last():
        return redirect(made)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = InvoiceForm(data, files, initial={"amount": left})
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            payment = request_payment(actor, acceptance, **form.cleaned_data)
            messages.success(request, _("已申请支付，等待单位负责人审批。"))
            return redirect(payment)
        except Refused as caught:
            refused = caught
            show_refusals(form, caught)
    status = 403 if isinstance(refused, Forbidden) else 409 if refused else 422 if form.is_bound else 200
    context = {"acceptance": acceptance, "contract": acceptance.contract, "form": form, "left": left}
    context["rejected"] = queries.rejected_of(acceptance)
    return render(request, "contracts/payment/new.html", context, status=status)


@requires(Can.READ_PAYMENT, PaymentRequest, related=queries.RELATED)
@require_safe
def payment(request: HttpRequest, payment: PaymentRequest) -> HttpResponse:
    """One payment: what is paid for what, to whom, out of which lines, and by when the law wants it."""
    context = {
        "payment": payment,
        "contract": payment.contract,
        "acceptance": payment.acceptance,
        "paid_on": clock.day_of(payment.paid_at) if payment.paid_at else None,
        "lines": payment.lines.select_related("hold__line").order_by("hold__line_id"),
        "publication": publication_of(payment, Kind.PAYMENT) if payment.paid_at else None,
        "papers": queries.papers_of(payment) if payment.paid_at else [],
        "refunds": payment.refunds.order_by("pk") if payment.paid_at else [],
        "may_refund": allows(signed_actor(request), Can.RECORD_REFUND_OF, payment),
        "delay": queries.delay_of(payment, clock.today(), queries.late_rate),
        "closed": payment.state == State.REJECTED,
        "history": acts_on(payment),
    }
    return render(request, "contracts/payment/payment.html", context)
