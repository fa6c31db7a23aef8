"""The figures of the first case's evaluation, to the last fraction."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from evaluation.assessment import scoring
from evaluation.assessment.scoring import Part

F = Fraction
EXECUTION = scoring.in_proportion(F(4), F("8885166.67") / F(9600000), F(1))
QUALITY = scoring.in_proportion(F(10), F(11, 12), F(1))
SURVEY = [F(100)] * 10 + [F(90)] * 12 + [F(80)] * 9 + [F(70)] * 4 + [F(50)]


def purchaser() -> Fraction:
    given = F(19) + (F(4) + EXECUTION + 4 + 3 + 3 + 2) + (F(10) + QUALITY + 5 + 5)
    return scoring.party([Part(given, F(70))])


def third_party() -> Fraction:
    satisfaction = F(10) * scoring.mean(SURVEY) / 100
    given = F(18) + (F(4) + EXECUTION + 4 + 3 + 2 + F("1.5")) + (F(10) + QUALITY + 4 + 5) + (4 + 7 + 6 + satisfaction)
    return scoring.party([Part(given, F(100))])


def test_the_parties_of_the_first_case_show_two_places() -> None:
    shown = [scoring.rounded(x) for x in (purchaser(), scoring.mean(SURVEY), third_party())]

    assert shown == [Decimal("96.96"), Decimal("86.94"), Decimal("90.06")]


def test_the_final_score_is_rounded_once_from_exact_fractions() -> None:
    score = scoring.final([(F(30), purchaser()), (F(30), scoring.mean(SURVEY)), (F(40), third_party())])

    assert score == Decimal("91.20")


def test_rounding_each_party_first_would_give_another_figure() -> None:
    rounded = [F(scoring.rounded(x)) for x in (purchaser(), scoring.mean(SURVEY), third_party())]

    assert scoring.final(list(zip((F(30), F(30), F(40)), rounded, strict=True))) == Decimal("91.19")


def test_bands_are_read_from_the_rounded_figure() -> None:
    floors = [("优", Decimal(90)), ("良", Decimal(80)), ("中", Decimal(60)), ("差", Decimal(0))]

    assert [scoring.band(Decimal(x), floors) for x in ("90.00", "89.99", "60.00", "59.99")] == ["优", "良", "中", "差"]


def test_an_answer_is_the_weighted_mean_of_its_questions() -> None:
    scale = {1: F(20), 2: F(40), 3: F(60), 4: F(80), 5: F(100)}

    value = scoring.answer({"a": 5, "b": 4, "c": 5, "d": 3}, {k: F(1) for k in "abcd"}, scale)

    assert value == F(85)
