"""Form fields: what is typed, what is stored, what is refused."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from portal.ui.fields import AmountField, CleanCharField, DayField, InstantField, NumberField, UsccField, WholeField


def test_an_amount_is_normalised():
    assert AmountField().clean("１，０００．５") == Decimal("1000.50")


@pytest.mark.parametrize("typed", ["1e5", "NaN", "-1", "0", "0.001", "10000000000000", "10万", None, ""])
def test_an_amount_that_is_none_is_refused(typed):
    with pytest.raises(ValidationError):
        AmountField().clean(typed)


def test_zero_passes_only_where_it_may():
    assert AmountField(allow_zero=True).clean("0") == Decimal("0.00")


def test_an_amount_above_the_fields_limit_is_refused_with_the_limit():
    with pytest.raises(ValidationError) as refused:
        AmountField(maximum=Decimal("9600000.00")).clean("9600000.01")

    assert refused.value.messages == ["金额不能超过 9,600,000.00 元。"]


def test_an_amount_is_shown_with_two_places_and_may_be_left_out():
    assert AmountField().prepare_value(Decimal("1000")) == "1000.00"
    assert AmountField(required=False).clean("") is None


def test_a_number_outside_its_limits_is_told_the_limit():
    told = []
    for field, typed in [
        (WholeField(min_value=1), "0"),
        (WholeField(max_value=5), "6"),
        (NumberField(decimal_places=2), "1.234"),
    ]:
        with pytest.raises(ValidationError) as refused:
            field.clean(typed)
        told += refused.value.messages

    assert told == ["不能小于 1。", "不能大于 5。", "最多保留 2 位小数。"]


@pytest.mark.parametrize("typed", ["\u200b\ufeff", "\u202e", "   ", ""])
def test_text_that_shows_nothing_is_missing(typed):
    with pytest.raises(ValidationError) as refused:
        CleanCharField().clean(typed)

    assert refused.value.code == "required" or refused.value.error_list[0].code == "required"


@pytest.mark.parametrize("typed", ["a\x00b", "\ud800"])
def test_text_that_cannot_be_stored_is_refused(typed):
    with pytest.raises(ValidationError) as refused:
        CleanCharField().clean(typed)

    assert [error.code for error in refused.value.error_list] == ["unstorable"]


def test_text_is_cleaned_and_its_length_counted_afterwards():
    assert CleanCharField(max_length=3).clean("\u200b环\x01卫站\u200b") == "环卫站"

    with pytest.raises(ValidationError):
        CleanCharField(max_length=3).clean("环卫站站")


def test_lines_are_kept_where_wanted():
    assert CleanCharField(lines=True).clean("一\r\n二") == "一\n二"
    assert CleanCharField().clean("一\r\n二") == "一 二"


def test_a_credit_code_is_normalised_and_checked():
    assert UsccField().clean("91110000600037341l") == "91110000600037341L"
    assert UsccField(required=False).clean("") == ""

    with pytest.raises(ValidationError):
        UsccField().clean("911100006000373411")


@pytest.mark.parametrize(
    "typed",
    ["2026-01-31", "2026/1/31", "20260131", "2026年1月31日", "２０２６－０１－３１", " 2026-1-31 ", "2026.1.31"],
)
def test_a_day_is_read_as_people_write_it(typed):
    assert DayField().clean(typed) == date(2026, 1, 31)


@pytest.mark.parametrize(
    "typed", ["0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "2026", "明天", "26-1-1", ""]
)
def test_a_day_that_is_none_is_refused(typed):
    with pytest.raises(ValidationError):
        DayField().clean(typed)


@pytest.mark.parametrize(
    "typed",
    ["2025-02-18 09:30", "2025-02-18T09:30", "2025/02/18 09:30:00", "2025-02-18T01:30Z", "2025-02-18T03:30+02:00"],
)
def test_an_instant_is_beijing_time_unless_it_says_otherwise(typed):
    assert InstantField().clean(typed) == datetime(2025, 2, 18, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    ["1986-05-04 02:30", "2026-02-30 10:00", "2026-01-01 24:00", "2026-01-01 10:60", "0001-01-01 00:00", "2026-01-01"],
)
def test_an_instant_that_is_none_is_refused(typed):
    with pytest.raises(ValidationError):
        InstantField().clean(typed)
