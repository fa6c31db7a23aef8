"""Acts done outside: recorded by one, confirmed by another, in the order of days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.roles import Role
from portal.demo.cast import Cast, add_person
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.perform import perform
from purchasing.additional.flow import ADDITIONAL
from tests.factories.additional import item_of_path_b, outside_act, request
from tests.purchasing.additional.steps import NOW, PART, do, refusals, said_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def spring_of_2026(db: None) -> None:
    clock.freeze_at(NOW)


RECORDS = [
    ("finance_opinion", "government", "government_decided"),
    ("government_decided", "submission", "congress_submitted"),
    ("congress_submitted", "congress", "congress_approved"),
    ("congress_approved", "grant", "budget_granted"),
]


@pytest.mark.parametrize(("state", "kind", "target"), RECORDS)
def test_a_record_moves_nothing_until_another_person_confirms_it(
    cast: Cast, state: str, kind: str, target: str
) -> None:
    row = request(cast, state=state)
    both = add_person("fo1", "财政经办甲", cast.organisations["finance"], Role.FINANCE_APPROVER)

    do(cast, row, f"record_{kind}", "fo1", **said_of(kind))
    recorded = row.state
    with pytest.raises(Refused) as refused:
        perform(ADDITIONAL, row, f"confirm_{kind}", actor=both)
    do(cast, row, f"confirm_{kind}", "fa1")

    act = row.acts.get()
    assert (recorded, refused.value.codes, row.state) == (state, ("separation-of-duties",), target)
    assert (act.recorded_by, act.confirmed_by, act.scan.size > 0) == (cast.user("fo1"), cast.user("fa1"), True)


@pytest.mark.parametrize(("state", "kind", "target"), RECORDS)
def test_a_second_record_waits_for_the_first_to_be_confirmed_or_sent_back(
    cast: Cast, state: str, kind: str, target: str
) -> None:
    row = request(cast, state=state)
    do(cast, row, f"record_{kind}", "fo1", **said_of(kind))

    with pytest.raises(Forbidden):
        do(cast, row, f"record_{kind}", "fo2", **said_of(kind))
    do(cast, row, "return_record", "fa1", reason="日期有误")
    do(cast, row, f"record_{kind}", "fo2", **said_of(kind))

    assert [(act.returned, act.recorded_by) for act in row.acts.all()] == [
        ("日期有误", cast.user("fo1")), ("", cast.user("fo2")),
    ]  # fmt: skip


@pytest.mark.parametrize(("state", "kind", "target"), RECORDS)
@pytest.mark.parametrize(("days", "code"), [(1, "day-in-future"), (-10, "day-out-of-order")])
def test_no_record_is_of_tomorrow_or_from_before_the_step_before(
    cast: Cast, state: str, kind: str, target: str, days: int, code: str
) -> None:
    row = request(cast, state=state, opinion_on=clock.today() - timedelta(days=9))

    said = {**said_of(kind), "on": clock.today() + timedelta(days=days)}

    assert refusals(cast, row, f"record_{kind}", "fo1", **said) == (code,)


def test_the_days_of_confirmed_acts_count_as_well(cast: Cast) -> None:
    row = request(cast, state="congress_approved", opinion_on=date(2026, 1, 5))
    outside_act(cast, row, "congress", on=date(2026, 2, 20), confirmed_by=cast.user("fa1"), confirmed_at=clock.now())

    assert refusals(cast, row, "record_grant", "fo1", **{**said_of("grant"), "on": date(2026, 2, 19)}) == (
        "day-out-of-order",
    )


@pytest.mark.parametrize(("state", "kind", "target"), RECORDS)
@pytest.mark.parametrize("login", ["po1", "ph1", "fa1", "co1", "cl1", "su1"])
def test_nobody_but_the_finance_clerk_records(cast: Cast, state: str, kind: str, target: str, login: str) -> None:
    with pytest.raises(Forbidden):
        do(cast, request(cast, state=state), f"record_{kind}", login, **said_of(kind))


@pytest.mark.parametrize(
    ("state", "name"),
    [
        ("filed", "record_government"), ("opinion", "record_government"), ("finance_opinion", "record_submission"),
        ("government_decided", "record_congress"), ("congress_submitted", "record_grant"),
        ("government_decided", "withdraw"), ("finance_opinion", "confirm_congress"),
    ],
)  # fmt: skip
def test_no_step_is_skipped(cast: Cast, state: str, name: str) -> None:
    row = request(cast, state=state)
    login = "po1" if name == "withdraw" else "fa1" if name.startswith("confirm") else "fo1"
    kind = name.removeprefix("record_")
    said = said_of(kind) if name.startswith("record") else {"reason": "不再需要"} if name == "withdraw" else {}

    assert refusals(cast, row, name, login, **said) == ("state-moved",)


def test_the_database_keeps_the_two_people_apart(cast: Cast) -> None:
    row = request(cast, state="finance_opinion")

    with pytest.raises(IntegrityError), transaction.atomic():
        outside_act(cast, row, "government", confirmed_by=cast.user("fo1"), confirmed_at=clock.now())


def test_congress_approves_no_more_than_was_put_before_it(cast: Cast) -> None:
    row = request(cast, state="congress_submitted", decided=PART)

    above = refusals(cast, row, "record_congress", "fo1", **said_of("congress"))
    do(cast, row, "record_congress", "fo1", **{**said_of("congress"), "amount": PART})

    assert (above, row.pending) == (("above-decision",), "agreed")


def test_an_adjustment_reaches_the_committee_thirty_days_before_the_session(cast: Cast) -> None:
    item = item_of_path_b(cast, year=2026)
    row = request(cast, item=item, state="government_decided", cycle="in_year", ground="total")

    silent = refusals(cast, row, "record_submission", "fo1", **said_of("submission"))
    late = refusals(cast, row, "record_submission", "fo1", **said_of("submission", session_on=date(2026, 4, 1)))
    do(cast, row, "record_submission", "fo1", **said_of("submission", session_on=date(2026, 4, 2)))
    do(cast, row, "confirm_submission", "fa1")
    early = refusals(cast, row, "record_congress", "fo1", **said_of("congress"))

    assert (silent, late, early) == (("session-missing",), ("committee-too-late",), ("before-session",))
    assert row.state == "congress_submitted"
