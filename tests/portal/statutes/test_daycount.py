"""Day counts against the calendars of 2024 to 2026 and the days of the pilot case."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import portal.statutes as statutes
from portal.statutes.models import RuleVersion, WorkCalendar
from portal.values import clock

pytestmark = pytest.mark.django_db


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-02-10", 5, "2026-02-24"),
        ("2026-09-18", 7, "2026-09-29"),
        ("2026-09-30", 2, "2026-10-09"),
        ("2026-04-08", 7, "2026-04-17"),
        ("2026-02-25", 3, "2026-02-28"),
        ("2024-12-18", 20, "2025-01-16"),
        ("2025-01-23", 5, "2025-02-06"),
        ("2025-02-19", -2, "2025-02-17"),
        ("2025-02-06", -5, "2025-01-23"),
        ("2025-01-26", 0, "2025-01-26"),
    ],
)
def test_working_days_are_counted_with_holidays_and_make_up_days(start, n, end):
    assert statutes.add_working_days(day(start), n) == statutes.Counted(day(end), provisional=False)


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-05-08", "2026-06-08"), ("2026-09-10", "2026-10-10"), ("2025-02-24", "2025-03-26")],
)
def test_calendar_days_roll_over_rest_days_but_not_over_make_up_days(start, end):
    assert statutes.due("R-61", day(start)).date == day(end)


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("R-10", "2024-12-18", "2025-01-16"),
        ("R-08-finance", "2025-01-09", "2025-02-05"),
        ("R-08-department", "2025-01-15", "2025-02-05"),
        ("R-20", "2025-01-23", "2025-02-06"),
        ("R-22", "2025-01-23", "2025-02-06"),
        ("R-30-report", "2025-02-19", "2025-02-21"),
        ("R-30-award", "2025-02-19", "2025-02-26"),
        ("R-31-notice", "2025-02-21", "2025-02-25"),
        ("R-31-period", "2025-02-24", "2025-02-25"),
        ("R-81", "2025-02-25", "2025-03-06"),
        ("R-61", "2025-02-24", "2025-03-26"),
        ("R-62", "2025-03-11", "2025-03-13"),
        ("R-63", "2025-03-11", "2025-03-20"),
        ("D-publish-acceptance", "2025-10-11", "2025-10-13"),
        ("D-evaluation-feedback", "2026-04-28", "2026-05-08"),
        ("R-10", "2026-05-15", "2026-06-12"),
    ],
)
def test_the_pilot_case_has_its_last_days(code, start, end):
    due = statutes.due(code, day(start))

    assert (due.date, due.provisional, due.ruling.code) == (day(end), False, code)


@pytest.mark.parametrize(
    ("code", "start", "first"),
    [
        ("R-21", "2025-01-23", "2025-02-13"),
        ("R-11", "2024-12-23", "2025-01-23"),
        ("R-25-negotiation", "2026-04-10", "2026-04-16"),
        ("R-26-response", "2026-07-06", "2026-07-17"),
    ],
)
def test_a_minimum_period_lies_wholly_between_the_two_days(code, start, first):
    assert statutes.earliest(code, day(start)).date == day(first)


def test_the_last_safe_clarification_mirrors_the_minimum_period():
    latest = statutes.latest("R-24-tender", day("2025-02-18"))

    assert latest.date == day("2025-02-02")
    assert statutes.earliest("R-24-tender", latest.date).date == day("2025-02-18")


def test_experts_are_drawn_at_most_two_working_days_before():
    assert statutes.not_before("R-35", day("2025-02-19")).date == day("2025-02-17")


def test_the_city_may_count_minimum_periods_by_difference():
    RuleVersion.objects.create(
        code="D-full-days",
        title_zh="最短期间只算日期差",
        value=0,
        unit="day",
        min_or_max="exact",
        cites="市财政局决定（示例）",
        jurisdiction="city",
        effective_from=day("2025-01-01"),
        source_mark="D",
        created_by="财政经办甲",
        approved_by="财政审批",
    )

    assert statutes.earliest("R-21", day("2025-01-23")).date == day("2025-02-12")
    assert statutes.latest("R-24-tender", day("2025-02-18")).date == day("2025-02-03")
    assert statutes.earliest("R-21", day("2024-01-23")).date == day("2024-02-13")


def test_a_rule_that_is_no_period_of_days_is_not_counted():
    with pytest.raises(ValueError, match="no period"):
        statutes.due("R-69", day("2025-01-23"))


def test_a_count_into_a_year_without_calendar_is_provisional_and_settled_once_it_is_loaded():
    start = day("2026-12-28")

    before = statutes.add_working_days(start, 5)
    WorkCalendar.objects.bulk_create(
        [
            WorkCalendar(date=day("2027-01-01"), kind="holiday", name="元旦"),
            WorkCalendar(date=day("2027-01-02"), kind="makeup_workday"),
            WorkCalendar(date=day("2027-10-01"), kind="holiday", name="国庆节"),
        ]
    )
    after = statutes.add_working_days(start, 5)

    assert before == statutes.Counted(day("2027-01-04"), provisional=True)
    assert after == statutes.Counted(day("2027-01-04"), provisional=False)


def test_single_days_do_not_make_a_year_loaded():
    WorkCalendar.objects.create(date=day("2027-01-01"), kind="holiday")

    assert statutes.add_working_days(day("2026-12-31"), 1) == statutes.Counted(day("2027-01-04"), provisional=True)


def test_a_count_that_ends_in_a_loaded_year_is_not_provisional():
    assert not statutes.add_working_days(day("2026-12-28"), 3).provisional
    assert not statutes.due("R-61", day("2026-11-20")).provisional
    assert statutes.due("R-61", day("2026-12-20")).provisional


def test_rows_override_the_packaged_calendar():
    WorkCalendar.objects.create(date=day("2026-03-03"), kind="holiday", name="本市停工（示例）")
    WorkCalendar.objects.create(date=day("2026-05-01"), kind="makeup_workday")

    assert not statutes.is_working_day(day("2026-03-03"))
    assert statutes.is_working_day(day("2026-05-01"))
    assert statutes.next_working_day(day("2026-03-02")) == day("2026-03-04")


@pytest.mark.parametrize(
    ("text", "working"),
    [("2026-01-04", True), ("2026-02-14", True), ("2026-02-15", False), ("2026-10-10", True), ("2025-01-26", True)],
)
def test_make_up_days_work_and_holidays_do_not(text, working):
    assert statutes.is_working_day(day(text)) is working


def test_a_count_asks_the_database_twice_at_most(django_assert_num_queries):
    with django_assert_num_queries(2):
        statutes.due("R-61", day("2025-02-24"))
    with django_assert_num_queries(2):
        statutes.earliest("R-21", day("2025-01-23"))
    with django_assert_num_queries(1):
        statutes.add_working_days(day("2025-02-24"), 30)


@settings(max_examples=40, deadline=None)
@given(st.dates(date(2020, 1, 1), date(2026, 6, 1)), st.integers(1, 60))
def test_counting_forth_and_back_meet_on_a_working_day(start, n):
    end = statutes.add_working_days(start, n).date

    assert statutes.is_working_day(end)
    assert end > start
    passed = sum(statutes.is_working_day(start + timedelta(days=k)) for k in range(1, (end - start).days + 1))
    assert passed == n


def test_today_is_read_from_the_one_clock():
    with clock.at(clock.start_of(day("2025-01-26")) + timedelta(hours=9)):
        assert statutes.is_working_day(clock.today())


def test_days_that_are_only_supposed_count_in_their_block_and_nowhere_else():
    days = {day("2027-10-01"): "holiday", day("2027-01-01"): "holiday"}

    with statutes.supposing(days):
        inside = statutes.add_working_days(day("2026-12-31"), 1)
        loaded = statutes.is_loaded(2027)

    assert (inside, loaded) == (statutes.Counted(day("2027-01-04"), provisional=False), True)
    assert statutes.add_working_days(day("2026-12-31"), 1) == statutes.Counted(day("2027-01-01"), provisional=True)
    assert not statutes.is_loaded(2027)


def test_a_limit_can_be_counted_by_a_rule_in_hand():
    pinned = statutes.on("R-61", day("2026-05-08"))

    assert statutes.due_by(pinned, day("2026-05-08")) == statutes.due("R-61", day("2026-05-08"))
    assert statutes.due("R-61", day("2026-05-08")).start == day("2026-05-08")
