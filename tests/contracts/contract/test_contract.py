"""Drafting, reviewing, signing, masking and publishing: what is refused and what is left behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from contracts.contract.actions import edit_contract, mark_secrets, start_contract
from contracts.contract.flow import CONTRACT
from contracts.contract.policies import Can
from contracts.contract.queries import MASK, clauses_of, draft_of, masked, public_clauses, signing_due, suggested
from contracts.contract.reports import contract_context
from contracts.models import Contract
from portal.accounts.capability import allows
from portal.demo.cast import Cast
from portal.demo.story import contract as story
from portal.demo.story.intention import beijing, check_secrecy
from portal.notify.models import Notification
from portal.outbox.relay import drain
from portal.reports.models import Report
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.inbox import waiting_for
from portal.workflow.models import DueDate
from portal.workflow.perform import perform
from purchasing.budget.models import BudgetLine
from purchasing.procurement.flow import PROCUREMENT
from purchasing.publication.models import Kind, Publication
from tests.factories.rules import city_rule
from tests.purchasing.review.case import at_stage
from tests.waiting import waiting

D = story.SC01_DAYS


def until(cast: Cast, procurement, last: str) -> Contract:
    """The first case's contract up to the named day, and nothing after it."""
    names = list(D.__dataclass_fields__)
    days = replace(D, **dict.fromkeys(names[names.index(last) + 1 :], None))
    return story.draft_sign_publish_file(cast, procurement, story.SC01, days)


def codes(call) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.codes


def test_the_draft_starts_from_document_award_and_plan(procurement):
    draft = suggested(procurement, date(2025, 3, 6))

    assert [c["heading"] for c in draft.terms] == ["第一条", "第二条", "第三条", "第四条"]
    assert draft.terms[1]["text"] == "合同价款按十二期平均支付，尾差计入最后一期。"
    assert (draft.starts_on, draft.ends_on, draft.instalments) == (date(2025, 4, 1), date(2026, 3, 31), 12)
    assert draft.payee_account == procurement.award.supplier.bank_account
    assert draft.bands == ((85, 100), (80, 98), (70, 95), (60, 90))


def test_a_contract_waits_with_the_day_by_which_it_is_signed(cast):
    procurement = at_stage(cast, "published")
    contract = until(cast, procurement, "checked")
    waits = [row.due_on for row in waiting_for(cast["s1"]).filter(flow="contract")]
    with clock.at(D.supplier_signed):
        perform(CONTRACT, contract, "sign_for_supplier", actor=cast["s1"])
    with clock.at(D.signed):
        perform(CONTRACT, contract, "sign", actor=cast["ph1"])

    assert waits == [date(2025, 3, 26)]
    assert DueDate.objects.get(name="sign", root=contract.audit_root).met_on == date(2025, 3, 11)


def test_the_usual_table_of_pay_is_the_city_s_to_set(procurement):
    city_rule("D-pay-2-rate", "97")

    assert suggested(procurement, date(2025, 3, 6)).bands == ((85, 100), (80, 97), (70, 95), (60, 90))


@pytest.mark.parametrize(("text", "count"), [("", 0), ("一段没有编号的话。", 1), ("一、甲。\n二、乙；三、丙。", 3)])
def test_a_draft_text_is_cut_into_clauses(text, count):
    assert len(clauses_of(text)) == count


def test_the_amount_is_the_awards_whatever_is_typed(cast, procurement):
    contract = until(cast, procurement, "drafted")

    assert contract.amount == Decimal("8900000.00")
    assert signing_due(contract).date == date(2025, 3, 26)


def test_a_contract_is_drafted_once_and_by_a_clerk_of_the_unit(cast, procurement):
    draft = suggested(procurement, date(2025, 3, 6))

    assert codes(lambda: start_contract(cast["ph1"], procurement, draft)) == ("not-allowed",)
    assert codes(lambda: start_contract(cast["s1"], procurement, draft)) == ("not-allowed",)
    start_contract(cast["po1"], procurement, draft)
    assert codes(lambda: start_contract(cast["po1"], procurement, draft)) == ("already-drafted",)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ends_on": date(2025, 3, 31)}, "dates-out-of-order"),
        ({"instalments": 13}, "too-many-instalments"),
        ({"instalments": 0}, "too-many-instalments"),
        ({"business_secrets": [{"text": "合同里没有的话", "reason": "秘密"}]}, "secret-not-in-text"),
        ({"business_secrets": [{"text": "", "reason": "秘密"}]}, "secret-not-in-text"),
        ({"business_secrets": [{"text": "按月考核扣减", "reason": "  "}]}, "reason-missing"),
    ],
)
def test_a_draft_that_makes_no_sense_is_refused(cast, procurement, change, code):
    draft = replace(suggested(procurement, date(2025, 3, 6)), **change)

    assert codes(lambda: start_contract(cast["po1"], procurement, draft)) == (code,)
    assert not Contract.objects.exists()


def test_a_stale_draft_is_not_overwritten(cast, procurement):
    contract = until(cast, procurement, "drafted")
    draft = replace(draft_of(contract), title="改过的合同")
    edit_contract(cast["po1"], contract, draft, contract.version)

    assert codes(lambda: edit_contract(cast["po2"], contract, draft, contract.version)) == ("stale-version",)


