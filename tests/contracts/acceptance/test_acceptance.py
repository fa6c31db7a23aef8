"""Request, team, results by item, conclusions by the contract's own table, rectification."""

from __future__ import annotations

from decimal import Decimal

import pytest

from contracts.acceptance.flow import ACCEPTANCE
from contracts.acceptance.queries import rate_for
from contracts.acceptance.reports import sheet_context
from contracts.models import Acceptance, Contract, DeductionBand
from portal.demo.cast import Cast
from portal.demo.story.acceptance import accept_month, order_rectification, publish_result, sign_all
from portal.demo.story.intention import beijing
from portal.notify.models import Notification
from portal.outbox.relay import drain
from portal.reports.models import Report
from portal.values import clock
from portal.values.refusal import Refused
from portal.workflow.perform import perform
from purchasing.procurement.actions import replace_appointee
from tests.waiting import waiting

RECIPIENTS = {"recipients": [{"name": "居民代表甲", "opinion": "干净"}]}
WHEN = beijing(2025, 5, 8, 15)


def period(contract: Contract, number: int = 1) -> Acceptance:
    return Acceptance.objects.get(contract=contract, period=number)


def codes(flow, obj, name, actor, **data) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        perform(flow, obj, name, actor=actor, data=data)
    return refused.value.codes


def inspecting(cast: Cast, contract: Contract) -> Acceptance:
    acceptance = period(contract)
    with clock.at(WHEN):
        perform(ACCEPTANCE, acceptance, "request", actor=cast["s1"], data={"note": "完成"})
        perform(ACCEPTANCE, acceptance, "start_inspection", actor=cast["po2"], data=RECIPIENTS)
    return acceptance


def sheet(acceptance: Acceptance, *points: str) -> dict[str, object]:
    items = list(acceptance.items.all())
    return {
        "scores": {item.pk: (Decimal(p), "") for item, p in zip(items, points, strict=True)}, "opinion": "同意",
    }  # fmt: skip


def test_the_items_of_a_period_are_the_workload_sheet_and_make_a_hundred_points(contract):
    items = list(period(contract).items.all())

    assert [i.name for i in items] == ["道路清扫保洁", "垃圾收运", "公厕管护"]
    assert [i.points for i in items] == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    assert items[2].standard == "25 座"


def test_a_running_period_is_not_accepted(cast, contract):
    with clock.at(beijing(2025, 4, 30, 23, 50)):
        assert codes(ACCEPTANCE, period(contract), "request", cast["s1"]) == ("period-running",)


def test_a_period_waits_for_its_supplier_from_the_day_after_its_end(cast, contract):
    with clock.at(beijing(2025, 4, 30, 23, 50)):
        running = waiting(cast["s1"], "acceptance")
    with clock.at(beijing(2025, 5, 1, 0, 10)):
        ended, other = waiting(cast["s1"], "acceptance"), waiting(cast["s2"], "acceptance")
        perform(ACCEPTANCE, period(contract), "request", actor=cast["s1"], data={"note": "完成"})
        asked = waiting(cast["s1"], "acceptance")

    assert (running, ended, other, asked) == ([], ["ask"], [], [])


def test_another_supplier_cannot_ask(cast, contract):
    with clock.at(WHEN):
        assert codes(ACCEPTANCE, period(contract), "request", cast["s2"]) == ("not-allowed",)


def test_the_drafter_of_the_contract_does_not_organise_its_acceptance(cast, contract):
    acceptance = period(contract)
    with clock.at(WHEN):
        perform(ACCEPTANCE, acceptance, "request", actor=cast["s1"])

        assert codes(ACCEPTANCE, acceptance, "start_inspection", cast["po1"], **RECIPIENTS) == ("separation-of-duties",)


def test_the_operator_of_the_case_does_not_organise_its_acceptance(cast, contract):
    acceptance = period(contract)
    contract.procurement.appointments.filter(duty="operator").update(user=cast.user("po2"))
    with clock.at(WHEN):
        perform(ACCEPTANCE, acceptance, "request", actor=cast["s1"])

        assert codes(ACCEPTANCE, acceptance, "start_inspection", cast["po2"], **RECIPIENTS) == ("separation-of-duties",)


def test_a_service_to_the_public_hears_its_recipients(cast, contract):
    acceptance = period(contract)
    with clock.at(WHEN):
        perform(ACCEPTANCE, acceptance, "request", actor=cast["s1"])

        assert codes(ACCEPTANCE, acceptance, "start_inspection", cast["po2"]) == ("recipients-missing",)


