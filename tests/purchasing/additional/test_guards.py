"""What a unit may ask for by path B, what finance and the government may say to it, and what speaks against each."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from portal.accounts.roles import Role
from portal.demo.cast import Cast, add_person
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.inbox import waiting_for
from portal.workflow.perform import perform
from purchasing.additional.actions import edit_request, start_request
from purchasing.additional.flow import ADDITIONAL
from tests.factories.additional import GAP, item_of_path_b, request
from tests.purchasing.additional.steps import NOW, PART, do, paper, refusals

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def spring_of_2026(db: None) -> None:
    clock.freeze_at(NOW)


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


def test_a_second_clerk_stands_between_opinion_and_approver(cast: Cast, client: Client) -> None:
    row = do(cast, request(cast, state="unit_review", justification="服务对象增加"), "file", "ph1")
    said = {"stance": "support", "amount": GAP, "opinion": "同意"}
    do(cast, row, "propose", "fo1", **said)
    with pytest.raises(Forbidden):
        do(cast, row, "decide", "fa1", **said)
    waiting = [login for login in ("fo1", "fo2", "fa1") if waiting_for(cast[login]).filter(flow="additional").exists()]

    assert (row.needs_second, row.chain["sources"], waiting) == (True, ["F4"], ["fo2"])
    assert refusals(cast, row, "concur", "fo1") == ("separation-of-duties",)
    do(cast, row, "question", "fo2", reason="请核实人数")
    assert refusals(cast, row, "propose", "fo2", **said) == ("separation-of-duties",)
    shown = {}
    for login in ("fo1", "po1"):
        client.force_login(cast.user(login))
        shown[login] = "请核实人数" in client.get(row.get_absolute_url()).content.decode()
    assert (row.state, shown) == ("filed", {"fo1": True, "po1": False})
    do(cast, row, "propose", "fo1", **said)
    do(cast, row, "concur", "fo2")
    assert do(cast, row, "decide", "fa1", **said).state == "finance_opinion"


def test_without_support_it_ends_in_reserve(cast: Cast) -> None:
    row = request(cast, state="finance_opinion", stance="against", supported=0)

    do(cast, row, "end_unsupported", "fa1", reason="财力不足")

    row.item.refresh_from_db()
    assert (row.state, row.result, row.item.state) == ("closed", "finance_refused", "reserve")


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
