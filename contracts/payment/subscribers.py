"""Who is told of a payment's moves; the supplier at every step (handbook §3.9)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.acceptance.flow import ACCEPTANCE
from contracts.acceptance.models import Acceptance
from contracts.payment.models import PaymentRequest
from portal.accounts.actor import SYSTEM
from portal.accounts.roles import Role
from portal.notify import tell
from portal.outbox import Event, subscribe
from portal.workflow.inbox import renew
from portal.workflow.models import DueDate
from portal.workflow.perform import acting
from portal.workflow.recount import MOVED


def _tell(
    event: Event, title: str, body: str = "", *, unit: tuple[Role, ...] = (), finance: tuple[Role, ...] = (),
    requester: bool = False,
) -> None:  # fmt: skip
    rows = PaymentRequest.objects.select_related(
        "contract__procurement__purchaser", "contract__supplier", "acceptance", "requested_by"
    )
    payment = rows.get(pk=event.subject_pk)
    purchaser = payment.contract.procurement.purchaser
    about = {
        "payment": payment, "amount": f"{payment.amount:,.2f}", "due": payment.due_on, "reason": payment.reason,
        "voucher": payment.voucher,
    }  # fmt: skip
    tell(
        event=event, title=title % about, body=body % about, url=payment.get_absolute_url(),
        users=[payment.requested_by] if requester else [],
        memberships=[
            (payment.contract.supplier.organization_id, Role.SUPPLIER),
            *((purchaser.organization_id, role) for role in unit), *((purchaser.finance_id, role) for role in finance),
        ],
    )  # fmt: skip


@subscribe("payment.begun", effect=gettext_lazy("通知单位负责人审批，并告知承接主体应付截止日。"))
def tell_of_request(event: Event) -> None:
    _tell(event, _("%(payment)s已申请"), _("金额 %(amount)s 元，最迟 %(due)s 支付。"), unit=(Role.PURCHASER_HEAD,))


@subscribe("payment.approve_in_unit", effect=gettext_lazy("通知财政经办审核，并告知承接主体。"))
def tell_finance_clerk(event: Event) -> None:
    _tell(event, _("%(payment)s单位已审批"), finance=(Role.FINANCE_CLERK,))


@subscribe("payment.check", effect=gettext_lazy("通知财政审批人，并告知承接主体。"))
def tell_finance_approver(event: Event) -> None:
    _tell(event, _("%(payment)s财政已审核"), finance=(Role.FINANCE_APPROVER,))


@subscribe("payment.pay", effect=gettext_lazy("款项从冻结资金支付，通知承接主体和单位，并按期公开。"))
def tell_paid(event: Event) -> None:
    _tell(
        event, _("%(payment)s已支付"), _("金额 %(amount)s 元，凭证 %(voucher)s。"),
        unit=(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD), requester=True,
    )  # fmt: skip


@subscribe("payment.return_to_unit", effect=gettext_lazy("理由通知单位财务和承接主体。"))
def tell_returned(event: Event) -> None:
    _tell(event, _("%(payment)s被退回"), "%(reason)s", requester=True)


@subscribe("payment.resubmit", effect=gettext_lazy("通知单位负责人重新审批，并告知承接主体。"))
def tell_resubmitted(event: Event) -> None:
    _tell(event, _("%(payment)s已重新提交"), unit=(Role.PURCHASER_HEAD,))


@subscribe("payment.reject", effect=gettext_lazy("理由通知单位财务、单位负责人和承接主体。"))
def tell_rejected(event: Event) -> None:
    _tell(event, _("%(payment)s不予支付"), "%(reason)s", unit=(Role.PURCHASER_HEAD,), requester=True)


@subscribe("payment.reject", effect=gettext_lazy("本期可以重新申请支付，单位财务的待办中会再次列出。"))
def offer_another_request(event: Event) -> None:
    with acting(SYSTEM) as act:
        renew(ACCEPTANCE, Acceptance.objects.filter(payments__pk=event.subject_pk), act)


@subscribe("payment.pay", effect=gettext_lazy("本期发票只付了一部分的，余额在单位财务的待办中再次列出。"))
def offer_the_rest(event: Event) -> None:
    with acting(SYSTEM) as act:
        renew(ACCEPTANCE, Acceptance.objects.filter(payments__pk=event.subject_pk), act)


@subscribe("procurement.reappointed", effect="")
def hand_over_requests(event: Event) -> None:
    """What waited for the unit's finance person waits for the successor."""
    with acting(SYSTEM) as act:
        renew(ACCEPTANCE, Acceptance.objects.filter(contract__procurement__pk=event.subject_pk), act)


@subscribe(MOVED, effect="")
def keep_the_due_day(event: Event) -> None:
    """The last day of payment on the request is that of its limit, which the calendar has moved."""
    if event.subject_label == PaymentRequest._meta.label_lower:
        limit = DueDate.objects.get(pk=event.payload["limit"])
        PaymentRequest.objects.filter(pk=event.subject_pk).update(due_on=limit.due_on)