def test_one_person_is_no_team(cast, contract):
    acceptance = period(contract)
    contract.procurement.appointments.filter(user=cast.user("pv2")).delete()
    with clock.at(WHEN):
        perform(ACCEPTANCE, acceptance, "request", actor=cast["s1"])

        assert codes(ACCEPTANCE, acceptance, "start_inspection", cast["po2"], **RECIPIENTS) == ("team-too-small",)


def test_the_organiser_is_not_of_the_team(cast, contract):
    acceptance = period(contract)
    contract.procurement.appointments.create(user=cast.user("po2"), duty="acceptance_member", at=WHEN)
    with clock.at(WHEN):
        perform(ACCEPTANCE, acceptance, "request", actor=cast["s1"])

        assert codes(ACCEPTANCE, acceptance, "start_inspection", cast["po2"], **RECIPIENTS) == ("separation-of-duties",)


@pytest.mark.parametrize("login", ["po1", "po3", "pf1", "s1", "ph1"])
def test_only_members_of_the_team_enter_results(cast, contract, login):
    acceptance = inspecting(cast, contract)

    assert codes(ACCEPTANCE, acceptance, "record_result", cast[login], **sheet(acceptance, "30", "30", "30")) == (
        "not-allowed",
    )


@pytest.mark.parametrize("points", ["33.35", "-0.01", "100"])
def test_points_stay_within_the_item(cast, contract, points):
    acceptance = inspecting(cast, contract)

    assert codes(ACCEPTANCE, acceptance, "record_result", cast["pv1"], **sheet(acceptance, points, "1", "1")) == (
        "score-out-of-range",
    )


def test_an_item_without_result_is_refused(cast, contract):
    acceptance = inspecting(cast, contract)
    partial = sheet(acceptance, "30", "30", "30")
    partial["scores"].popitem()

    assert codes(ACCEPTANCE, acceptance, "record_result", cast["pv1"], **partial) == ("result-missing",)


def test_a_result_counts_when_all_have_signed_the_same(cast, contract):
    acceptance = inspecting(cast, contract)
    first, second = sheet(acceptance, "30", "30", "30"), sheet(acceptance, "30", "30", "31")

    perform(ACCEPTANCE, acceptance, "record_result", actor=cast["pv1"], data=first)
    changed = perform(ACCEPTANCE, acceptance, "record_result", actor=cast["pv2"], data=second)
    assert changed.state == "inspecting"
    assert [m.signed_at is None for m in acceptance.members.order_by("pk")] == [True, False]
    done = perform(ACCEPTANCE, acceptance, "record_result", actor=cast["pv1"], data=second)

    assert (done.state, done.score, done.payable) == ("passed", Decimal("91.00"), Decimal("741666.67"))


@pytest.mark.parametrize(
    ("score", "state", "payable", "deduction"),
    [
        ("100", "passed", "741666.67", "0.00"),
        ("85", "passed", "741666.67", "0.00"),
        ("84.99", "passed_with_deduction", "726833.34", "14833.33"),
        ("80", "passed_with_deduction", "726833.34", "14833.33"),
        ("79.99", "passed_with_deduction", "704583.34", "37083.33"),
        ("60", "passed_with_deduction", "667500.00", "74166.67"),
    ],
)
def test_the_contracts_table_decides_to_the_fen(cast, contract, score, state, payable, deduction):
    acceptance = accept_month(cast, contract, 1, score, WHEN, publish=False)

    assert (acceptance.state, acceptance.payable, acceptance.deduction) == (state, Decimal(payable), Decimal(deduction))


def test_bands_are_data_of_the_contract(contract):
    DeductionBand.objects.filter(contract=contract, min_score=80).update(pay_rate=50)

    assert rate_for(contract, Decimal("84.99")) == 50
    assert rate_for(contract, Decimal("59.99")) == 0


def test_a_failed_period_is_rectified_and_accepted_again(cast, contract):
    acceptance = accept_month(cast, contract, 1, "59.99", WHEN, publish=False)
    assert (acceptance.state, acceptance.payable) == ("failed", None)
    order_rectification(cast, acceptance, beijing(2025, 5, 9), "三日内补扫背街小巷。")

    again = accept_month(cast, contract, 1, "82", beijing(2025, 5, 14, 15), publish=False)

    assert (again.state, again.payable) == ("passed_with_deduction", Decimal("726833.34"))
    assert again.rectification == "三日内补扫背街小巷。"
    drain()
    told = Notification.objects.get(kind="acceptance.order_rectification", recipient__username="s1")
    assert told.body == "三日内补扫背街小巷。"


