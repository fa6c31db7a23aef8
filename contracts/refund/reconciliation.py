"""Refunds beside the holds: what came back to each is what was confirmed, and never more than it paid."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from contracts.refund.models import Refund, RefundLine, State
from purchasing.budget.reconciliation import Drift, register_check
from purchasing.funding.models import BudgetHold

ZERO = Decimal("0.00")


@register_check
def holds_get_back_their_refunds() -> Iterator[Drift]:
    """What a hold got back is the sum of the refunds' parts, and the parts of each refund are its amount."""
    parts = RefundLine.objects.filter(refund__state=State.CONFIRMED).order_by()
    by_hold = dict(parts.values_list("hold").annotate(total=Sum("amount")))
    for hold in BudgetHold.objects.select_related("item").order_by("pk").iterator():
        due = by_hold.get(hold.pk, ZERO)
        if due != hold.refunded:
            yield Drift(_("冻结记录的已退回与退回单不符"), hold.line_id, str(hold.item), due, hold.refunded)
    by_refund = dict(parts.values_list("refund").annotate(total=Sum("amount")))
    line_of = dict(parts.values_list("refund", "hold__line"))
    confirmed = Refund.objects.filter(state=State.CONFIRMED).select_related(*Refund.named_with).order_by("pk")
    for refund in confirmed.iterator():
        found = by_refund.get(refund.pk, ZERO)
        if found != refund.amount and refund.pk in line_of:
            yield Drift(_("退回单各预算项目之和与退回金额不符"), line_of[refund.pk], str(refund), refund.amount, found)
