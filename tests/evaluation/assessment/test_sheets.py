"""The two parties' sheets: who fills them, what is refused, what the records compute."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from evaluation.assessment.actions import fill_sheet
from evaluation.assessment.flow import ASSESSMENT
from evaluation.assessment.queries import computed, rows_of
from evaluation.evaluation.actions import start_evaluation
from evaluation.evaluation.flow import EVALUATION
from evaluation.models import Assessment
from evaluation.scheme.queries import scheme_of
from portal.demo.story.evaluation import SC01, score
from portal.demo.story.intention import beijing
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.perform import perform
from tests.factories.evaluation import contract as make_contract

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheets(evaluated) -> dict[str, Assessment]:
    evaluation = evaluated("collecting")
    clock.freeze_at(beijing(2026, 4, 24, 15))
    return {s.party: s for s in Assessment.objects.filter(evaluation=evaluation)}


def full(sheet: Assessment) -> dict[str, Decimal | None]:
    return {i.code: i.points for i in scheme_of(sheet.evaluation).indicators.all()}


def test_the_records_compute_exact_fractions(sheets):
    running = computed(sheets["purchaser"].evaluation)
    clock.freeze_at(beijing(2026, 4, 25))
    found = computed(sheets["purchaser"].evaluation)

    assert "satisfaction" not in running
    assert found["budget_execution"].points == 4 * Fraction("8885166.67") / 9600000
    assert found["quality_rate"].points == Fraction(110, 12)
    assert (found["cost_saving"].points, found["cost_saving"].overshoot) == (5, True)
    assert found["satisfaction"].points == Fraction(3130, 360)


def test_months_not_yet_accepted_count_as_missed(cast):
    evaluation = start_evaluation(cast["po1"], make_contract(cast, months=6))

    assert computed(evaluation)["quality_rate"].points == Fraction(50, 12)


def test_a_table_that_never_pays_in_full_lets_no_month_reach_it(cast):
    contract = make_contract(cast, months=6)
    contract.bands.filter(pay_rate=100).update(pay_rate=99)
    evaluation = start_evaluation(cast["po1"], contract)

    assert computed(evaluation)["quality_rate"].points == 0


def test_the_purchaser_scores_70_points_and_the_third_party_100(sheets):
    masks = {party: sum(r.indicator.points for r in rows_of(sheet)) for party, sheet in sheets.items()}

    assert masks == {"purchaser": 70, "third_party": 100}


@pytest.mark.parametrize("points", ["-0.01", "3.01", "101", "2.999", "NaN", "Infinity"])
def test_points_outside_the_indicator_are_refused(cast, sheets, points):
    with pytest.raises(Refused) as refused:
        fill_sheet(cast["po2"], sheets["purchaser"], {"D1": Decimal(points)})

    assert [(r.code, r.field) for r in refused.value.refusals] == [("score-out-of-range", "score_D1")]


def test_an_open_sheet_is_kept_and_not_submitted(cast, sheets):
    sheet = sheets["purchaser"]
    fill_sheet(cast["po2"], sheet, {"D1": Decimal("2.50")}, version=sheet.version)

    with pytest.raises(Refused) as refused:
        perform(ASSESSMENT, sheet, "submit", actor=cast["po2"])

    assert refused.value.codes == ("sheet-incomplete", "overshoot-unexplained")
    open_rows, overshot = (refusal.items for refusal in refused.value.refusals)
    assert (len(open_rows), overshot) == (12, ("成本节约率",))
    assert "立项程序规范性" in open_rows
    assert sheet.scores.get(indicator__code="D1").points == Fraction(5, 2)


def test_a_saving_far_above_its_target_is_explained(cast, sheets):
    sheet = sheets["purchaser"]
    fill_sheet(cast["po2"], sheet, full(sheet))

    with pytest.raises(Refused) as refused:
        perform(ASSESSMENT, sheet, "submit", actor=cast["po2"])

    assert refused.value.codes == ("overshoot-unexplained",)


def test_the_third_party_declares_its_independence(cast, sheets):
    sheet = sheets["third_party"]
    fill_sheet(cast["tp1"], sheet, full(sheet), basis={"O4": "竞争充分"})

    with pytest.raises(Refused) as refused:
        perform(ASSESSMENT, sheet, "submit", actor=cast["tp1"])

    assert refused.value.codes == ("independence-undeclared",)


def test_who_planned_the_evaluation_does_not_score_in_it(cast, sheets):
    with pytest.raises(Refused) as refused:
        fill_sheet(cast["po1"], sheets["purchaser"], {"D1": Decimal(3)})

    assert refused.value.codes == ("separation-of-duties",)


@pytest.mark.parametrize(
    ("login", "party"),
    [("s1", "purchaser"), ("s1", "third_party"), ("tp1", "purchaser"), ("po2", "third_party"), ("ph1", "purchaser")],
)
def test_nobody_fills_the_sheet_of_another_party(cast, sheets, login, party):
    with pytest.raises(Forbidden):
        fill_sheet(cast[login], sheets[party], {"D1": Decimal(3)})


def test_a_stale_sheet_is_refused(cast, sheets):
    sheet = sheets["purchaser"]
    fill_sheet(cast["po2"], sheet, {"D1": Decimal(3)}, version=sheet.version)

    with pytest.raises(Refused) as refused:
        fill_sheet(cast["po2"], sheet, {"D1": Decimal(2)}, version=sheet.version)

    assert refused.value.codes == ("stale-version",)


def test_a_sheet_sent_back_is_filled_again_and_only_then(cast, sheets):
    sheet = score(cast, sheets["purchaser"].evaluation, "purchaser", SC01.purchaser, SC01, login="po2")
    with pytest.raises(Forbidden):
        fill_sheet(cast["po2"], sheet, {"D1": Decimal(3)})

    perform(ASSESSMENT, sheet, "send_back", actor=cast["ph1"], data={"reason": "依据不足"})
    sheet.refresh_from_db()

    assert (sheet.state, sheet.reason, sheet.submitted_at) == ("drafting", "依据不足", None)
    fill_sheet(cast["po2"], sheet, {"D1": Decimal(3)})


def test_scores_are_gathered_when_both_sheets_and_thirty_answers_are_there(cast, sheets):
    clock.freeze_at(beijing(2026, 4, 24, 23, 59))

    with pytest.raises(Refused) as refused:
        perform(EVALUATION, sheets["purchaser"].evaluation, "start_scoring", actor=cast["tp1"])

    assert refused.value.codes == ("survey-open", "purchaser-unscored", "third-party-unscored")


def test_an_upheld_objection_changes_the_result(cast, evaluated):
    evaluation = evaluated("reported")
    clock.freeze_at(beijing(2026, 4, 30))
    perform(EVALUATION, evaluation, "object", actor=cast["tp1"], data={"reason": "O3 漏计一次"})
    sheet = Assessment.objects.get(evaluation=evaluation, party="third_party")
    perform(ASSESSMENT, sheet, "send_back", actor=cast["tp1"], data={"reason": "更正 O3"})
    with pytest.raises(Refused) as refused:
        perform(EVALUATION, evaluation, "draft_report", actor=cast["tp1"], data={"summary": "良好"})

    score(cast, evaluation, "third_party", {**SC01.third_party, "O3": "5"}, SC01, login="tp1")

    evaluation.refresh_from_db()
    assert refused.value.codes == ("third-party-unscored",)
    assert (evaluation.state, evaluation.party_third, evaluation.final) == (
        "scoring",
        Decimal("91.06"),
        Decimal("91.60"),
    )
