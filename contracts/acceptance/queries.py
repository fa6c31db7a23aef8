"""Reads of acceptances: lists, the pay rate of a score, history and papers."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from contracts.acceptance.models import Acceptance, State
from contracts.acceptance.policies import Can
from contracts.contract.models import Contract
from contracts.contract.policies import Can as ContractCan
from portal.accounts.actor import Actor
from portal.accounts.capability import allows, visible
from portal.reports.actions import reports_of
from portal.reports.models import Report
from purchasing.procurement.models import Appointment

RELATED = (
    "contract__procurement__purchaser__organization", "contract__supplier__organization", "organised_by",
)  # fmt: skip
PASSED = (State.PASSED, State.PASSED_WITH_DEDUCTION, State.CLOSED)


def acceptances_for(actor: Actor | None) -> QuerySet[Acceptance]:
    """The acceptances an actor may read, with what a list shows; what comes next first."""
    rows = Acceptance.objects.select_related("contract__procurement", "contract__supplier__organization")
    return visible(actor, Can.READ_ACCEPTANCE, rows)


def rate_for(contract: Contract, score: Decimal) -> Decimal:
    """The percentage of the instalment that is paid for a score by the contract's own table; 0 below its lowest band."""
    band = contract.bands.filter(min_score__lte=score).order_by("-min_score").first()
    return band.pay_rate if band else Decimal(0)


def is_passed(acceptance: Acceptance) -> bool:
    return acceptance.state in PASSED


def outcome_of(acceptance: Acceptance) -> str:
    """The result in the public's words."""
    if not is_passed(acceptance):
        return str(acceptance.get_state_display())
    return _("合格，扣减付款") if acceptance.deduction else _("合格")


def team_of(acceptance: Acceptance) -> QuerySet[Appointment]:
    """Who is appointed to accept in this case."""
    return (
        Appointment.objects.filter(procurement=acceptance.contract.procurement, duty=Appointment.Duty.ACCEPTANCE_MEMBER)
        .select_related("user")
        .order_by("pk")
    )


def papers_of(acceptance: Acceptance) -> list[Report]:
    return [r for r in reports_of(acceptance) if r.superseded_by_id is None]


def payments_of(acceptance: Acceptance, *, told: bool) -> QuerySet[Any]:
    """The requests for the period's payment, the latest first (rows of an aggregate above, read as they are); for a
    reader who is not told of them, none."""
    rows: QuerySet[Any] = acceptance.payments.order_by("-pk")
    return rows if told else rows.none()


def awaits_payment_request(acceptance: Acceptance, payments: Iterable[Any], actor: Actor | None) -> bool:
    """Whether this person, the case's own finance, may now ask for payment of the period: something of it is open, and
    no request is on its way."""
    requests = list(payments)
    paid = sum((payment.amount for payment in requests if payment.paid_at), Decimal(0))
    if not is_passed(acceptance) or paid >= (acceptance.payable or 0):
        return False
    if any(payment.state not in ("rejected", "paid") for payment in requests):
        return False
    return allows(actor, ContractCan.REQUEST_PAYMENT, acceptance.contract)