def test_old_results_do_not_count_in_the_second_inspection(cast, contract):
    acceptance = accept_month(cast, contract, 1, "40", WHEN, publish=False)
    order_rectification(cast, acceptance, beijing(2025, 5, 9), "整改")
    with clock.at(beijing(2025, 5, 14)):
        perform(ACCEPTANCE, acceptance, "request", actor=cast["s1"])
        again = perform(ACCEPTANCE, acceptance, "start_inspection", actor=cast["po2"], data=RECIPIENTS)

    assert again.score is None
    assert {i.score for i in again.items.all()} == {None}
    assert {m.signed_at for m in again.members.all()} == {None}


def test_the_public_result_names_no_resident(cast, contract):
    acceptance = accept_month(cast, contract, 1, "92", WHEN, publish=False)
    publish_result(cast, acceptance)

    assert "居民代表甲" in str(sheet_context(acceptance))
    assert "居民代表甲" not in str(sheet_context(acceptance, public=True))
    papers = {r.kind: r.public for r in Report.objects.filter(subject_label="contracts.acceptance")}
    assert papers == {"acceptance_sheet": False, "acceptance_result": True}


def test_signing_twice_decides_once(cast, contract):
    acceptance = inspecting(cast, contract)
    with clock.at(WHEN):
        sign_all(cast, acceptance, Decimal(90), ("pv1", "pv2"))

    with pytest.raises(Refused) as refused:
        sign_all(cast, acceptance, Decimal(90), ("pv2",))

    assert refused.value.codes == ("state-moved",)
    assert Report.objects.filter(kind="acceptance_sheet").count() == 1


def test_the_result_waits_for_each_member_until_it_is_signed(cast, contract):
    acceptance = inspecting(cast, contract)
    assert [waiting(cast[login], "acceptance") for login in ("pv1", "pv2")] == [["sign_result"]] * 2

    perform(ACCEPTANCE, acceptance, "record_result", actor=cast["pv1"], data=sheet(acceptance, "30", "30", "30"))
    assert [waiting(cast[login], "acceptance") for login in ("pv1", "pv2")] == [[], ["sign_result"]]

    perform(ACCEPTANCE, acceptance, "record_result", actor=cast["pv2"], data=sheet(acceptance, "30", "30", "29"))
    assert [waiting(cast[login], "acceptance") for login in ("pv1", "pv2")] == [["sign_result"], []]


def test_whoever_takes_over_from_a_member_takes_the_seat_of_a_running_inspection(cast, contract):
    acceptance, row = inspecting(cast, contract), contract.procurement
    perform(ACCEPTANCE, acceptance, "record_result", actor=cast["pv1"], data=sheet(acceptance, "30", "30", "30"))

    replace_appointee(cast["ph1"], row.appointments.get(user=cast.user("pv2")), cast.user("po3"), remark="调离")
    drain()

    assert {m.user.username: m.signed_at is None for m in acceptance.members.all()} == {"pv1": False, "po3": True}
    assert [waiting(cast[login], "acceptance") for login in ("pv1", "pv2", "po3")] == [[], [], ["sign_result"]]
    assert set(told(cast, "acceptance.reseated")) == {"pv1", "po3"}
    done = perform(ACCEPTANCE, acceptance, "record_result", actor=cast["po3"], data=sheet(acceptance, "30", "30", "30"))
    assert done.state == "passed"


def test_a_signature_of_whoever_left_does_not_count(cast, contract):
    acceptance, row = inspecting(cast, contract), contract.procurement
    perform(ACCEPTANCE, acceptance, "record_result", actor=cast["pv2"], data=sheet(acceptance, "30", "30", "30"))

    replace_appointee(cast["ph1"], row.appointments.get(user=cast.user("pv2")), cast.user("po3"), remark="调离")
    drain()
    perform(ACCEPTANCE, acceptance, "record_result", actor=cast["pv1"], data=sheet(acceptance, "30", "30", "30"))

    acceptance.refresh_from_db()
    assert acceptance.state == "inspecting"


def told(cast, kind: str) -> list[str]:
    return list(Notification.objects.filter(kind=kind).values_list("recipient__username", flat=True))
