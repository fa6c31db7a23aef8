"""Reads of refunds: lists, what may still come back of a payment, and how it falls on the lines."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import QuerySet, Sum

from contracts.payment.models import PaymentLine, PaymentRequest
from contracts.refund.models import Refund, RefundLine, State
from contracts.refund.policies import Can
from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.values.money import split

ZERO = Decimal("0.00")
RELATED = (
    "payment__contract__procurement__purchaser__organization", "payment__contract__supplier__organization",
    "payment__acceptance", "recorded_by", "decided_by",
)  # fmt: skip


def refunds_for(actor: Actor | None) -> QuerySet[Refund]:
    """The refunds an actor may read, the latest first."""
    return visible(actor, Can.READ_REFUND, Refund.objects.select_related(*RELATED)).order_by("-pk")


def refunds_of(payment: PaymentRequest) -> QuerySet[Refund]:
    """What came back of a payment, and what is to be confirmed, in order."""
    return payment.refunds.order_by("pk")


def refunded(payment: PaymentRequest) -> Decimal:
    """What has been confirmed to have come back of a payment, in yuan."""
    confirmed = Refund.objects.filter(payment=payment, state=State.CONFIRMED)
    total: Decimal | None = confirmed.aggregate(total=Sum("amount"))["total"]
    return total or ZERO


def returnable(payment: PaymentRequest) -> Decimal:
    """How much of a payment may still come back, in yuan."""
    rest: Decimal = payment.amount - refunded(payment)
    return rest


def shares_of(refund: Refund) -> dict[int, Decimal]:
    """What goes back to each hold (by key) in yuan: by what it paid and has not got back yet, in whole fen, by largest
    remainder."""
    back = RefundLine.objects.filter(refund__payment=refund.payment_id, refund__state=State.CONFIRMED).order_by()
    returned = dict(back.values_list("hold").annotate(total=Sum("amount")))
    lines = PaymentLine.objects.filter(payment=refund.payment_id).order_by("hold__line_id")
    rests = {line.hold_id: line.amount - returned.get(line.hold_id, ZERO) for line in lines}
    return dict(zip(rests, split(refund.amount, list(rests.values())), strict=True))
