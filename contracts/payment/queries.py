"""Reads of payments: lists, when the law wants them paid, history and papers."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from contracts.acceptance.models import Acceptance
from contracts.acceptance.queries import PASSED
from contracts.contract.models import Contract
from contracts.contract.policies import Can as ContractCan
from contracts.payment.models import PaymentRequest
from contracts.payment.policies import Can
from portal import statutes
from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.reports.actions import reports_of
from portal.reports.models import Report
from portal.statutes.daycount import Due
from portal.values import clock
from purchasing.supplier.models import Supplier

RELATED = (
    "contract__procurement__purchaser__organization", "contract__supplier__organization", "acceptance", "requested_by",
)  # fmt: skip
SMALL = (Supplier.Size.MICRO, Supplier.Size.SMALL, Supplier.Size.MEDIUM)


def payments_for(actor: Actor | None) -> QuerySet[PaymentRequest]:
    """The payments an actor may read, with what a list shows."""
    rows = PaymentRequest.objects.select_related(*RELATED)
    return visible(actor, Can.READ_PAYMENT, rows).order_by("-pk")


def payment_due(acceptance: Acceptance, invoice_on: date) -> Due:
    """By when an accepted period is to be paid: 30 days from the invoice, for a small or medium supplier also from
    acceptance, whichever ends first (R-66)."""
    limits = [statutes.due("R-66-invoice", invoice_on)]
    if acceptance.contract.supplier.size in SMALL and acceptance.decided_at:
        limits.append(statutes.due("R-66-sme", clock.day_of(acceptance.decided_at)))
    return min(limits, key=lambda due: due.date)


def payable_for(actor: Actor | None) -> QuerySet[Acceptance]:
    """Accepted periods without a request, of the cases in which this person is the unit's finance."""
    own = visible(actor, ContractCan.REQUEST_PAYMENT, Contract.objects.all())
    rows = Acceptance.objects.filter(state__in=PASSED, payment__isnull=True, contract__in=own)
    return rows.select_related("contract__supplier__organization").order_by("decided_at")


def papers_of(payment: PaymentRequest) -> list[Report]:
    return [r for r in reports_of(payment) if r.superseded_by_id is None]
