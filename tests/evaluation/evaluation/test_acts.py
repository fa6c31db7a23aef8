"""Opening, planning, hearing: each act by whom it belongs to, each guard refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from contracts.contract.flow import CONTRACT
from evaluation.evaluation.actions import draft_scheme, extend_survey, give_feedback, put_plan, start_evaluation
from evaluation.evaluation.flow import EVALUATION
from evaluation.models import Evaluation
from evaluation.scheme.queries import FRAMEWORK, in_words, level_one, target_of, totals
from evaluation.survey.actions import invite
from portal.accounts.actor import SYSTEM
from portal.demo.story.evaluation import SC01, People, plan_of
from portal.demo.story.intention import beijing
from portal.outbox import drain
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.perform import acting, perform, writing_states
from purchasing.publication.models import Kind
from purchasing.publication.queries import publication_of
from tests.waiting import waiting

pytestmark = pytest.mark.django_db
DAY = beijing(2026, 4, 8, 9)


@pytest.fixture
def planned(cast, contract) -> Evaluation:
    clock.freeze_at(DAY)
    return start_evaluation(cast["po1"], contract)


def plan(cast, evaluation, **changes):
    return replace(plan_of(cast, evaluation, SC01, People()), **changes)


def test_a_completed_contract_opens_one_round_however_often_it_is_told(cast, contract):
    with acting(SYSTEM) as act:
        act.perform_as_system(CONTRACT, contract, "complete")

    drain()
    drain()

    evaluation = Evaluation.objects.get(contract=contract)
    assert (evaluation.state, evaluation.scheme.indicators.count(), evaluation.scheme.survey_minimum) == (
        "planned",
        20,
        30,
    )


def test_starting_before_completion_gives_the_round_that_completion_finds(cast, contract, planned):
    with acting(SYSTEM) as act:
        act.perform_as_system(CONTRACT, contract, "complete")

    drain()

    assert list(Evaluation.objects.all()) == [planned]
    assert start_evaluation(cast["po1"], contract) == planned


def test_a_contract_that_is_not_signed_is_not_evaluated(cast, contract):
    with writing_states():
        contract.state = "drafting"
        contract.save()

    with pytest.raises(Refused) as refused:
        start_evaluation(cast["po1"], contract)

    assert refused.value.codes == ("contract-unsigned",)


@pytest.mark.parametrize("login", ["s1", "tp1", "fo1", "ph1"])
def test_only_a_clerk_of_the_unit_starts_an_evaluation(cast, contract, login):
    with pytest.raises(Forbidden):
        start_evaluation(cast[login], contract)

    assert not Evaluation.objects.exists()


def test_names_and_points_change_while_level_one_stays(cast, planned):
    draft = plan(cast, planned)
    indicators = [
        replace(i, points=i.points + (1 if i.code == "D1" else -1 if i.code == "D2" else 0)) for i in draft.indicators
    ]

    put_plan(cast["po1"], planned, replace(draft, indicators=indicators), version=planned.version)

    assert planned.scheme.indicators.get(code="D1").points == Decimal("4.00")


def test_the_standard_sheet_adds_up_to_the_rules_of_level_one():
    wanted = level_one(clock.today())

    assert totals(FRAMEWORK) == {dimension: ruling.value for dimension, ruling in wanted.items()}
    assert in_words(wanted) == "决策 20、过程 20、产出 30、效益 30"


def test_a_change_of_level_one_is_refused_and_nothing_is_kept(cast, planned):
    draft = plan(cast, planned)
    indicators = [replace(i, points=i.points + 1) if i.code == "D1" else i for i in draft.indicators]

    with pytest.raises(Refused) as refused:
        put_plan(cast["po1"], planned, replace(draft, indicators=indicators), version=planned.version)

    planned.refresh_from_db()
    assert refused.value.codes == ("level-one-changed",)
    assert (planned.agency, planned.scheme.indicators.get(code="D1").points) == (None, Decimal("3.00"))


@pytest.mark.parametrize(
    ("target", "code"), [("", "target-unreadable"), ("0%", "target-unreadable"), ("全部", "target-unreadable")]
)
def test_a_computed_indicator_needs_a_target_to_divide_by(cast, planned, target, code):
    draft = plan(cast, planned)
    indicators = [replace(i, target=target) if i.code == "P2" else i for i in draft.indicators]

    with pytest.raises(Refused) as refused:
        put_plan(cast["po1"], planned, replace(draft, indicators=indicators), version=planned.version)

    assert refused.value.codes == (code,)


def test_a_target_is_read_in_full_width_as_well(planned):
    row = planned.scheme.indicators.get(code="O4")
    row.target = "５％"

    assert target_of(row) * 20 == 1


@pytest.mark.parametrize("agency", ["cityorder", "bureau", "finance", "qianyao", "agent"])
def test_an_agency_with_a_stake_is_refused(cast, planned, agency):
    with pytest.raises(Refused) as refused:
        put_plan(cast["po1"], planned, plan(cast, planned, agency=cast.organisations[agency]), version=planned.version)

    assert refused.value.codes == ("third-party-related",)


def test_a_stale_plan_is_refused(cast, planned):
    put_plan(cast["po1"], planned, plan(cast, planned), version=planned.version)

    with pytest.raises(Refused) as refused:
        put_plan(cast["po1"], planned, plan(cast, planned, questions=["问"]), version=planned.version)

    assert refused.value.codes == ("stale-version",)


def test_a_scheme_is_put_up_only_when_all_is_there(cast, planned):
    with pytest.raises(Refused) as refused:
        draft_scheme(cast["po1"], planned)

    assert refused.value.codes == ("survey-period", "third-party-missing")


def test_a_plan_changed_after_the_check_is_checked_again(cast, evaluated):
    evaluation = evaluated("checked")
    clock.freeze_at(DAY)

    put_plan(cast["po1"], evaluation, plan(cast, evaluation), version=evaluation.version)

    assert publication_of(evaluation, Kind.SCHEME).state == "drafted"
    with pytest.raises(Refused) as refused:
        perform(EVALUATION, evaluation, "notify", actor=cast["ph1"])
    assert refused.value.codes == ("secrecy-unchecked",)


def test_a_notice_after_the_surveys_first_day_is_refused(cast, evaluated):
    evaluation = evaluated("checked")
    clock.freeze_at(beijing(2026, 4, 10))

    with pytest.raises(Refused) as refused:
        perform(EVALUATION, evaluation, "notify", actor=cast["ph1"])

    assert refused.value.codes == ("survey-period",)


def test_nothing_of_the_plan_changes_after_the_notice(cast, evaluated):
    evaluation = evaluated("notified")

    with pytest.raises(Forbidden):
        put_plan(cast["po1"], evaluation, plan(cast, evaluation), version=evaluation.version)


def test_the_head_gives_recipients_more_time_but_never_less(cast, evaluated):
    evaluation = evaluated("collecting")
    clock.freeze_at(beijing(2026, 4, 24))

    with pytest.raises(Refused) as refused:
        extend_survey(cast["ph1"], evaluation, until=date(2026, 4, 20), reason="份数不足")
    extend_survey(cast["ph1"], evaluation, until=date(2026, 4, 30), reason="份数不足")

    evaluation.refresh_from_db()
    assert (refused.value.codes, evaluation.survey_until) == (("not-later",), date(2026, 4, 30))


def test_finance_waits_for_the_five_working_days(cast, evaluated):
    evaluation = evaluated("reported")
    clock.freeze_at(beijing(2026, 5, 8, 23, 59))

    with pytest.raises(Refused) as refused:
        perform(EVALUATION, evaluation, "recommend", actor=cast["fo1"])
    clock.freeze_at(beijing(2026, 5, 9, 0, 0))
    perform(EVALUATION, evaluation, "recommend", actor=cast["fo1"])

    assert refused.value.codes == ("feedback-open",)


def test_finance_goes_on_at_once_when_both_have_answered(cast, evaluated):
    evaluation = evaluated("reported")
    clock.freeze_at(beijing(2026, 4, 29))

    give_feedback(cast["ph1"], evaluation, "无意见")
    give_feedback(cast["s1"], evaluation, "无意见")

    assert perform(EVALUATION, evaluation, "recommend", actor=cast["fo1"]).state == "recommended"


def test_a_side_answers_once_and_others_not_at_all(cast, evaluated):
    evaluation = evaluated("reported")
    give_feedback(cast["s1"], evaluation, "无意见")

    with pytest.raises(Refused) as refused:
        give_feedback(cast["s1"], evaluation, "有意见")
    with pytest.raises(Forbidden):
        give_feedback(cast["s2"], evaluation, "有意见")

    assert refused.value.codes == ("already-answered",)


def test_a_veto_caps_the_result_and_needs_its_facts(cast, evaluated):
    evaluation = evaluated("reported")
    perform(EVALUATION, evaluation, "object", actor=cast["tp1"], data={"reason": "有举报"})
    words = {"summary": "发生事故", "veto": "fatal_accident"}

    with pytest.raises(Refused) as refused:
        perform(EVALUATION, evaluation, "draft_report", actor=cast["tp1"], data=words)
    perform(EVALUATION, evaluation, "draft_report", actor=cast["tp1"], data={**words, "veto_reason": "事故调查报告"})
    perform(EVALUATION, evaluation, "ask_feedback", actor=cast["tp1"])
    give_feedback(cast["ph1"], evaluation, "无意见")
    give_feedback(cast["s1"], evaluation, "无意见")
    perform(EVALUATION, evaluation, "recommend", actor=cast["fo1"])
    done = perform(EVALUATION, evaluation, "finalise", actor=cast["fa1"])

    assert refused.value.codes == ("veto-unexplained",)
    assert (done.final, done.band) == (Decimal("59.99"), "差")


def test_each_party_finds_its_part_of_an_evaluation_waiting(cast, planned):
    assert waiting(cast["po1"], "evaluation") == ["plan"]
    put_plan(cast["po1"], planned, plan(cast, planned), version=planned.version)
    draft_scheme(cast["po1"], planned)
    assert waiting(cast["po1"], "evaluation") == []


def test_recipients_are_invited_once_the_scheme_is_public(cast, evaluated):
    evaluation = evaluated("notified")
    assert [waiting(cast[login], "evaluation") for login in ("po1", "tp1")] == [["invite_recipients"]] * 2

    invite(cast["tp1"], evaluation, 3)
    assert [waiting(cast[login], "evaluation") for login in ("po1", "tp1")] == [[], []]


def test_both_sides_are_asked_for_their_answer_until_they_gave_it(cast, evaluated):
    evaluation = evaluated("reported")
    assert [waiting(cast[login], "evaluation") for login in ("ph1", "s1")] == [
        ["answer_for_unit"], ["answer_for_supplier"],
    ]  # fmt: skip

    give_feedback(cast["s1"], evaluation, "无意见")
    assert [waiting(cast[login], "evaluation") for login in ("ph1", "s1")] == [["answer_for_unit"], []]
