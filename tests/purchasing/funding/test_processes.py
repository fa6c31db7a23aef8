"""Many real processes at one line: exactly what it bears succeeds, and no figure goes wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal

from django.db import transaction

from portal.demo.cast import Cast, build_cast
from portal.workflow.perform import acting, perform, writing_states
from purchasing.budget.actions import grant
from purchasing.budget.models import BudgetLine
from purchasing.budget.reconciliation import drifts
from purchasing.funding.actions import create_holds
from purchasing.models import BudgetHold, ItemFunding, PlanItem
from purchasing.transfer.actions import record_transfer
from purchasing.transfer.flow import BUDGET_TRANSFER
from tests.factories.cases import catalogue_item, plan
from tests.factories.ledger import reduce
from tests.services.contest import in_processes

D = Decimal
PROCESSES = 20


def line_of(cast: Cast, code: str, amount: str) -> BudgetLine:
    return grant(
        cast["fo1"], cast.purchasers["cityorder"], year=2030, code=code, name=code, amount=D(amount), document="x"
    )


def items_on(cast: Cast, line: BudgetLine, count: int, amount: str) -> list[PlanItem]:
    """Items that one line is to bear, each of `amount`."""
    with transaction.atomic():
        row = plan(cast, state="recommended", year=2030)
        code = catalogue_item()
    items = [
        PlanItem(
            plan=row, seq=number, catalogue_item=code, title=f"事项{number}", amount=D(amount), expected_month="2030-01-01",
            term_months=12, state="draft",
        )
        for number in range(1, count + 1)
    ]  # fmt: skip
    with transaction.atomic(), writing_states():
        PlanItem.objects.bulk_create(items)
    ItemFunding.objects.bulk_create(ItemFunding(item=item, line=line, amount=D(amount)) for item in items)
    return items


def holding(cast: Cast, item: PlanItem) -> Callable[[], None]:
    def hold() -> None:
        with acting(cast["fa1"]) as act:
            create_holds(act, [PlanItem.objects.get(pk=item.pk)])

    return hold


def test_of_many_processes_exactly_as_many_succeed_as_the_line_bears(live_db):
    cast = build_cast()
    line = line_of(cast, "L", "1000000.00")
    items = items_on(cast, line, PROCESSES, "95000.01")

    results = Counter(in_processes(*(holding(cast, item) for item in items)))

    line.refresh_from_db()
    assert results == {"done": 10, "over-balance": PROCESSES - 10}
    assert (line.held, line.free) == (D("950000.10"), D("49999.90"))
    assert BudgetHold.objects.count() == 10
    assert drifts() == []


def test_the_last_fen_is_taken_once(live_db):
    cast = build_cast()
    line = line_of(cast, "L", "0.10")
    items = items_on(cast, line, PROCESSES, "0.01")

    results = Counter(in_processes(*(holding(cast, item) for item in items)))

    line.refresh_from_db()
    assert (results["done"], results["over-balance"], line.free) == (10, PROCESSES - 10, D(0))


def test_holds_reductions_and_transfers_at_once_never_overdraw(live_db):
    cast = build_cast()
    line, other = line_of(cast, "L", "1000.00"), line_of(cast, "M", "5.00")
    items = items_on(cast, line, 8, "100.00")
    moves = [
        record_transfer(
            cast["fo1"],
            line,
            purchaser=cast.purchasers["cityorder"],
            code="M",
            amount=D("100.00"),
            document="x",
            reason="y",
        )
        for _number in range(8)
    ]
    acts = [holding(cast, item) for item in items]
    acts += [lambda: reduce(cast, line, "100.00")] * 8
    acts += [lambda move=move: perform(BUDGET_TRANSFER, move, "confirm", actor=cast["fa1"]) for move in moves]

    results = Counter(in_processes(*acts))

    line.refresh_from_db()
    other.refresh_from_db()
    assert set(results) == {"done", "over-balance", "below-held"}
    assert (results["done"], line.free) == (10, D(0))
    assert line.granted + other.granted == D("1005.00") - 100 * line.entries.filter(kind="reduce").count()
    assert other.granted == D("5.00") + 100 * line.entries.filter(kind="transfer_out").count()
    assert drifts() == []