def test_a_reviewed_contract_is_no_longer_edited(cast, procurement):
    contract = until(cast, procurement, "reviewed")

    with pytest.raises(Forbidden):
        edit_contract(cast["po1"], contract, draft_of(contract), contract.version)


def test_neither_the_drafter_nor_the_operator_reviews(cast, procurement):
    contract = until(cast, procurement, "drafted")
    assert codes(lambda: perform(CONTRACT, contract, "review", actor=cast["po1"])) == ("separation-of-duties",)

    procurement.appointments.filter(duty="operator").update(user=cast.user("po2"))
    assert codes(lambda: perform(CONTRACT, contract, "review", actor=cast["po2"])) == ("separation-of-duties",)


def test_an_incomplete_contract_is_not_passed_on(cast, procurement):
    contract = until(cast, procurement, "drafted")
    edit_contract(
        cast["po1"], contract, replace(draft_of(contract), payee_bank="", terms=[], bands=[], business_secrets=[]), 1
    )

    assert codes(lambda: perform(CONTRACT, contract, "review", actor=cast["po2"])) == ("contract-incomplete",)


@pytest.mark.parametrize(
    ("ends", "reason", "code"),
    [
        (date(2026, 4, 30), "", ("term-too-long",)),
        (date(2028, 4, 30), "内容固定、连续性强", ("term-too-long",)),
        (date(2028, 3, 31), "内容固定、连续性强", ()),
    ],
)
def test_the_term_is_a_year_or_with_the_plans_reason_three(cast, procurement, ends, reason, code):
    procurement.plan_item.term_reason = reason
    procurement.plan_item.save(update_fields=["term_reason"])
    contract = until(cast, procurement, "drafted")
    edit_contract(cast["po1"], contract, replace(draft_of(contract), ends_on=ends), 1)

    if code:
        assert codes(lambda: perform(CONTRACT, contract, "review", actor=cast["po2"])) == code
    else:
        assert perform(CONTRACT, contract, "review", actor=cast["po2"]).state == "reviewed"


def test_an_amount_that_left_the_award_is_not_signed(cast, procurement):
    contract = until(cast, procurement, "supplier_signed")
    Contract.objects.filter(pk=contract.pk).update(amount=contract.amount + 1)

    with clock.at(D.signed):
        assert codes(lambda: perform(CONTRACT, contract, "sign", actor=cast["ph1"])) == ("amount-differs",)


def test_a_line_without_approved_budget_bears_no_contract(cast, procurement):
    contract = until(cast, procurement, "supplier_signed")
    BudgetLine.objects.filter(code="2120501-1").update(status="control_figure")

    with clock.at(D.signed):
        assert codes(lambda: perform(CONTRACT, contract, "sign", actor=cast["ph1"])) == ("money-missing",)


@pytest.mark.parametrize(
    ("stage", "act", "login"), [("checked", "sign_for_supplier", "s1"), ("supplier_signed", "sign", "ph1")]
)
def test_a_service_that_began_before_the_signature_is_not_signed(cast, procurement, stage, act, login):
    contract = until(cast, procurement, stage)

    with clock.at(beijing(2025, 4, 2, 0, 1)):
        assert codes(lambda: perform(CONTRACT, contract, act, actor=cast[login])) == ("begins-before-signing",)
    with clock.at(beijing(2025, 4, 1, 23, 59)):
        perform(CONTRACT, contract, act, actor=cast[login])


def test_what_is_sent_back_after_the_suppliers_signature_loses_it(cast, procurement):
    contract = until(cast, procurement, "supplier_signed")

    back = perform(CONTRACT, contract, "send_back", actor=cast["ph1"], data={"reason": "服务期笔误"})

    assert (back.state, back.supplier_signed_at, back.supplier_signer, back.reason) == (
        "drafting", None, None, "服务期笔误",
    )  # fmt: skip


def test_signing_twice_with_one_form_signs_once(cast, procurement):
    contract = until(cast, procurement, "supplier_signed")

    with clock.at(D.signed):
        first = perform(CONTRACT, contract, "sign", actor=cast["ph1"], form_key="k")
        again = perform(CONTRACT, contract, "sign", actor=cast["ph1"], form_key="k")

    assert first.signed_at == again.signed_at
    assert contract.funds.count() == 3


def test_nothing_is_published_before_the_second_person_has_checked(cast, procurement):
    contract = until(cast, procurement, "signed")
    publication = Publication.objects.get(kind=Kind.CONTRACT)

    assert publication.author == cast.user("po1")
    assert codes(lambda: perform(CONTRACT, contract, "publish", actor=cast["ph1"])) == ("secrecy-unchecked",)
    check_secrecy(cast, contract, Kind.CONTRACT)
    assert perform(CONTRACT, contract, "publish", actor=cast["ph1"]).published_at is not None


