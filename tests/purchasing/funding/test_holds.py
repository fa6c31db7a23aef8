"""Holds from approval to completion, by line, to the fen."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.demo.cast import Cast
from portal.values.money import instalments
from portal.values.refusal import Refused
from portal.workflow.perform import acting
from purchasing.budget.models import BudgetLine
from purchasing.funding.actions import commit_holds, create_holds, pay_from_holds, release_rest
from purchasing.funding.queries import holds_of
from purchasing.plan.models import PlanItem
from tests.factories.cases import plan_item
from tests.factories.ledger import sums_of_entries

pytestmark = pytest.mark.django_db
CONTRACT = Decimal("8900000.00")


def yuan(*amounts: str) -> list[Decimal]:
    return [Decimal(amount) for amount in amounts]


@pytest.fixture
def item(cast: Cast) -> PlanItem:
    return plan_item(cast, state="released")


def commit(cast: Cast, item: PlanItem, amount: Decimal = CONTRACT) -> list[Decimal]:
    with acting(cast["ph1"]) as act:
        return list(commit_holds(act, item, amount).values())


def pay(cast: Cast, item: PlanItem, amount: Decimal, *, last: bool = False) -> list[Decimal]:
    with acting(cast["fa1"]) as act:
        return list(pay_from_holds(act, item, amount, "支付凭证", last=last).values())


def columns(item: PlanItem, name: str) -> list[Decimal]:
    return [getattr(hold, name) for hold in holds_of(item)]


def assert_lines_agree(item: PlanItem) -> None:
    for hold in holds_of(item):
        line = BudgetLine.objects.get(pk=hold.line_id)
        sums = sums_of_entries(line)
        assert {name: getattr(line, name) for name in sums} == sums
        assert line.held == hold.open


def test_signing_lowers_the_holds_to_the_contract_by_largest_remainder(cast, item):
    committed = commit(cast, item)

    assert committed == yuan("5747916.67", "1761458.33", "1390625.00")
    assert sum(columns(item, "released")) == Decimal("700000.00")
    assert_lines_agree(item)


def test_a_year_of_payments_falls_on_the_lines_as_in_the_first_case(cast, item):
    commit(cast, item)
    payable = instalments(CONTRACT, 12)
    payable[4] = Decimal("726833.34")

    shares = [pay(cast, item, amount, last=month == 12) for month, amount in enumerate(payable, 1)]

    usual = yuan("478993.06", "146788.19", "115885.42")
    assert [shares[month] for month in (0, 1, 2, 3, 5, 6, 7, 8, 9, 10)] == [usual] * 10
    assert shares[4] == yuan("469413.20", "143852.43", "113567.71")
    assert shares[11] == yuan("478993.01", "146788.24", "115885.38")
    assert columns(item, "paid") == yuan("5738336.81", "1758522.57", "1388307.29")
    assert sum(columns(item, "paid")) == Decimal("8885166.67")
    assert_lines_agree(item)


def test_completion_frees_the_deduction_and_nothing_stays_frozen(cast, item):
    commit(cast, item)
    payable = instalments(CONTRACT, 12)
    payable[4] = Decimal("726833.34")
    for month, amount in enumerate(payable, 1):
        pay(cast, item, amount, last=month == 12)

    with acting(cast["fa1"]) as act:
        freed = release_rest(act, item)

    assert freed == Decimal("14833.33")
    assert sum(columns(item, "released")) == Decimal("714833.33")
    assert columns(item, "open") == yuan("0.00", "0.00", "0.00")
    assert {line.held for line in BudgetLine.objects.all()} == {Decimal("0.00")}
    assert {line.committed for line in BudgetLine.objects.all()} == {Decimal("0.00")}
    assert_lines_agree(item)


def test_an_item_that_ends_early_frees_what_was_not_paid(cast, item):
    commit(cast, item)
    pay(cast, item, Decimal("741666.67"))

    with acting(cast["fa1"]) as act:
        freed = release_rest(act, item)

    assert freed == CONTRACT - Decimal("741666.67")
    assert_lines_agree(item)


@pytest.mark.parametrize("amount", ["8900000.01", "9600000.00"])
def test_more_than_committed_is_not_paid(cast, item, amount):
    commit(cast, item)

    with pytest.raises(Refused) as refused:
        pay(cast, item, Decimal(amount))

    assert refused.value.codes == ("over-balance",)


def test_a_contract_above_the_holds_is_refused_with_the_gap(cast, item):
    with pytest.raises(Refused) as refused:
        commit(cast, item, Decimal("9600000.01"))

    assert refused.value.codes == ("over-balance",)
    assert "缺口 0.01 元" in str(refused.value.refusals[0].message)


def test_a_few_fen_too_many_go_to_a_line_with_room(cast, item):
    commit(cast, item, Decimal("0.05"))

    shares = [pay(cast, item, Decimal("0.01")) for _payment in range(5)]

    assert [sum(share) for share in shares] == [Decimal("0.01")] * 5
    assert columns(item, "paid") == columns(item, "committed")
    assert_lines_agree(item)


def test_holds_are_made_for_all_lines_or_none(cast):
    draft = plan_item(cast)
    line = draft.funding.last().line
    draft.funding.filter(line=line).update(amount=line.free + 1)
    draft.amount = sum(row.amount for row in draft.funding.all())
    draft.save(update_fields=["amount"])

    with pytest.raises(Refused), acting(cast["fa1"]) as act:
        create_holds(act, [draft])

    assert {row.held for row in BudgetLine.objects.all()} == {Decimal("0.00")}
