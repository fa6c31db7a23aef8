"""Random money in random order, some of it by several at once: replayed entries equal the live figures, never below zero."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count

from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.demo.cast import Cast, build_cast
from portal.values import clock
from portal.values.refusal import Refused
from portal.workflow.perform import acting, perform, writing_states
from purchasing.budget.actions import CARRIED, enter, grant, lock_lines
from purchasing.budget.balances import balance_on
from purchasing.budget.models import FIGURES, BudgetLine, LedgerEntry
from purchasing.budget.reconciliation import figures_follow_from_entries, transfers_come_to_nothing
from purchasing.funding.actions import carry_over, commit_holds, create_holds, pay_from_holds, release_rest
from purchasing.funding.reconciliation import carried_money_arrives, holds_follow_from_entries
from purchasing.models import BudgetHold, ItemFunding, PlanItem
from purchasing.transfer.actions import record_transfer
from purchasing.transfer.flow import BUDGET_TRANSFER
from tests.factories.cases import catalogue_item, plan
from tests.factories.ledger import reduce, sums_of_entries
from tests.services.contest import at_once

LINES, ITEMS, PEOPLE = 3, 6, 3
YEARS = count(2030)
amounts = st.integers(1, 30_000).map(lambda fen: Decimal(fen) / 100)
lines = st.integers(0, LINES - 1)
items = st.integers(0, ITEMS // PEOPLE - 1)
steps = st.one_of(
    st.tuples(st.just("grant"), lines, amounts),
    st.tuples(st.just("reduce"), lines, amounts),
    st.tuples(st.just("refund"), lines, amounts),
    st.tuples(st.just("transfer"), lines, lines, amounts),
    st.tuples(st.just("hold"), items),
    st.tuples(st.just("hold"), items),
    st.tuples(st.just("commit"), items, amounts),
    st.tuples(st.just("commit"), items, amounts),
    st.tuples(st.just("pay"), items, amounts),
    st.tuples(st.just("pay"), items, amounts),
    st.tuples(st.just("release"), items),
    st.tuples(st.just("carry"), items),
)
turns = st.lists(steps, min_size=3, max_size=14)
funding = st.lists(st.tuples(lines, amounts), min_size=1, max_size=2, unique_by=lambda row: row[0])


@dataclass
class World:
    """Three lines of one year and the items that draw on them."""

    cast: Cast
    year: int
    lines: list[BudgetLine]
    items: list[PlanItem]


def world(cast: Cast, wanted: list[list[tuple[int, Decimal]]]) -> World:
    year = next(YEARS)
    rows = [
        grant(cast["fo1"], cast.purchasers["cityorder"], year=year, code=f"L{n}", name=f"L{n}", amount=Decimal("300.00"), document="x")
        for n in range(LINES)
    ]  # fmt: skip
    with transaction.atomic(), writing_states():
        parent, code = plan(cast, state="recommended", year=year), catalogue_item()
    made = [
        PlanItem(
            plan=parent, seq=seq, catalogue_item=code, title=f"事项{seq}", amount=sum(amount for _line, amount in parts),
            expected_month=date(year, 1, 1), term_months=12,
        )
        for seq, parts in enumerate(wanted, 1)
    ]  # fmt: skip
    with transaction.atomic(), writing_states():
        PlanItem.objects.bulk_create(made)
    ItemFunding.objects.bulk_create(
        ItemFunding(item=item, line=rows[line], amount=amount)
        for item, parts in zip(made, wanted, strict=True)
        for line, amount in parts
    )
    return World(cast, year, rows, made)


def play(all_of: World, mine: list[PlanItem], turn: list[tuple]) -> Iterator[str]:
    """One person's steps in order; a refused one changes nothing and the next is taken. Yields what each came to."""
    stage = dict.fromkeys((item.pk for item in mine), "new")
    for name, *data in turn:
        try:
            yield _step(all_of, mine, stage, name, data)
        except Refused as refused:
            yield refused.codes[0]


def _step(all_of: World, mine: list[PlanItem], stage: dict[int, str], name: str, data: list) -> str:
    clerk, approver = all_of.cast["fo1"], all_of.cast["fa1"]
    if name == "grant":
        line = all_of.lines[data[0]]
        grant(clerk, line.purchaser, year=all_of.year, code=line.code, name=line.name, amount=data[1], document="x")
    elif name == "reduce":
        reduce(all_of.cast, all_of.lines[data[0]], data[1])
    elif name == "refund":
        with acting(approver) as act:
            line = lock_lines([all_of.lines[data[0]].pk])[all_of.lines[data[0]].pk]
            enter(act, line, LedgerEntry.Kind.REFUND, min(line.paid, data[1]))
    elif name == "transfer":
        source, target = all_of.lines[data[0]], all_of.lines[data[1]]
        move = record_transfer(
            clerk, source, purchaser=target.purchaser, code=target.code, amount=data[2], document="x", reason="y"
        )
        perform(BUDGET_TRANSFER, move, "confirm", actor=approver)
    else:
        return _of_item(approver, PlanItem.objects.get(pk=mine[data[0]].pk), stage, name, *data[1:])
    return "done"


