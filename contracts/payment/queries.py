"""Reads of payments: lists, when the law wants them paid, history and papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from contracts.acceptance.models import Acceptance
from contracts.acceptance.queries import PASSED
from contracts.contract.models import Contract
from contracts.contract.models import State as ContractState
from contracts.contract.policies import Can as ContractCan
from contracts.contract.queries import deducted_in, paid_in, payments_of, periods_of
from contracts.payment.models import PaymentRequest, State
from contracts.payment.policies import Can
from portal import statutes
from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.reports.actions import reports_of
from portal.reports.models import Report
from portal.statutes.daycount import Due
from portal.statutes.queries import Ruling
from portal.values import clock
from portal.values.money import fen
from portal.workflow.models import DueDate
from purchasing.funding.queries import register_owed
from purchasing.plan.models import PlanItem
from purchasing.supplier.models import Supplier

ZERO = Decimal("0.00")
RELATED = (
    "contract__procurement__purchaser__organization", "contract__supplier__organization", "acceptance", "requested_by", "invoice",
)  # fmt: skip
SMALL = (Supplier.Size.MICRO, Supplier.Size.SMALL, Supplier.Size.MEDIUM)


def payments_for(actor: Actor | None) -> QuerySet[PaymentRequest]:
    """The payments an actor may read, with what a list shows."""
    rows = PaymentRequest.objects.select_related(*RELATED)
    return visible(actor, Can.READ_PAYMENT, rows).order_by("-pk")


def standing(payments: QuerySet[PaymentRequest]) -> QuerySet[PaymentRequest]:
    """Those of the requests that were not rejected: at most one on an invoice."""
    return payments.exclude(state=State.REJECTED)


def on_its_way(payments: QuerySet[PaymentRequest]) -> QuerySet[PaymentRequest]:
    """Those of the requests that are neither paid nor rejected: at most one of a period."""
    return payments.exclude(state__in=(State.REJECTED, State.PAID))


def may_be_asked_for() -> Q:
    """On acceptances: something of what they left to pay is open, and no request for it is on its way."""
    own = PaymentRequest.objects.filter(acceptance=OuterRef("pk")).order_by()
    paid = own.filter(state=State.PAID).values("acceptance").annotate(total=Sum("amount")).values("total")
    return ~Q(Exists(on_its_way(own))) & Q(payable__gt=Coalesce(Subquery(paid), Value(ZERO)))


def paid_on(contract: Contract) -> Decimal:
    """What has been paid on a contract so far, in yuan; what came back of it is not taken off."""
    return _paid(PaymentRequest.objects.filter(contract=contract))


def paid_for(acceptance: Acceptance) -> Decimal:
    """What has been paid for an accepted period so far, in yuan."""
    return _paid(PaymentRequest.objects.filter(acceptance=acceptance))


def open_of(acceptance: Acceptance) -> Decimal:
    """What may still be asked for of an accepted period, in yuan."""
    return (acceptance.payable or ZERO) - paid_for(acceptance)


def _paid(payments: QuerySet[PaymentRequest]) -> Decimal:
    return payments.filter(state=State.PAID).aggregate(total=Sum("amount"))["total"] or ZERO


def settles(payment: PaymentRequest) -> bool:
    """Whether nothing is left to accept or to pay on the contract once this payment is made."""
    periods = Acceptance.objects.filter(contract=payment.contract_id)
    found = periods.aggregate(
        unaccepted=Count("pk", filter=~Q(state__in=PASSED)), payable=Coalesce(Sum("payable"), Value(ZERO))
    )
    return not found["unaccepted"] and found["payable"] - paid_on(payment.contract) == payment.amount


def periods_paid(contract: Contract) -> int:
    """How many of the contract's periods are paid in full."""
    paid = Sum("payments__amount", filter=Q(payments__state=State.PAID))
    return Acceptance.objects.filter(contract=contract).annotate(paid=paid).filter(paid__gte=F("payable")).count()


def rejected_of(acceptance: Acceptance) -> QuerySet[PaymentRequest]:
    """The period's rejected requests, the latest first."""
    return PaymentRequest.objects.filter(acceptance=acceptance, state=State.REJECTED).order_by("-pk")


def open_limits(payment: PaymentRequest) -> QuerySet[DueDate]:
    """The limits that still run for a request."""
    label = payment._meta.label_lower
    return DueDate.objects.filter(subject_label=label, subject_pk=str(payment.pk), met_at__isnull=True)


def payment_due(acceptance: Acceptance, invoice_on: date) -> Due:
    """By when an accepted period is to be paid: 30 days from the invoice, for a small or medium supplier also from
    acceptance, whichever ends first (R-66)."""
    limits = [statutes.due("R-66-invoice", invoice_on)]
    if acceptance.contract.supplier.size in SMALL and acceptance.decided_at:
        limits.append(statutes.due("R-66-sme", clock.day_of(acceptance.decided_at)))
    return min(limits, key=lambda due: due.date)


@register_owed
def owed_of(item: PlanItem) -> Decimal | None:
    """What is still to be paid of the item's running contract, in yuan: its amount less what was paid and deducted."""
    rows = Contract.objects.filter(
        procurement__plan_item=item, state__in=(ContractState.SIGNED, ContractState.IN_FORCE)
    )
    contract = rows.first()
    if contract is None:
        return None
    left: Decimal = contract.amount - paid_in(payments_of(contract)) - deducted_in(periods_of(contract))
    return left


@dataclass(frozen=True)
class Delay:
    """How many days a payment is or was late, and what a small or medium supplier is owed for them by law, in yuan."""

    days: int
    interest: Decimal | None = None
    ruling: Ruling | None = None


def delay_of(payment: PaymentRequest, today: date, rate: Callable[[date], Ruling | None]) -> Delay | None:
    """None for a payment in time or rejected; counted up to the day it was paid, else up to today.

    The contracts agree on no rate of their own, so the law's daily rate holds (R-67, for small and medium suppliers).
    """
    until = clock.day_of(payment.paid_at) if payment.paid_at else today
    days = (until - payment.due_on).days
    if days <= 0 or payment.state == State.REJECTED:
        return None
    ruling = rate(until) if payment.contract.supplier.size in SMALL else None
    if ruling is None:
        return Delay(days)
    return Delay(days, fen(payment.amount * ruling.share * days), ruling)


def late_rate(day: date) -> Ruling | None:
    """The daily rate for late payments as it stands on a day (R-67); None before there was one."""
    try:
        return statutes.on("R-67", day)
    except statutes.UnknownRule:
        return None


def payable_for(actor: Actor | None) -> QuerySet[Acceptance]:
    """Accepted periods of which something may be asked for, of the cases in which this person is the unit's finance."""
    own = visible(actor, ContractCan.REQUEST_PAYMENT, Contract.objects.all())
    rows = Acceptance.objects.filter(may_be_asked_for(), state__in=PASSED, contract__in=own)
    return rows.select_related("contract__supplier__organization").order_by("decided_at")


def papers_of(payment: PaymentRequest) -> list[Report]:
    return [r for r in reports_of(payment) if r.superseded_by_id is None]
