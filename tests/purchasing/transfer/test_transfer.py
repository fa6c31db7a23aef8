"""费随事走: net zero, two people, never what is frozen or paid."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from portal.accounts.roles import Role
from portal.audit.models import AuditEntry
from portal.demo.cast import Cast, add_organisation, add_person, add_purchaser
from portal.notify.models import Notification
from portal.outbox import drain
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.inbox import waiting_for
from portal.workflow.perform import perform
from purchasing.budget.actions import grant
from purchasing.budget.models import BudgetLine, LedgerEntry
from purchasing.budget.reconciliation import drifts
from purchasing.models import BudgetTransfer
from purchasing.transfer.actions import record_reduction, record_transfer
from purchasing.transfer.flow import BUDGET_TRANSFER
from tests.factories.cases import budget_lines, plan_item
from tests.factories.ledger import reduce, sums_of_entries

pytestmark = pytest.mark.django_db
Kind = LedgerEntry.Kind


@pytest.fixture
def lines(cast: Cast) -> list[BudgetLine]:
    """Three lines with 6.3, 1.95 and 1.6 million, of which 6.2, 1.9 and 1.5 are frozen."""
    plan_item(cast, state="approved")
    return list(BudgetLine.objects.order_by("code"))


def record(
    cast: Cast, source: BudgetLine, code: str, amount: str = "100000.00", login: str = "fo1", **more: object
) -> BudgetTransfer:
    values = {
        "purchaser": cast.purchasers["cityorder"],
        "document": "景财预调〔2025〕1号",
        "reason": "公厕管护随转",
        **more,
    }
    return record_transfer(cast[login], source, code=code, amount=Decimal(amount), **values)  # type: ignore[arg-type]


def figures() -> dict[str, Decimal]:
    for line in BudgetLine.objects.all():
        assert {name: getattr(line, name) for name in ("granted", "held", "committed", "paid")} == sums_of_entries(line)
    return dict(BudgetLine.objects.order_by("code").values_list("code", "granted"))


def test_money_follows_once_another_person_has_confirmed(cast, lines):
    transfer = record(cast, lines[0], lines[1].code)
    before = figures()

    perform(BUDGET_TRANSFER, transfer, "confirm", actor=cast["fa1"])

    after = figures()
    assert (before["2120501-1"], sum(before.values())) == (Decimal("6300000.00"), Decimal("9850000.00"))
    assert (after["2120501-1"], after["2120501-2"]) == (Decimal("6200000.00"), Decimal("2050000.00"))
    assert sum(after.values()) == sum(before.values())
    assert sorted(transfer.entries.values_list("kind", "amount")) == [
        ("transfer_in", Decimal("100000.00")), ("transfer_out", Decimal("100000.00")),
    ]  # fmt: skip
    assert AuditEntry.objects.filter(verb__in=["budget.transfer_out", "budget.transfer_in"]).count() == 2


@pytest.mark.parametrize("amount", ["100000.01", "6300000.00"])
def test_what_is_frozen_does_not_follow(cast, lines, amount):
    with pytest.raises(Refused) as refused:
        record(cast, lines[0], lines[1].code, amount)

    assert refused.value.codes == ("over-balance",)
    assert "可用 100,000.00 元" in str(refused.value.refusals[0].message)


def test_what_was_taken_meanwhile_is_not_moved(cast, lines):
    transfer = record(cast, lines[0], lines[1].code)
    reduce(cast, lines[0], "0.01")

    with pytest.raises(Refused) as refused:
        perform(BUDGET_TRANSFER, transfer, "confirm", actor=cast["fa1"])

    assert refused.value.codes == ("over-balance",)
    assert transfer.entries.count() == 0


def test_whoever_recorded_it_does_not_confirm_it_in_another_office(cast, lines):
    transfer = record(cast, lines[0], lines[1].code)
    both = add_person("fo1", "财政经办甲", cast.organisations["finance"], Role.FINANCE_APPROVER)

    with pytest.raises(Refused) as refused:
        perform(BUDGET_TRANSFER, transfer, "confirm", actor=both)

    assert refused.value.codes == ("separation-of-duties",)


def test_it_waits_for_the_approver_who_is_told_and_for_nobody_once_decided(cast, lines):
    transfer = record(cast, lines[0], lines[1].code)
    drain()
    waiting = [item.transition for item in waiting_for(cast["fa1"])]
    told = Notification.objects.filter(recipient=cast.user("fa1")).count()

    perform(BUDGET_TRANSFER, transfer, "refuse", actor=cast["fa1"], data={"reason": "依据不足"})
    drain()

    assert (waiting, told) == (["confirm"], 1)
    assert list(waiting_for(cast["fa1"])) == []
    assert Notification.objects.get(recipient=cast.user("fo1")).body == "依据不足"
    assert figures()["2120501-1"] == Decimal("6300000.00")


def test_money_goes_to_another_unit_and_begins_its_line(cast, lines):
    unit = add_purchaser(add_organisation("parks", "公园中心（虚构）", "other"), cast.organisations["finance"])

    transfer = record(cast, lines[0], "2120399-9", purchaser=unit, name="公厕管护")
    perform(BUDGET_TRANSFER, transfer, "confirm", actor=cast["fa1"])

    line = BudgetLine.objects.get(purchaser=unit)
    assert (line.name, line.fiscal_year, line.granted) == ("公厕管护", 2025, Decimal("100000.00"))


@pytest.mark.parametrize(("code", "refusal"), [("nowhere", "unknown-line"), ("2120501-1", "same-line")])
def test_a_line_that_is_none_or_itself_takes_nothing(cast, lines, code, refusal):
    with pytest.raises(Refused) as refused:
        record(cast, lines[0], code)

    assert refused.value.codes == (refusal,)
    assert BudgetTransfer.objects.count() == 0


def test_money_does_not_leave_what_one_finance_body_answers_for(cast, lines):
    stranger = add_purchaser(add_organisation("far", "外县单位（虚构）", "other"), cast.organisations["audit"])

    with pytest.raises(Forbidden):
        record(cast, lines[0], "X", purchaser=stranger, name="X")


@pytest.mark.parametrize("login", ["po1", "ph1", "fa1", "su1", "s1"])
def test_only_a_finance_clerk_records_it(cast, lines, login):
    with pytest.raises(Forbidden):
        record(cast, lines[0], lines[1].code, login=login)


def enter_raw(*entries: tuple[BudgetLine, str, BudgetTransfer | None, str]) -> None:
    """Entries past the actions, and at once what the database checks at the end of a transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        for line, kind, transfer, amount in entries:
            LedgerEntry.objects.create(line=line, kind=kind, amount=Decimal(amount), transfer=transfer, at=clock.now())
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_refuses_one_side_or_two_that_differ(cast, lines):
    transfer = record(cast, lines[0], lines[1].code)

    with pytest.raises(DatabaseError, match="come to nothing"):
        enter_raw((lines[0], Kind.TRANSFER_OUT, transfer, "5.00"))
    with pytest.raises(DatabaseError, match="come to nothing"):
        enter_raw((lines[0], Kind.TRANSFER_OUT, transfer, "5.00"), (lines[1], Kind.TRANSFER_IN, transfer, "4.99"))
    with pytest.raises(IntegrityError):
        enter_raw((lines[0], Kind.TRANSFER_OUT, None, "5.00"))
    with pytest.raises(IntegrityError):
        enter_raw((lines[0], Kind.GRANT, transfer, "5.00"))

    assert transfer.entries.count() == 0