def _of_item(approver, item: PlanItem, stage: dict[int, str], name: str, amount: Decimal = Decimal(0)) -> str:
    """The item's own order, which its flow keeps elsewhere: held, committed, paid, released or carried over."""
    before = {"hold": ("new",), "commit": ("held",), "pay": ("committed",), "release": ("held", "committed"),
        "carry": ("held", "committed"),
    }  # fmt: skip
    after = {"hold": "held", "commit": "committed", "pay": "committed", "release": "released", "carry": "carried"}
    if stage[item.pk] not in before[name]:
        return "out-of-turn"
    with acting(approver) as act:
        if name == "hold":
            create_holds(act, [item])
        elif name == "commit":
            commit_holds(act, item, amount)
        elif name == "pay":
            pay_from_holds(act, item, amount, "凭证")
        elif name == "carry":
            carry_over(act, item, "结转")
        else:
            release_rest(act, item)
    stage[item.pk] = after[name]
    return "done"


def assert_sound(all_of: World) -> None:
    rows = [*all_of.lines, *BudgetLine.objects.filter(fiscal_year=all_of.year + 1, code__endswith=CARRIED)]
    for row in rows:
        line = BudgetLine.objects.get(pk=row.pk)
        live = {name: getattr(line, name) for name in FIGURES}
        assert live == sums_of_entries(line) == vars(balance_on(line, clock.today()))
        assert all(value >= 0 for value in (*live.values(), line.free))
        assert line.held == sum((hold.open for hold in line.holds.all()), Decimal(0))
        assert line.committed == sum((hold.committed - hold.paid for hold in line.holds.all()), Decimal(0))
    entered = LedgerEntry.objects.filter(line__in=rows)
    granted = sum((BudgetLine.objects.get(pk=row.pk).granted for row in rows), Decimal(0))
    new_money = {kind: sum(entered.filter(kind=kind).values_list("amount", flat=True)) for kind in ("grant", "reduce")}
    assert granted == new_money["grant"] - new_money["reduce"]
    for check in (
        figures_follow_from_entries,
        transfers_come_to_nothing,
        holds_follow_from_entries,
        carried_money_arrives,
    ):
        assert list(check()) == []


D = Decimal
EVERY_KIND: tuple[list, list] = (
    [[(0, D(100))], [(0, D(250))], [(1, D(1))], [(1, D(1))], [(2, D(1))], [(2, D(1))]],
    [
        [
            ("hold", 0), ("hold", 1), ("reduce", 0, D(250)), ("reduce", 0, D(10)), ("commit", 0, D(80)), ("pay", 0, D(30)),
            ("refund", 0, D(5)), ("transfer", 0, 1, D(20)), ("release", 0), ("grant", 0, D(1)),
        ],
        [("hold", 0), ("hold", 1), ("carry", 0)],
        [("hold", 0), ("hold", 1)],
    ],
)  # fmt: skip


def some(examples: int) -> Callable:
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


def test_in_whatever_order_the_entries_equal_the_figures(live_db):
    cast, came_to = build_cast(), set()

    @some(20)
    @example(*EVERY_KIND)
    @given(st.lists(funding, min_size=ITEMS, max_size=ITEMS), st.lists(turns, min_size=PEOPLE, max_size=PEOPLE))
    def one_after_another(wanted, by_person):
        all_of = world(cast, wanted)
        share = ITEMS // PEOPLE
        for number, turn in enumerate(by_person):
            for result in play(all_of, all_of.items[number * share :][:share], turn):
                came_to.add(result)
        assert_sound(all_of)

    one_after_another()

    assert {"done", "over-balance", "below-held"} <= came_to
    assert set(LedgerEntry.objects.values_list("kind", flat=True)) == set(LedgerEntry.Kind.values)
    assert BudgetHold.objects.exists()


def test_done_by_several_at_once_the_entries_equal_the_figures(live_db):
    cast = build_cast()

    @some(12)
    @given(st.lists(funding, min_size=ITEMS, max_size=ITEMS), st.lists(turns, min_size=PEOPLE, max_size=PEOPLE))
    def at_the_same_time(wanted, by_person):
        all_of = world(cast, wanted)
        share = ITEMS // PEOPLE
        acts = [
            lambda number=number, turn=turn: list(play(all_of, all_of.items[number * share :][:share], turn))
            for number, turn in enumerate(by_person)
        ]
        assert at_once(*acts) == ["done"] * PEOPLE
        assert_sound(all_of)

    at_the_same_time()
