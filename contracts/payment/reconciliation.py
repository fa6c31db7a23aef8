"""Contracts and payments beside the holds: what a contract takes of each line, and what has been paid of it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from contracts.contract.models import Contract, ContractFund
from contracts.payment.models import PaymentLine, PaymentRequest, State
from purchasing.budget.reconciliation import Drift, register_check
from purchasing.funding.models import BudgetHold

ZERO = Decimal("0.00")


@register_check
def holds_are_committed_to_their_contracts() -> Iterator[Drift]:
    """While a contract stands, each hold is committed to what the contract takes of its line, and these are its amount."""
    funds = ContractFund.objects.filter(contract__completed_at__isnull=True).select_related("contract", "hold")
    totals: dict[int, Decimal] = {}
    line_of: dict[int, int] = {}
    contracts: dict[int, Contract] = {}
    for fund in funds.order_by("pk").iterator():
        contracts[fund.contract_id], line_of[fund.contract_id] = fund.contract, fund.hold.line_id
        totals[fund.contract_id] = totals.get(fund.contract_id, ZERO) + fund.amount
        due = fund.hold.paid if fund.hold.carried else fund.amount  # the rest is committed on the next year's line
        if due != fund.hold.committed:
            check = _("冻结记录的签约占用与合同在该预算项目的金额不符")
            yield Drift(check, fund.hold.line_id, str(fund.contract), due, fund.hold.committed)
    for pk, contract in contracts.items():
        if totals[pk] != contract.amount:
            yield Drift(_("合同各预算项目之和与合同金额不符"), line_of[pk], str(contract), contract.amount, totals[pk])


@register_check
def holds_are_paid_by_payments() -> Iterator[Drift]:
    """What a hold has paid is the sum of the payments' parts, and the parts of each payment are its amount."""
    parts = PaymentLine.objects.filter(payment__state=State.PAID).order_by()
    by_hold = dict(parts.values_list("hold").annotate(total=Sum("amount")))
    for hold in BudgetHold.objects.select_related("item").order_by("pk").iterator():
        due = by_hold.get(hold.pk, ZERO)
        if due != hold.paid:
            yield Drift(_("冻结记录的已支付与支付单不符"), hold.line_id, str(hold.item), due, hold.paid)
    by_payment = dict(parts.values_list("payment").annotate(total=Sum("amount")))
    line_of = dict(parts.values_list("payment", "hold__line"))
    paid = PaymentRequest.objects.filter(state=State.PAID).select_related("contract", "acceptance").order_by("pk")
    for payment in paid.iterator():
        found = by_payment.get(payment.pk, ZERO)
        if found != payment.amount and payment.pk in line_of:
            yield Drift(
                _("支付单各预算项目之和与支付金额不符"), line_of[payment.pk], str(payment), payment.amount, found
            )
