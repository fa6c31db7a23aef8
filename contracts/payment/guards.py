"""Reasons to refuse a step of a payment."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from contracts.acceptance.models import AcceptanceMember
from contracts.contract.models import Contract
from contracts.payment.models import PaymentRequest, State
from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.funding.queries import holds_of, open_amount


def contract_is_published_and_filed(payment: PaymentRequest, act: Act) -> Refusal | None:
    """Money is paid on a contract that is published, filed and in force (handbook §3.9)."""
    contract = payment.contract
    if contract.published_at and contract.filed_at and contract.state in ("in_force", "completed"):
        return None
    return Refusal(
        "contract-not-public",
        _("合同尚未公告、备案或生效，不能支付。"),
        rule="R-62",
        article="政府采购法实施条例 第五十条",
        next_step=_("请先完成合同公告和备案。"),
    )


def within_contract(payment: PaymentRequest, act: Act) -> Refusal | None:
    """Everything paid and this payment stay within the contract (J4)."""
    rest = payment.contract.amount - paid_on(payment.contract)
    if payment.amount <= rest:
        return None
    return Refusal(
        "over-contract",
        _("合同尚可支付 %(rest)s 元，本次申请 %(amount)s 元，超出 %(gap)s 元。")
        % {"rest": rest, "amount": payment.amount, "gap": payment.amount - rest},
        next_step=_("请按合同余额重新申请。"),
    )


def within_holds(payment: PaymentRequest, act: Act) -> Refusal | None:
    """The lines still hold what is to be paid."""
    rest = open_amount(holds_of(payment.contract.procurement.plan_item))
    if payment.amount <= rest:
        return None
    return Refusal("over-balance", _("预算冻结余额只剩 %(rest)s 元，不足支付。") % {"rest": rest})


def payee_is_the_contracts(payment: PaymentRequest, act: Act) -> Refusal | None:
    """The payee's account is the contract's account."""
    contract = payment.contract
    if (payment.payee_bank, payment.payee_account) == (contract.payee_bank, contract.payee_account):
        return None
    return Refusal("wrong-payee", _("收款账户与合同约定的账户不一致。"), next_step=_("请退回单位核对收款账户。"))


def people_are_separate(payment: PaymentRequest, act: Act) -> Refusal | None:
    """Whoever accepted the service or requested the payment takes no other part in paying it (SD7)."""
    accepted = AcceptanceMember.objects.filter(acceptance=payment.acceptance, user=act.user).exists()
    if not accepted and payment.requested_by_id != (act.user.pk if act.user else None):
        return None
    return Refusal(
        "separation-of-duties",
        _("支付申请人、验收成员与审批人应为不同人员。"),
        rule="SD7",
        next_step=_("请由另一位同事办理。"),
    )


def paid_on(contract: Contract) -> Decimal:
    """What has been paid on a contract so far, in yuan."""
    paid = PaymentRequest.objects.filter(contract=contract, state=State.PAID).aggregate(total=Sum("amount"))
    return paid["total"] or Decimal(0)
