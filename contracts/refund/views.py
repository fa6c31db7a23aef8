"""The pages of refunds: the list, one refund with what goes back to which line, and its record."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from contracts.payment.models import PaymentRequest
from contracts.payment.policies import Can as PaymentCan
from contracts.payment.queries import RELATED as PAYMENT_RELATED
from contracts.refund import queries
from contracts.refund.actions import record_refund
from contracts.refund.forms import RefundForm
from contracts.refund.models import Refund, State
from contracts.refund.policies import Can
from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows
from portal.audit import acts_on
from portal.ui.access import NotYours, requires
from portal.ui.drafts import show_refusals, typed_key
from portal.ui.listing import Column, listing
from portal.values.refusal import Refused
from purchasing.publication.models import Kind
from purchasing.publication.queries import publication_of

COLUMNS = [
    Column(
        "contract", gettext_lazy("合同"), "payment.contract.title", href="self",
        note="payment.contract.supplier.organization.name",
    ),
    Column("period", gettext_lazy("期次"), "payment.acceptance.period", kind="number"),
    Column("amount", gettext_lazy("退回金额（元）"), kind="money"),
    Column("ground", gettext_lazy("退回原因"), "get_ground_display"),
    Column("received_on", gettext_lazy("收到日期"), kind="day"),
    Column("number", gettext_lazy("退回编号"), shown=False),
    Column("receipt", gettext_lazy("缴款凭证号"), shown=False),
    Column("state", gettext_lazy("状态"), kind="state"),
]  # fmt: skip


@requires(Can.READ_REFUND)
@require_safe
def refunds(request: HttpRequest) -> HttpResponseBase:
    page = listing(
        request, queries.refunds_for(signed_actor(request)), columns=COLUMNS, key=("-id",), name="refunds",
        search=("payment__contract__title", "receipt", "number"),
        empty=_("承接主体退回的款项会列在这里。财政经办从支付的页面登记。"),
    )  # fmt: skip
    return page.respond("contracts/list.html", title=_("支付退回"))


@requires(Can.READ_REFUND, Refund, related=queries.RELATED)
@require_safe
def refund(request: HttpRequest, refund: Refund) -> HttpResponse:
    """One refund; once it is confirmed, with the lines that have the money again."""
    confirmed = refund.state == State.CONFIRMED
    context = {
        "refund": refund,
        "payment": refund.payment,
        "lines": refund.lines.select_related("hold__line").order_by("hold__line_id") if confirmed else (),
        "publication": publication_of(refund, Kind.REFUND) if confirmed else None,
        "history": acts_on(refund),
    }
    return render(request, "contracts/refund/refund.html", context)


@requires(PaymentCan.READ_PAYMENT, PaymentRequest, related=PAYMENT_RELATED)
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, payment: PaymentRequest) -> HttpResponse:
    """A clerk of finance records what came back of a payment."""
    actor = signed_actor(request)
    if not allows(actor, PaymentCan.RECORD_REFUND_OF, payment):
        raise NotYours(PaymentCan.RECORD_REFUND_OF)
    form = RefundForm(request.POST if request.method == "POST" else None)
    form_key = typed_key(request)
    refused = False
    if form.is_valid():
        try:
            done = record_refund(actor, payment, form_key=form_key, **form.cleaned_data)
        except Refused as caught:
            refused, form_key = True, ""
            show_refusals(form, caught)
        else:
            messages.success(request, _("已登记，待财政审批人确认后款项回到预算项目。"))
            return redirect(done)
    context = {
        "form": form, "payment": payment, "form_key": form_key or secrets.token_urlsafe(16),
        "back": queries.refunded(payment), "left": queries.returnable(payment),
    }  # fmt: skip
    return render(
        request, "contracts/refund/form.html", context, status=409 if refused else 422 if form.is_bound else 200
    )
