"""The first case over the turn of the year: what is not paid goes on in the next year, to the fen."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.demo.cast import Cast
from portal.demo.story import acceptance as acceptances
from portal.demo.story import adjustment as adjustments
from portal.demo.story import contract as contracts
from portal.demo.story import payment as payments
from portal.demo.story.intention import beijing
from portal.values import clock
from portal.values.refusal import Refused
from purchasing.adjustment.actions import start_adjustment
from purchasing.adjustment.queries import sides
from purchasing.budget.reconciliation import drifts
from purchasing.models import BudgetHold, BudgetLine, PlanItem
from tests.factories.contracts import awarded

pytestmark = pytest.mark.django_db
YEAR_PAID = 8


def months(cast: Cast, contract, first: int, last: int) -> None:
    for period in range(first, last + 1):
        score, on = acceptances.SC01_MONTHS[period - 1]
        row = acceptances.accept_month(cast, contract, period, score, on, publish=False)
        payment = payments.request_month(cast, row, on + timedelta(minutes=30))
        payments.pay_month(cast, payment, payments.SC01_PAID[period - 1], publish=False)


def columns(*names: str, year: int) -> list[tuple[str, ...]]:
    rows = BudgetLine.objects.filter(fiscal_year=year).order_by("code")
    return [tuple(str(getattr(line, name)) for name in names) for line in rows]


def test_what_is_not_paid_by_the_end_of_the_year_is_carried_over_and_paid_from_the_next_years_lines(cast: Cast):
    with clock.at(beijing(2025, 2, 24, 10)):
        procurement = awarded(cast)
    item = procurement.plan_item
    contract = contracts.draft_sign_publish_file(cast, procurement, contracts.SC01, contracts.SC01_DAYS)
    months(cast, contract, 1, YEAR_PAID)
    with clock.at(beijing(2025, 11, 30, 10)), pytest.raises(Refused) as early:
        start_adjustment(cast["po1"], item, "carry_over")
    asked = adjustments.ask(cast, item, "carry_over", None, "合同跨年履行", on=beijing(2025, 12, 29, 10))
    row = adjustments.decide(cast, asked, "同意结转", on=beijing(2025, 12, 30, 10))
    item = PlanItem.objects.get(pk=item.pk)

    assert early.value.codes == ("too-early-to-carry",)
    assert item.state == "performing"
    assert sides(row)[-2:] == [("结转合计（元）", "—", "2,966,666.64"), ("不再需要，解除冻结（元）", "—", "14,833.33")]
    assert columns("held", "committed", "paid", year=2025) == [
        ("0.00", "0.00", "3822364.62"), ("0.00", "0.00", "1171369.76"), ("0.00", "0.00", "924765.65"),
    ]  # fmt: skip
    carried = [("1915972.19",), ("587152.81",), ("463541.64",)]
    assert columns("granted", year=2026) == columns("held", year=2026) == columns("committed", year=2026) == carried
    assert sum(Decimal(each[0]) for each in columns("paid", year=2025)) == Decimal("5918500.03")
    assert drifts() == []

    months(cast, contract, 9, 12)
    item.refresh_from_db()
    paid = [
        sum(BudgetHold.objects.filter(item=item, line__code=line.code).values_list("paid", flat=True))
        for line in BudgetLine.objects.filter(fiscal_year=2025).order_by("code")
    ]
    assert paid == [Decimal("5738336.81"), Decimal("1758522.57"), Decimal("1388307.29")]
    assert columns("held", "committed", "free", year=2026) == [("0.00", "0.00", "0.00")] * 3
    assert (item.state, drifts()) == ("completed", [])
