"""Story steps of payment: the invoice, the unit's approval, finance's check and payment, the publication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import portal.statutes as statutes
from contracts.acceptance.models import Acceptance
from contracts.payment.actions import request_payment
from contracts.payment.flow import PAYMENT
from contracts.payment.models import PaymentRequest
from portal.demo.cast import Cast
from portal.demo.story.intention import At, beijing, check_secrecy
from portal.values import clock
from portal.workflow.deadlines import sweep
from portal.workflow.perform import perform
from purchasing.publication.models import Kind


@dataclass(frozen=True)
class PaymentPeople:
    """Who acts, by log-in."""

    finance: str = "pf1"
    head: str = "ph1"
    clerk: str = "fo1"
    approver: str = "fa1"
    second: str = "po2"


SC01_PAID: tuple[datetime, ...] = tuple(
    beijing(*day, 10)
    for day in (
        (2025, 5, 19), (2025, 6, 16), (2025, 7, 14), (2025, 8, 14), (2025, 9, 12), (2025, 10, 21), (2025, 11, 14),
        (2025, 12, 12), (2026, 1, 15), (2026, 2, 13), (2026, 3, 13), (2026, 4, 15),
    )
)  # fmt: skip


def request_month(
    cast: Cast, acceptance: Acceptance, when: datetime, *, invoice: str = "", finance: str = "pf1", at: At = clock.at
) -> PaymentRequest:
    """The unit's finance asks for the payment of an accepted period on the invoice of that day."""
    number = invoice or f"2436020000{acceptance.contract_id:06d}{acceptance.period:04d}"
    with at(when):
        return request_payment(cast[finance], acceptance, invoice_number=number, invoice_on=clock.day_of(when))


def pay_month(
    cast: Cast, payment: PaymentRequest, when: datetime, *, people: PaymentPeople | None = None, publish: bool = True,
    at: At = clock.at,
) -> PaymentRequest:  # fmt: skip
    """Unit and finance approve and pay at `when`; with `publish` public at 9 the next working day."""
    who = people or PaymentPeople()
    steps = (("approve_in_unit", who.head, 20), ("check", who.clerk, 2), ("pay", who.approver, 0))
    for name, login, hours_before in steps:
        with at(max(when - timedelta(hours=hours_before), payment.requested_at + timedelta(minutes=5))):
            perform(PAYMENT, payment, name, actor=cast[login])
    payment.refresh_from_db()
    if publish:
        _publish(cast, payment, who, at)
    return payment


def _publish(cast: Cast, payment: PaymentRequest, who: PaymentPeople, at: At) -> None:
    assert payment.paid_at is not None
    with at(payment.paid_at + timedelta(hours=1)):
        check_secrecy(cast, payment, Kind.PAYMENT, second=who.second)
    next_day = statutes.next_working_day(clock.day_of(payment.paid_at))
    with at(clock.start_of(next_day) + timedelta(hours=9)):
        sweep()
    payment.refresh_from_db()