def client_of(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_it_goes_through_the_pages_and_a_form_pressed_twice_records_once(cast, lines):
    clerk, approver = client_of(cast, "fo1"), client_of(cast, "fa1")
    form = {
        "purchaser": cast.purchasers["cityorder"].pk, "code": "2120501-2", "amount": "50,000", "document": "文号",
        "reason": "随转", "form_key": "k",
    }  # fmt: skip
    address = f"/desk/budget/{lines[0].pk}/transfer/"

    posted = [clerk.post(address, form), clerk.post(address, form)]
    transfer = BudgetTransfer.objects.get()
    page = approver.get(transfer.get_absolute_url())
    done = approver.post(f"/do/budget_transfer/{transfer.pk}/confirm/")
    ledger = client_of(cast, "po1").get(lines[0].get_absolute_url())

    assert {answer.url for answer in posted} == {transfer.get_absolute_url()}
    for text in ("50,000.00", "100,000.00", "确认", "随转"):
        assert text in page.text, text
    assert (done.status_code, "调出" in ledger.text, transfer.get_absolute_url() in ledger.text) == (302, True, True)
    assert "调剂与核减" in approver.get("/desk/budget/transfers/").text


def test_a_refused_record_says_why_and_keeps_what_was_typed(cast, lines):
    data = {
        "purchaser": cast.purchasers["cityorder"].pk,
        "code": "2120501-2",
        "amount": "100000.01",
        "document": "文号",
        "reason": "随转",
    }

    answer = client_of(cast, "fo1").post(f"/desk/budget/{lines[0].pk}/transfer/", data)

    assert answer.status_code == 409
    for text in ("缺口 0.01 元", "100000.01", "随转"):
        assert text in answer.text, text


@pytest.mark.parametrize(("login", "status"), [("fo1", 200), ("fa1", 403), ("po1", 403), ("s1", 404)])
def test_who_may_open_the_record(cast, login, status):
    line = budget_lines(cast)[0]

    assert client_of(cast, login).get(f"/desk/budget/{line.pk}/transfer/").status_code == status


def test_a_grant_is_reduced_by_two_people_down_to_what_is_frozen_and_paid(cast, lines):
    drawn = record_reduction(
        cast["fo1"], lines[0], amount=Decimal("100000.00"), document="景财预减〔2025〕1号", reason="任务减少"
    )
    before = figures()["2120501-1"]
    waiting = record_reduction(cast["fo1"], lines[0], amount=Decimal("0.01"), document="x", reason="y")
    with pytest.raises(Refused) as own:
        perform(
            BUDGET_TRANSFER,
            drawn,
            "confirm",
            actor=add_person("fo1", "甲", cast.organisations["finance"], Role.FINANCE_APPROVER),
        )

    perform(BUDGET_TRANSFER, drawn, "confirm", actor=cast["fa1"])
    with pytest.raises(Refused) as late:
        perform(BUDGET_TRANSFER, waiting, "confirm", actor=cast["fa1"])
    with pytest.raises(Refused) as refused:
        reduce(cast, lines[0], "0.01")

    assert (before, figures()["2120501-1"]) == (Decimal("6300000.00"), Decimal("6200000.00"))
    assert (own.value.codes, late.value.codes, refused.value.codes) == (
        ("separation-of-duties",), ("below-held",), ("below-held",),
    )  # fmt: skip
    message = str(refused.value.refusals[0].message)
    for text in ("预算数 6,200,000.00", "核减 0.01", "6,199,999.99", "已冻结 6,200,000.00", "已支付 0.00"):
        assert text in message, text
    entry = LedgerEntry.objects.get(kind=Kind.REDUCE)
    assert (entry.document, entry.transfer_id, entry.entered_by_id) == (drawn.document, drawn.pk, cast.user("fa1").pk)
    assert AuditEntry.objects.filter(verb="budget.reduce").count() == 1
    assert drifts() == []


@pytest.mark.parametrize("login", ["po1", "fa1", "su1", "s1"])
def test_only_a_finance_clerk_records_a_reduction(cast, lines, login):
    with pytest.raises(Forbidden):
        record_reduction(cast[login], lines[0], amount=Decimal(1), document="x", reason="y")


def test_a_reduction_goes_through_the_pages_and_pressed_twice_is_recorded_once(cast, lines):
    client, address = client_of(cast, "fo1"), f"/desk/budget/{lines[0].pk}/reduce/"
    form = {"amount": "60,000", "document": "文号", "reason": "任务减少", "form_key": "k"}

    answers = [client.post(address, form), client.post(address, form)]
    record = BudgetTransfer.objects.get()
    page = client_of(cast, "fa1").get(record.get_absolute_url()).text
    done = client_of(cast, "fa1").post(f"/do/budget_transfer/{record.pk}/confirm/")
    over = client.post(address, {"amount": "40,000.01", "document": "文号", "reason": "任务减少"})

    assert {(answer.status_code, answer.url) for answer in answers} == {(302, record.get_absolute_url())}
    for text in ("预算核减", "任务减少", "60,000.00", "40,000.00"):
        assert text in page, text
    assert (done.status_code, over.status_code) == (302, 409)
    assert "最多可以核减 40,000.00 元" in over.text
    assert "核减，收回" in client.get("/desk/budget/transfers/").text
    assert figures()["2120501-1"] == Decimal("6240000.00")
    assert record.get_absolute_url() in client_of(cast, "po1").get(lines[0].get_absolute_url()).text


def test_an_empty_line_of_a_new_code_begins_empty(cast, lines):
    grant(
        cast["fo1"], cast.purchasers["cityorder"], year=2025, code="N", name="新", amount=Decimal("1.00"), document="x"
    )

    assert record(cast, BudgetLine.objects.get(code="N"), "2120501-2", "1.00").state == "recorded"
