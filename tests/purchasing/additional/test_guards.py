"""Each reason to refuse a step of path B, and the same step where nothing speaks against it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.roles import Role
from portal.demo.cast import Cast, add_person
from portal.demo.story.additional import beijing, scan_of
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.inbox import waiting_for
from portal.workflow.perform import perform
from purchasing.additional.actions import edit_request, rescope, start_request
from purchasing.additional.flow import ADDITIONAL
from purchasing.models import AdditionalBudgetRequest, BudgetLine, LedgerEntry
from purchasing.plan.actions import Task
from purchasing.plan.queries import unfinished
from tests.factories.additional import GAP, item_of_path_b, outside_act, request
from tests.factories.cases import plan

pytestmark = pytest.mark.django_db
PART = Decimal("1440000.00")
NOW = beijing(2026, 3, 2, 10)


@pytest.fixture(autouse=True)
def spring_of_2026(db: None) -> None:
    clock.freeze_at(NOW)


def do(cast: Cast, row: AdditionalBudgetRequest, name: str, login: str, **data: Any) -> AdditionalBudgetRequest:
    perform(ADDITIONAL, row, name, actor=cast[login], data=data)
    row.refresh_from_db()
    return row


def refusals(cast: Cast, row: AdditionalBudgetRequest, name: str, login: str, **data: Any) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        do(cast, row, name, login, **data)
    row.refresh_from_db()
    return refused.value.codes


def paper(**said: Any) -> dict[str, Any]:
    return {"document": "文件〔2026〕1号", "on": clock.today(), "scan": scan_of("文件"), **said}


# -- what may be asked for -----------------------------------------------------------------------------------------


def test_a_draft_without_reason_or_gap_is_not_handed_in(cast: Cast) -> None:
    row = request(cast, justification="")
    bears = row.item.funding.first()
    assert bears is not None
    bears.amount += GAP
    bears.save()

    with pytest.raises(Refused) as refused:
        do(cast, row, "submit_for_review", "po1")

    assert refused.value.codes == ("request-incomplete",)
    assert [str(text)[:6] for text in refused.value.refusals[0].items] == ["现有预算已经", "没有填写需要"]


def test_an_item_has_one_open_request_at_a_time(cast: Cast) -> None:
    item = item_of_path_b(cast)
    first = start_request(cast["po1"], item)

    with pytest.raises(Refused) as refused:
        start_request(cast["po2"], item)
    do(cast, first, "withdraw", "po1", reason="重新测算")

    assert refused.value.codes == ("request-open",)
    assert start_request(cast["po2"], item).state == "draft"


@pytest.mark.parametrize("login", ["ph1", "fo1", "pb1", "yuanlin"])
def test_only_the_units_clerk_begins(cast: Cast, login: str) -> None:
    if login == "yuanlin":
        other = cast.organisations["bureau"]
        cast.actors[login] = add_person("yuanlin", "外单位经办", other, Role.PURCHASER_CLERK)

    with pytest.raises(Forbidden):
        start_request(cast[login], item_of_path_b(cast))


def test_an_item_with_existing_money_is_none_of_path_b(cast: Cast) -> None:
    item = item_of_path_b(cast)
    type(item).objects.filter(pk=item.pk).update(category="F1")

    with pytest.raises(Forbidden):
        start_request(cast["po1"], item)


def test_a_stale_draft_is_not_overwritten(cast: Cast) -> None:
    row = request(cast)
    said = {"cycle": "annual", "ground": "", "justification": "甲"}
    edit_request(cast["po1"], row, version=1, **said)

    with pytest.raises(Refused) as refused:
        edit_request(cast["po2"], row, version=1, **{**said, "justification": "乙"})

    row.refresh_from_db()
    assert (refused.value.codes, row.justification) == (("stale-version",), "甲")


def test_within_a_year_money_comes_only_by_an_adjustment_with_its_ground(cast: Cast) -> None:
    item = item_of_path_b(cast, year=2026)
    row = request(cast, item=item, cycle="annual")

    late = refusals(cast, row, "submit_for_review", "po1")
    edit_request(cast["po1"], row, version=1, cycle="in_year", ground="", justification="突发")
    groundless = refusals(cast, row, "submit_for_review", "po1")
    edit_request(cast["po1"], row, version=2, cycle="in_year", ground="total", justification="突发")
    do(cast, row, "submit_for_review", "po1")

    assert (late, groundless, row.state) == (("cycle-mismatch",), ("no-adjustment-ground",), "unit_review")


def test_the_groundless_are_sent_to_move_money_between_lines(cast: Cast) -> None:
    row = request(cast, item=item_of_path_b(cast, year=2026), cycle="in_year")

    with pytest.raises(Refused) as refused:
        do(cast, row, "submit_for_review", "po1")

    refusal = refused.value.refusals[0]
    assert ("第六十七条" in refusal.article, "调剂" in str(refusal.next_step)) == (True, True)


def test_who_drafted_does_not_file(cast: Cast) -> None:
    row = start_request(cast["po1"], item_of_path_b(cast))
    head = add_person("po1", "城管经办甲", cast.organisations["cityorder"], Role.PURCHASER_HEAD)
    edit_request(cast["po1"], row, version=1, cycle="annual", ground="", justification="服务对象增加")
    do(cast, row, "submit_for_review", "po1")

    with pytest.raises(Refused) as refused:
        perform(ADDITIONAL, row, "file", actor=head)

    assert refused.value.codes == ("separation-of-duties",)
    assert do(cast, row, "file", "ph1").gap == GAP


# -- finance's opinion ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stance", "amount", "fits"),
    [
        ("support", GAP, True), ("support", PART, False), ("partial", PART, True), ("partial", GAP, False),
        ("partial", None, False), ("against", None, True), ("against", PART, False),
        ("partial", GAP + Decimal("0.01"), False),
    ],
)  # fmt: skip
def test_the_opinion_and_its_amount_agree(cast: Cast, stance: str, amount: Decimal | None, fits: bool) -> None:
    row = request(cast, state="filed")
    said = {"stance": stance, "amount": amount, "opinion": "理由"}

    found = () if fits and do(cast, row, "propose", "fo1", **said) else refusals(cast, row, "propose", "fo1", **said)

    assert (found, row.state) == (((), "opinion") if fits else (("opinion-amount",), "filed"))


def test_who_proposes_does_not_decide(cast: Cast) -> None:
    row = request(cast, state="filed")
    said = {"stance": "support", "amount": GAP, "opinion": "同意"}
    both = add_person("fo1", "财政经办甲", cast.organisations["finance"], Role.FINANCE_APPROVER)
    do(cast, row, "propose", "fo1", **said)

    with pytest.raises(Refused) as refused:
        perform(ADDITIONAL, row, "decide", actor=both, data=said)

    assert refused.value.codes == ("separation-of-duties",)
    assert do(cast, row, "decide", "fa1", **said).state == "finance_opinion"


def test_without_support_it_ends_in_reserve(cast: Cast) -> None:
    row = request(cast, state="finance_opinion", stance="against", supported=0)

    do(cast, row, "end_unsupported", "fa1", reason="财力不足")

    row.item.refresh_from_db()
    assert (row.state, row.result, row.item.state) == ("closed", "finance_refused", "reserve")


# -- what the government decides -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "note", "code"),
    [
        (PART, "", ""), (PART + Decimal("0.01"), "", "above-support"), (GAP, "民生保障，同意全额", ""),
        (GAP + Decimal("0.01"), "民生保障，同意全额", "above-gap"), (None, "", "amount-missing"),
    ],
)  # fmt: skip
def test_above_the_support_only_with_the_leaders_note_and_never_above_the_gap(
    cast: Cast, amount: Decimal | None, note: str, code: str
) -> None:
    row = request(cast, state="finance_opinion", stance="partial", supported=PART)
    if note:
        do(cast, row, "write_note", "cl1", note=note)

    said = paper(outcome="agreed", amount=amount)
    found = refusals(cast, row, "record_government", "fo1", **said) if code else ()
    if not code:
        do(cast, row, "record_government", "fo1", **said)
        do(cast, row, "confirm_government", "fa1")

    assert found == ((code,) if code else ())
    assert (row.state, row.decided) == (("finance_opinion", 0) if code else ("government_decided", amount))


def test_what_finance_does_not_support_goes_to_the_government_only_with_the_note(cast: Cast) -> None:
    row = request(cast, state="finance_opinion", stance="against", supported=0)
    said = paper(outcome="agreed", amount=PART)

    with pytest.raises(Forbidden):
        do(cast, row, "record_government", "fo1", **said)
    do(cast, row, "write_note", "cl1", note="民生保障")
    do(cast, row, "record_government", "fo1", **said)

    assert row.pending == "agreed"


def test_the_leader_has_nothing_to_note_where_finance_supports_all(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        do(cast, request(cast, state="finance_opinion"), "write_note", "cl1", note="同意")


def test_what_the_government_refuses_ends_in_reserve(cast: Cast) -> None:
    row = request(cast, state="finance_opinion")

    do(cast, row, "record_government", "fo1", **paper(outcome="refused", amount=None))
    do(cast, row, "confirm_government_refusal", "fa1")

    row.item.refresh_from_db()
    assert (row.state, row.result, row.item.state) == ("closed", "government_refused", "reserve")


# -- recorded by one, confirmed by another, in the order of days -----------------------------------------------------

RECORDS = [
    ("finance_opinion", "government", "government_decided"),
    ("government_decided", "submission", "congress_submitted"),
    ("congress_submitted", "congress", "congress_approved"),
    ("congress_approved", "grant", "budget_granted"),
]


def said_of(kind: str, **more: Any) -> dict[str, Any]:
    own: dict[str, dict[str, Any]] = {
        "government": {"outcome": "agreed", "amount": GAP}, "submission": {}, "congress": {"outcome": "agreed", "amount": GAP},
        "grant": {"line_code": "2120501-9", "line_name": "新增"},
    }  # fmt: skip
    return paper(**own[kind], **more)


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


# -- the money -------------------------------------------------------------------------------------------------------


def granted(cast: Cast, **fields: Any) -> AdditionalBudgetRequest:
    row = request(cast, state="congress_approved", **fields)
    do(cast, row, "record_grant", "fo1", **said_of("grant"))
    return row


def test_no_money_joins_a_plan_that_finance_has_not_answered(cast: Cast) -> None:
    item = item_of_path_b(cast, state="funding_check")
    row = request(cast, state="congress_approved", item=item)

    assert refusals(cast, row, "record_grant", "fo1", **said_of("grant")) == ("plan-not-approved",)


def test_the_grant_is_refused_when_the_existing_money_is_gone(cast: Cast) -> None:
    row = granted(cast)
    bears = row.item.funding.first()
    assert bears is not None
    gone = bears.line.free - bears.amount + Decimal("0.01")
    LedgerEntry.objects.create(line=bears.line, kind="hold", amount=gone, at=clock.now())

    found = refusals(cast, row, "confirm_grant", "fa1")

    assert found == ("over-balance",)
    assert (BudgetLine.objects.filter(code="2120501-9").count(), row.pending) == (0, "agreed")


def test_pressed_twice_the_money_comes_once(cast: Cast) -> None:
    row = granted(cast)

    for _press in range(2):
        perform(ADDITIONAL, row, "confirm_grant", actor=cast["fa1"], form_key="once")

    assert LedgerEntry.objects.filter(kind="grant", line__code="2120501-9").count() == 1


def test_the_grant_may_add_to_a_line_that_the_item_has_already(cast: Cast) -> None:
    row = request(cast, state="congress_approved")
    bears = row.item.funding.select_related("line").first()
    assert bears is not None
    said = {**said_of("grant"), "line_code": bears.line.code}

    do(cast, row, "record_grant", "fo1", **said)
    do(cast, row, "confirm_grant", "fa1")

    row.item.refresh_from_db()
    assert (row.item.funding.count(), row.item.state) == (3, "approved")
    assert BudgetLine.objects.get(pk=bears.line_id).held == bears.amount + GAP


def partly_granted(cast: Cast) -> AdditionalBudgetRequest:
    row = granted(cast, decided=PART, approved=PART)
    return do(cast, row, "confirm_grant", "fa1")


def sheet(total: str) -> list[Task]:
    return [Task("一体化作业", "项", Decimal("1"), Decimal(total))]


@pytest.mark.parametrize("total", ["9119999.99", "9120000.01", "9600000.00"])
def test_the_sheet_is_lowered_to_exactly_the_available_sum(cast: Cast, total: str) -> None:
    row = partly_granted(cast)

    with pytest.raises(Refused) as refused:
        rescope(cast["po1"], row, sheet(total), version=row.version)

    row.item.refresh_from_db()
    assert (refused.value.codes, row.item.state, row.item.amount) == (
        ("sheet-not-exact",), "returned", Decimal("9600000.00"),
    )  # fmt: skip


def test_finance_may_send_the_sheet_back_and_approves_the_next_one(cast: Cast) -> None:
    row = partly_granted(cast)
    rescope(cast["po1"], row, sheet("9120000.00"), version=row.version)

    do(cast, row, "return_sheet", "fa1", reason="请按原工作内容列明")
    row.item.refresh_from_db()
    back = row.item.state
    rescope(cast["po1"], row, sheet("9120000.00"), version=row.version)
    do(cast, row, "approve_rescoped", "fa1")

    row.item.refresh_from_db()
    assert (back, row.item.state, row.item.amount) == ("returned", "approved", Decimal("9120000.00"))


@pytest.mark.parametrize("login", ["ph1", "fo1", "fa1"])
def test_nobody_but_the_units_clerk_rescopes(cast: Cast, login: str) -> None:
    row = partly_granted(cast)

    with pytest.raises(Forbidden):
        rescope(cast[login], row, sheet("9120000.00"), version=row.version)


# -- what waits for whom ---------------------------------------------------------------------------------------------


def test_each_step_waits_for_its_person_only(cast: Cast) -> None:
    row = request(cast, state="finance_opinion")

    def waiting() -> dict[str, list[str]]:
        people = ("po1", "ph1", "fo1", "fa1")
        rows = {who: waiting_for(cast[who]).filter(flow="additional") for who in people}
        return {who: [r.transition for r in found] for who, found in rows.items() if found}

    do(cast, row, "record_government", "fo1", **said_of("government"))
    recorded = waiting()
    do(cast, row, "return_record", "fa1", reason="重登")
    returned = waiting()

    assert (recorded, returned) == ({"fa1": ["confirm_government"]}, {"fo1": ["record_government"]})


def test_a_rescoping_waits_for_the_unit_and_then_for_finance(cast: Cast) -> None:
    row = partly_granted(cast)
    before = [waiting_for(cast[who]).filter(flow="additional").count() for who in ("po1", "fa1")]

    rescope(cast["po1"], row, sheet("9120000.00"), version=row.version)

    after = [waiting_for(cast[who]).filter(flow="additional").count() for who in ("po1", "fa1")]
    assert (before, after) == ([1, 0], [0, 1])


def test_an_item_still_waiting_at_the_years_end_is_carried_over_or_explained(cast: Cast) -> None:
    item = item_of_path_b(cast)

    later = plan(cast, year=item.plan.fiscal_year + 1)

    assert [row.pk for row in unfinished(later)] == [item.pk]


def test_an_awaiting_item_asks_its_unit_for_the_request(cast: Cast) -> None:
    item = item_of_path_b(cast)
    row = start_request(cast["po1"], item)
    asked = waiting_for(cast["po1"]).filter(transition="request_budget")
    during = asked.count()

    do(cast, row, "withdraw", "po1", reason="重新测算")

    assert (during, asked.count()) == (0, 1)
