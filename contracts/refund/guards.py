"""Reasons to refuse a refund."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from contracts.refund.models import Refund
from contracts.refund.queries import refunded
from portal.values.refusal import Refusal
from portal.workflow.act import Act


def within_paid(refund: Refund, act: Act) -> Refusal | None:
    """No more comes back of a payment than was paid; the act itself looks again under lock."""
    paid, back = refund.payment.amount, refunded(refund.payment)
    if back + refund.amount <= paid:
        return None
    figures = {"paid": paid, "back": back, "amount": refund.amount, "rest": paid - back}
    return Refusal(
        "over-paid",
        _("本笔支付 %(paid)s 元，已退回 %(back)s 元；本次 %(amount)s 元超出，最多还可退回 %(rest)s 元。")
        % {name: f"{value:,.2f}" for name, value in figures.items()},
        next_step=_("请核对缴款凭证；涉及几笔支付的，请分别登记。"),
        field="amount",
    )
