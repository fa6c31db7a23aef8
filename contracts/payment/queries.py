"""Reads of payments: lists, when the law wants them paid, history and papers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

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
from portal.values import clock
from portal.workflow.models import DueDate
from purchasing.funding.queries import register_owed
from purchasing.plan.models import PlanItem
from purchasing.supplier.models import Supplier

RELATED = (
    "contract__procurement__purchaser__organization", "contract__supplier__organization", "acceptance", "requested_by",
)  # fmt: skip
SMALL = (Supplier.Size.MICRO, Supplier.Size.SMALL, Supplier.Size.MEDIUM)


def payments_for(actor: Actor | None) -> QuerySet[PaymentRequest]:
    """The payments an actor may read, with what a list shows."""
    rows = PaymentRequest.objects.select_related(*RELATED)
    return visible(actor, Can.READ_PAYMENT, rows).order_by("-pk")


def standing(payments: QuerySet[PaymentRequest]) -> QuerySet[PaymentRequest]:
    """Those of the requests that were not rejected: at most one of a period, and one on an invoice."""
    return payments.exclude(state=State.REJECTED)


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


def payable_for(actor: Actor | None) -> QuerySet[Acceptance]:
    """Accepted periods without a standing request, of the cases in which this person is the unit's finance."""
    own = visible(actor, ContractCan.REQUEST_PAYMENT, Contract.objects.all())
    asked = standing(PaymentRequest.objects.filter(acceptance=OuterRef("pk")))
    rows = Acceptance.objects.filter(~Exists(asked), state__in=PASSED, contract__in=own)
    return rows.select_related("contract__supplier__organization").order_by("decided_at")


def papers_of(payment: PaymentRequest) -> list[Report]:
    return [r for r in reports_of(payment) if r.superseded_by_id is None]
