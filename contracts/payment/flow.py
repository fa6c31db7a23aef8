"""A payment is requested, approved in the unit, checked and paid by finance (handbook §3.9)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contracts.acceptance.flow import ACCEPTANCE
from contracts.acceptance.queries import PASSED
from contracts.payment import guards
from contracts.payment.models import State
from contracts.payment.policies import Can
from contracts.payment.queries import may_be_asked_for
from portal.workflow.flow import Flow

PAYMENT = Flow(
    "payment",
    model="contracts.PaymentRequest",
    states=State,
    initial=State.DRAFT,
    label=_("支付申请"),
    read=Can.READ_PAYMENT,
)
PAYMENT.transition(
    "approve_in_unit",
    label=_("单位审批通过"),
    source=State.DRAFT,
    target=State.UNIT_APPROVED,
    who=Can.APPROVE_PAYMENT_IN_UNIT,
    guards=[guards.contract_is_published_and_filed, guards.people_are_separate],
)
PAYMENT.transition(
    "check",
    label=_("财政审核通过"),
    source=State.UNIT_APPROVED,
    target=State.FINANCE_CHECK,
    who=Can.CHECK_PAYMENT,
    guards=[guards.within_contract, guards.within_period, guards.payee_is_the_contracts, guards.people_are_separate],
)
PAYMENT.transition(
    "pay",
    label=_("批准支付"),
    source=State.FINANCE_CHECK,
    target=State.PAID,
    who=Can.APPROVE_PAYMENT,
    guards=[guards.within_contract, guards.within_holds, guards.people_are_separate],
    official=True,
)
PAYMENT.transition(
    "return_to_unit",
    label=_("退回"),
    source={State.DRAFT, State.UNIT_APPROVED, State.FINANCE_CHECK},
    target=State.RETURNED,
    who=Can.RETURN_PAYMENT,
    form="purchasing.publication.forms.ReasonForm",
    optional=True,
)
PAYMENT.transition(
    "resubmit",
    label=_("重新提交"),
    source=State.RETURNED,
    target=State.DRAFT,
    who=Can.RESUBMIT_PAYMENT,
    form="contracts.payment.forms.InvoiceForm",
)
PAYMENT.transition(
    "reject",
    label=_("不予支付"),
    source={State.UNIT_APPROVED, State.FINANCE_CHECK},
    target=State.REJECTED,
    who=Can.APPROVE_PAYMENT,
    form="purchasing.publication.forms.ReasonForm",
    optional=True,
)
ACCEPTANCE.task(
    "request_payment",
    label=_("申请支付"),
    source=PASSED,
    who=Can.REQUEST_PAYMENT_OF,
    when=may_be_asked_for(),
    page=lambda acceptance: reverse("payment-new", args=[acceptance.pk]),
)
PAYMENT.deadline("pay", label=_("支付款项"), since="payment.begun", within="R-66-invoice", met_by="payment.pay")
