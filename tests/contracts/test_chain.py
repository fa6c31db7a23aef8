"""A year of the first case, from the notice of award to the last payment, to the fen and the day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from contracts.models import Acceptance, Contract, PaymentRequest
from portal.demo.cast import Cast
from portal.demo.story import acceptance as acceptances
from portal.demo.story import contract as contracts
from portal.demo.story import payment as payments
from portal.demo.story.intention import beijing
from portal.values import clock
from portal.workflow.models import DueDate
from purchasing.budget.models import BudgetLine
from purchasing.funding.queries import holds_of
from purchasing.publication.models import Publication
from tests.factories.contracts import awarded

SIGNED = ["5747916.67", "1761458.33", "1390625.00"]
USUAL = ["478993.06", "146788.19", "115885.42"]
FIFTH = ["469413.20", "143852.43", "113567.71"]
LAST = ["478993.01", "146788.24", "115885.38"]


def signed(cast: Cast) -> Contract:
    with clock.at(beijing(2025, 2, 24, 10)):
        procurement = awarded(cast)
    return contracts.draft_sign_publish_file(cast, procurement, contracts.SC01, contracts.SC01_DAYS)


def year(cast: Cast) -> Contract:
    contract = signed(cast)
    for period, ((score, when), paid) in enumerate(zip(acceptances.SC01_MONTHS, payments.SC01_PAID, strict=True), 1):
        accepted = acceptances.accept_month(cast, contract, period, score, when, publish=False)
        payments.pay_month(cast, payments.request_month(cast, accepted, when), paid, publish=False)
        acceptances.publish_result(cast, accepted)
    contract.refresh_from_db()
    return contract


def yuan(*amounts: str) -> list[Decimal]:
    return [Decimal(a) for a in amounts]


def test_the_contract_is_signed_published_and_filed_on_its_days(cast: Cast) -> None:
    contract = signed(cast)

    assert contract.state == "in_force"
    assert contract.procurement.state == "contracted"
    assert contract.number == "景购合〔2025〕1号"
    assert [clock.day_of(d) for d in (contract.signed_at, contract.published_at, contract.filed_at)] == [
        date(2025, 3, 11), date(2025, 3, 12), date(2025, 3, 14),
    ]  # fmt: skip
    limits = {d.name: d.due_on for d in DueDate.objects.filter(flow="contract")}
    assert limits == {"publish": date(2025, 3, 13), "file": date(2025, 3, 20)}
    assert [fund.amount for fund in contract.funds.all()] == yuan(*SIGNED)
    assert sum(h.released for h in holds_of(contract.procurement.plan_item)) == Decimal("700000.00")
    assert len(contract.business_secrets) == 2
    published = Publication.objects.get(kind="contract")
    assert (published.author.username, published.checked_by.username) == ("po1", "po2")


def test_each_period_is_planned_for_the_third_working_day_with_its_instalment(cast: Cast) -> None:
    contract = signed(cast)

    rows = list(Acceptance.objects.filter(contract=contract))
    assert [r.planned_on for r in rows] == [clock.day_of(when) for _score, when in acceptances.SC01_MONTHS]
    assert [r.instalment for r in rows] == yuan(*["741666.67"] * 11, "741666.63")
    assert (rows[0].period_from, rows[-1].period_to) == (date(2025, 4, 1), date(2026, 3, 31))


def test_a_year_of_the_first_case_is_accepted_and_paid_to_the_fen(cast: Cast) -> None:
    contract = year(cast)

    rows = list(Acceptance.objects.filter(contract=contract))
    assert [int(r.score) for r in rows] == [92, 90, 91, 88, 84, 93, 95, 90, 89, 92, 94, 91]
    assert (rows[4].pay_rate, rows[4].payable, rows[4].deduction) == (98, Decimal("726833.34"), Decimal("14833.33"))
    assert {r.state for r in rows} == {"closed"}
    paid = list(PaymentRequest.objects.filter(contract=contract))
    shares = [[line.amount for line in p.lines.all()] for p in paid]
    assert [shares[n] for n in (0, 1, 2, 3, 5, 6, 7, 8, 9, 10)] == [yuan(*USUAL)] * 10
    assert shares[4] == yuan(*FIFTH)
    assert shares[11] == yuan(*LAST)
    assert sum(p.amount for p in paid) == Decimal("8885166.67")
    assert [clock.day_of(p.paid_at) for p in paid] == [clock.day_of(d) for d in payments.SC01_PAID]
    assert contract.state == "completed"
    assert sum(h.released for h in holds_of(contract.procurement.plan_item)) == Decimal("714833.33")
    assert {line.held for line in BudgetLine.objects.all()} == {Decimal("0.00")}


@pytest.mark.parametrize(("period", "public"), [(1, date(2025, 5, 9)), (2, date(2025, 6, 6)), (6, date(2025, 10, 13))])
def test_a_result_is_public_on_the_next_working_day(cast: Cast, period: int, public: date) -> None:
    contract = signed(cast)
    score, when = acceptances.SC01_MONTHS[period - 1]

    accepted = acceptances.accept_month(cast, contract, period, score, when)

    publication = Publication.objects.get(kind="acceptance")
    assert accepted.state == "closed"
    assert clock.day_of(publication.released_at) == public
