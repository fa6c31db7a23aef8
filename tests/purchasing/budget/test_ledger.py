"""The ledger: balances follow from entries and from nothing else, and no line is ever overdrawn."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from portal.audit.models import AuditEntry
from portal.demo.cast import Cast
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.perform import acting
from purchasing.budget.actions import confirm_approval, enter, grant, record_approval
from purchasing.budget.models import BudgetLine, LedgerEntry
from purchasing.budget.queries import lines_for
from tests.factories.ledger import sums_of_entries

pytestmark = pytest.mark.django_db
Kind = LedgerEntry.Kind
FIGURES = ("granted", "held", "committed", "paid")


def line_of(cast: Cast, amount: str = "1000.00") -> BudgetLine:
    return grant(
        cast["fo1"],
        cast.purchasers["cityorder"],
        year=2025,
        code="L1",
        name="环卫作业",
        amount=Decimal(amount),
        document="人大批准",
    )


def add(cast: Cast, line: BudgetLine, *entries: tuple[Kind, str]) -> None:
    with acting(cast["fa1"]) as act:
        for kind, amount in entries:
            enter(act, line, kind, Decimal(amount))


def figures(line: BudgetLine) -> dict[str, Decimal]:
    line.refresh_from_db()
    return {name: getattr(line, name) for name in FIGURES}


def test_balances_equal_the_sum_of_the_entries(cast):
    line = line_of(cast)

    add(
        cast, line, (Kind.HOLD, "700.00"), (Kind.RELEASE, "100.00"), (Kind.COMMIT, "600.00"), (Kind.PAY, "250.05"),
        (Kind.UNCOMMIT, "49.95"), (Kind.RELEASE, "49.95"), (Kind.REFUND, "0.05"),
    )  # fmt: skip

    expected = {"granted": "1000.00", "held": "300.00", "committed": "300.00", "paid": "250.00"}
    assert figures(line) == {name: Decimal(value) for name, value in expected.items()}
    assert figures(line) == sums_of_entries(line)
    assert line.free == Decimal("450.00")


def test_the_same_heading_granted_again_adds_to_the_line(cast):
    first, second = line_of(cast), line_of(cast, "0.50")

    assert first.pk == second.pk
    assert figures(second)["granted"] == Decimal("1000.50")
    assert AuditEntry.objects.filter(verb="budget.grant").count() == 2


@pytest.mark.parametrize(
    "entry", [(Kind.HOLD, "1000.01"), (Kind.PAY, "0.01"), (Kind.RELEASE, "0.01"), (Kind.COMMIT, "0.01")]
)
def test_the_database_refuses_to_overdraw(cast, entry):
    line = line_of(cast)

    with pytest.raises(IntegrityError), transaction.atomic():
        add_raw(line, *entry)

    assert figures(line) == sums_of_entries(line)


def add_raw(line: BudgetLine, kind: str, amount: str) -> None:
    LedgerEntry.objects.create(line=line, kind=kind, amount=Decimal(amount), at=clock.now())


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_is_not_changed_directly(cast, figure):
    line = line_of(cast)

    with pytest.raises(DatabaseError, match="only through its ledger"), transaction.atomic():
        BudgetLine.objects.filter(pk=line.pk).update(**{figure: Decimal("5.00")})


def test_a_line_begins_empty(cast):
    with pytest.raises(DatabaseError, match="begins empty"), transaction.atomic():
        BudgetLine.objects.create(
            purchaser=cast.purchasers["cityorder"], fiscal_year=2025, code="X", name="X", granted=Decimal("1.00")
        )


@pytest.mark.parametrize("statement", ["UPDATE {} SET amount = 1", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_entries_are_neither_changed_nor_removed(cast, statement):
    line_of(cast)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(LedgerEntry._meta.db_table))

    assert LedgerEntry.objects.count() == 1


def test_an_entry_is_never_negative(cast):
    line = line_of(cast)

    with pytest.raises(IntegrityError), transaction.atomic():
        add_raw(line, Kind.HOLD, "-1.00")


@pytest.mark.parametrize("login", ["po1", "ph1", "fa1", "s1", "su1"])
def test_only_a_finance_clerk_grants(cast, login):
    with pytest.raises(Forbidden):
        grant(cast[login], cast.purchasers["cityorder"], year=2025, code="L1", name="x", amount=Decimal(1), document="")

    assert BudgetLine.objects.count() == 0


def test_a_line_is_approved_by_two_people_of_finance(cast):
    line = line_of(cast)

    recorded = record_approval(
        cast["fo1"], cast.purchasers["cityorder"], 2025, document="景财预〔2025〕3号", on=date(2025, 1, 15)
    )
    before = BudgetLine.objects.get(pk=line.pk).status
    confirmed = confirm_approval(cast["fa1"], cast.purchasers["cityorder"], 2025)

    line.refresh_from_db()
    assert (recorded, before, confirmed) == (1, "control_figure", 1)
    assert (line.status, line.approval_document, line.approved_on) == (
        "approved",
        "景财预〔2025〕3号",
        date(2025, 1, 15),
    )


def test_nothing_is_confirmed_that_nobody_recorded(cast):
    line_of(cast)

    with pytest.raises(Refused) as refused:
        confirm_approval(cast["fa1"], cast.purchasers["cityorder"], 2025)

    assert refused.value.codes == ("nothing-recorded",)


def test_a_clerk_does_not_confirm_his_own_record(cast):
    line_of(cast)
    record_approval(cast["fo1"], cast.purchasers["cityorder"], 2025, document="x", on=date(2025, 1, 15))

    with pytest.raises(Forbidden):
        confirm_approval(cast["fo1"], cast.purchasers["cityorder"], 2025)


def test_lines_are_seen_by_unit_supervisor_finance_and_watchers_only(cast):
    line_of(cast)

    seen = {
        login: lines_for(cast[login]).count()
        for login in ("po1", "ph1", "pf1", "pb1", "fo1", "fa1", "su1", "au1", "s1", "ag1", "tp1")
    }

    assert seen == {
        "po1": 1, "ph1": 1, "pf1": 1, "pb1": 1, "fo1": 1, "fa1": 1, "su1": 1, "au1": 1, "s1": 0, "ag1": 0, "tp1": 0,
    }  # fmt: skip


def test_money_is_not_added_by_one_person_to_a_line_that_was_passed_down(cast):
    line = line_of(cast)
    record_approval(cast["fo1"], line.purchaser, 2025, document="景财预〔2025〕3号", on=date(2025, 1, 15))
    confirm_approval(cast["fa1"], line.purchaser, 2025)
    before = BudgetLine.objects.get(pk=line.pk).granted

    with pytest.raises(Refused) as refused:
        grant(cast["fo1"], line.purchaser, year=2025, code=line.code, name="x", amount=Decimal(1), document="补")

    assert refused.value.codes == ("passed-down",)
    assert BudgetLine.objects.get(pk=line.pk).granted == before


def test_a_budget_is_not_passed_down_tomorrow_and_not_without_lines(cast):
    unit = cast.purchasers["cityorder"]
    with pytest.raises(Refused) as nothing:
        record_approval(cast["fo1"], unit, 2025, document="x", on=clock.today())
    line_of(cast)
    with pytest.raises(Refused) as early:
        record_approval(cast["fo1"], unit, 2025, document="x", on=clock.today() + timedelta(days=1))

    assert (nothing.value.codes, early.value.codes) == (("nothing-to-pass-down",), ("in-the-future",))
