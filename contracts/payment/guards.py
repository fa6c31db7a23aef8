"""Reasons to refuse a step of a payment."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from contracts.acceptance.models import AcceptanceMember
from contracts.payment.models import PaymentRequest
from contracts.payment.queries import paid_for, paid_on
from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.funding.queries import holds_of_purchase, open_amount

ZERO = Decimal("0.00")


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
    """Everything paid and this payment stay within the contract (handbook §3.9)."""
    total, paid = payment.contract.amount, paid_on(payment.contract)
    if paid + payment.amount <= total:
        return None
    return Refusal(
        "over-contract",
        _(
            "合同金额 %(total)s 元，已支付 %(paid)s 元，加上本次 %(amount)s 元为 %(after)s 元，超出合同 %(gap)s 元；还可支付 %(rest)s 元。"
        )
        % _figures(total=total, paid=paid, amount=payment.amount),
        next_step=_("请按还可支付的金额申请。"),
        field="amount",
    )


def within_period(payment: PaymentRequest, act: Act) -> Refusal | None:
    """A period is paid no more than its acceptance allows: what is due for it less the deduction (handbook §3.8)."""
    total, paid = payment.acceptance.payable or ZERO, paid_for(payment.acceptance)
    if paid + payment.amount <= total:
        return None
    return Refusal(
        "over-accepted",
        _(
            "本期验收后应支付 %(total)s 元，已支付 %(paid)s 元；本次 %(amount)s 元超出 %(gap)s 元，还可申请 %(rest)s 元。"
        )
        % _figures(total=total, paid=paid, amount=payment.amount),
        article="政府采购法实施条例 第四十五条",
        next_step=_("请按还可申请的金额开具发票。"),
        field="amount",
    )


def _figures(total: Decimal, paid: Decimal, amount: Decimal) -> dict[str, str]:
    """What a refusal names, in yuan."""
    figures = {
        "total": total, "paid": paid, "amount": amount, "after": paid + amount, "gap": paid + amount - total,
        "rest": max(ZERO, total - paid),
    }  # fmt: skip
    return {name: f"{value:,.2f}" for name, value in figures.items()}


def within_holds(payment: PaymentRequest, act: Act) -> Refusal | None:
    """The lines still hold what is to be paid."""
    rest = open_amount(holds_of_purchase(payment.contract.procurement.plan_item))
    if payment.amount <= rest:
        return None
    return Refusal(
        "over-balance",
        _("本次 %(amount)s 元，预算冻结余额只剩 %(rest)s 元，不足支付。")
        % {"amount": f"{payment.amount:,.2f}", "rest": f"{rest:,.2f}"},
        next_step=_("请按余额申请，或请财政部门核对预算项目。"),
        field="amount",
    )


def payee_is_the_contracts(payment: PaymentRequest, act: Act) -> Refusal | None:
    """The payee's account is the contract's account."""
    contract = payment.contract
    if (payment.payee_bank, payment.payee_account) == (contract.payee_bank, contract.payee_account):
        return None
    return Refusal("wrong-payee", _("收款账户与合同约定的账户不一致。"), next_step=_("请退回单位核对收款账户。"))


def people_are_separate(payment: PaymentRequest, act: Act) -> Refusal | None:
    """Whoever accepted the service or requested the payment takes no other part in paying it (SD7)."""
    accepted = AcceptanceMember.objects.filter(acceptance=payment.acceptance, user__in=act.people).exists()
    if not accepted and payment.requested_by_id not in act.people:
        return None
    return Refusal(
        "separation-of-duties",
        _("支付申请人、验收成员与审批人应为不同人员。"),
        rule="SD7",
        next_step=_("请由另一位同事办理。"),
    )