def test_secrets_changed_after_the_check_are_checked_again(cast, procurement):
    contract = until(cast, procurement, "secrecy_checked")

    story.mark(cast, contract, [("按月考核扣减", "试标")])

    assert Publication.objects.get(kind=Kind.CONTRACT).state == "drafted"
    with pytest.raises(Refused):
        mark_secrets(cast["po1"], contract, [], 1)


def test_a_published_contract_keeps_its_secrets_as_they_are(cast, contract):
    with pytest.raises(Forbidden):
        mark_secrets(cast["po1"], contract, [], contract.version)


def test_the_public_paper_shows_neither_secrets_nor_account(contract):
    full, public = (str(contract_context(contract, public=p)) for p in (False, True))

    for secret in [*(s["text"] for s in contract.business_secrets), contract.payee_account]:
        assert secret in full
        assert secret not in public
    assert public.count(MASK) == 2
    assert {r.kind: r.public for r in Report.objects.filter(subject_label="contracts.contract")} == {
        "contract": False, "contract_public": True,
    }  # fmt: skip
    assert MASK in "".join(c["text"] for c in public_clauses(contract))


def test_a_secret_inside_another_leaves_nothing_behind():
    secrets = [{"text": "终端", "reason": ""}, {"text": "定位终端的参数", "reason": ""}]

    assert masked("车辆定位终端的参数和终端。", secrets) == f"车辆{MASK}和{MASK}。"


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        (("青花七号", "七号调度系统"), f"接入{MASK}，含价"),
        (("七号调度系统", "青花七号"), f"接入{MASK}，含价"),
        (("青花", "七号", "调度系统"), f"接入{MASK}，含价"),
        (("青花七号调度系统，含价",), f"接入{MASK}"),
        (("没有的话", ""), "接入青花七号调度系统，含价"),
        (("商业秘密", "不予公开", "青花"), f"接入{MASK}七号调度系统，含价"),
    ],
)
def test_secrets_that_overlap_leave_nothing_of_each_other(texts, shown):
    secrets = [{"text": text, "reason": ""} for text in texts]

    assert masked("接入青花七号调度系统，含价", secrets) == shown


def test_a_secret_that_overlaps_itself_is_covered_whole():
    assert masked("前哈哈哈后", [{"text": "哈哈", "reason": ""}]) == f"前{MASK}后"


def test_a_secret_in_a_heading_is_covered_as_well(contract):
    contract.terms = [{"heading": "青花七号的维护", "text": "青花七号每月维护。"}]
    contract.business_secrets = [{"text": "青花七号", "reason": "技术信息"}]

    assert public_clauses(contract) == [{"heading": f"{MASK}的维护", "text": f"{MASK}每月维护。"}]


def test_duties_that_are_done_no_longer_wait(cast, procurement):
    signed = until(cast, procurement, "secrecy_checked")
    waits = [i.transition for i in waiting_for(cast["ph1"]) if i.flow == "contract"]

    perform(CONTRACT, signed, "publish", actor=cast["ph1"])

    assert waits == ["publish"]
    assert [i.transition for i in waiting_for(cast["ph1"]) if i.flow == "contract"] == []
    assert [i.transition for i in waiting_for(cast["po1"]) if i.flow == "contract"] == ["file"]


def test_each_side_is_told_of_what_waits_for_it(cast, contract):
    drain()

    told = {(n.kind, n.recipient.username) for n in Notification.objects.filter(kind__startswith="contract.")}
    assert {("contract.review", "lc1"), ("contract.check", "s1"), ("contract.sign_for_supplier", "ph1")} <= told
    assert {u for kind, u in told if kind == "contract.file"} == {"fo1", "fo2"}
    assert {u for _kind, u in told} & {"s2", "s3", "s4", "pf1"} == set()


def test_service_begins_on_its_day_by_the_clock(cast, procurement):
    contract = until(cast, procurement, "filed")
    with clock.at(beijing(2025, 3, 31, 23, 0)):
        story.sweep()
    contract.refresh_from_db()
    assert contract.state == "signed"

    with clock.at(beijing(2025, 4, 1) + timedelta(seconds=5)):
        story.sweep()

    contract.refresh_from_db()
    assert contract.state == "in_force"
    assert contract.acceptances.count() == 12


def test_the_draft_waits_for_the_unit_until_somebody_has_begun_it(cast):
    row = at_stage(cast, "published")
    assert waiting(cast["po1"], "procurement") == ["start_contract"]

    with clock.at(D.drafted):
        start_contract(cast["po1"], row, suggested(row, clock.today()))
    assert waiting(cast["po1"], "procurement") == []


@pytest.mark.parametrize("last", ["drafted", "supplier_signed"])
def test_a_text_that_nobody_signs_ends_with_its_procurement(cast, procurement, last):
    contract = until(cast, procurement, last)

    perform(PROCUREMENT, procurement, "terminate", actor=cast["ph1"], data={"reason": "中标人放弃签订合同"})
    drain()
    contract.refresh_from_db()

    assert contract.state == "called_off"
    assert [waiting(cast[login], "contract") for login in ("po1", "po2", "ph1", "lc1", "s1")] == [[]] * 5
    assert allows(cast["s1"], Can.READ_CONTRACT, contract) == (last == "supplier_signed")
