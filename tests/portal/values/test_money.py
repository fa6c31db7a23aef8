"""Money: reading what is typed, splitting in whole fen, instalments."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.values.money import FEN, fen, instalments, split, yuan, yuan_in

amounts = st.integers(min_value=0, max_value=10**15).map(lambda units: units * FEN)
weights = st.lists(st.decimals(min_value=0, max_value=10**9, places=4), min_size=1, max_size=12).filter(any)


@given(amounts, weights)
def test_shares_add_up_to_the_total_and_stay_within_one_fen_of_the_exact_share(total, parts):
    shares = split(total, parts)

    assert sum(shares) == total
    assert all(share == fen(share) >= 0 for share in shares)
    whole = sum(parts)
    for share, part in zip(shares, parts, strict=True):
        assert abs(share * whole - total * part) <= FEN * whole


@given(amounts, weights)
def test_who_has_no_weight_gets_no_share(total, parts):
    shares = split(total, [*parts, Decimal(0)])

    assert shares[-1] == 0


@given(st.integers(min_value=10_000, max_value=10**15).map(lambda units: units * FEN), st.integers(1, 120))
def test_instalments_add_up_and_only_the_last_differs(total, n):
    parts = instalments(total, n)

    assert sum(parts) == total
    assert len(parts) == n
    assert set(parts[:-1]) <= {fen(total / n)}
    assert parts[-1] >= 0


def test_the_contract_of_the_pilot_case_is_paid_in_eleven_equal_instalments_and_the_rest():
    assert instalments(Decimal("8900000"), 12) == [Decimal("741666.67")] * 11 + [Decimal("741666.63")]


def test_the_month_of_the_pilot_case_is_split_over_its_budget_lines_by_largest_remainder():
    lines = [Decimal(6_200_000), Decimal(1_900_000), Decimal(1_500_000)]

    assert split(Decimal("741666.67"), lines) == [Decimal("478993.06"), Decimal("146788.19"), Decimal("115885.42")]
    assert split(Decimal("726833.34"), lines) == [Decimal("469413.20"), Decimal("143852.43"), Decimal("113567.71")]
    assert split(Decimal("8900000"), lines) == [Decimal("5747916.67"), Decimal("1761458.33"), Decimal("1390625.00")]


def test_equal_remainders_are_served_in_order():
    assert split(Decimal("0.02"), [Decimal(1)] * 3) == [Decimal("0.01"), Decimal("0.01"), Decimal("0.00")]


def test_rounding_is_half_up():
    assert [fen(Decimal(text)) for text in ("0.005", "0.015", "2.675", "2.6749")] == [
        Decimal("0.01"),
        Decimal("0.02"),
        Decimal("2.68"),
        Decimal("2.67"),
    ]


@pytest.mark.parametrize(
    ("total", "parts"),
    [("1.001", ["1"]), ("-1", ["1"]), ("1", ["0"]), ("1", []), ("1", ["2", "-1"])],
)
def test_shares_of_nonsense_are_refused(total, parts):
    with pytest.raises(ValueError, match="whole fen"):
        split(Decimal(total), [Decimal(part) for part in parts])


def test_a_total_too_small_for_its_instalments_is_refused():
    with pytest.raises(ValueError, match="too small"):
        instalments(Decimal("0.05"), 10)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1000", "1000.00"),
        ("1,000.00", "1000.00"),
        ("1，000", "1000.00"),
        ("１２３．４", "123.40"),
        (" 12345678 ", "12345678.00"),
        ("0.1", "0.10"),
        ("9,999,999,999,999.99", "9999999999999.99"),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed, amount):
    read = yuan(typed)

    assert read == Decimal(amount)
    assert str(read) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "1e5", "1E5", "NaN", "sNaN", "Infinity", "-1", "-0.00", "－5", "+5", "1_000", "٣٤", "¥100", "100元", "10万", "", ".",
        ".5", "1,00", "1,000,00", "10,00.5", "1.234", "1.005", "1 000", "0x10", "10000000000000", "9" * 400, "1e400",
    ],
)  # fmt: skip
def test_what_is_no_plain_amount_is_refused_with_a_sentence(typed):
    with pytest.raises(ValueError, match=r"。$"):
        yuan(typed)


@pytest.mark.parametrize(
    ("text", "unit", "amount"),
    [
        ("630", "万元", "6300000.00"), ("630万元", "", "6300000.00"), ("６３０ 万", "万元", "6300000.00"), ("1,234.5", "万元", "12345000.00"),
        ("0.000001", "万元", "0.01"), ("0.0000010", "万元", "0.01"), ("12.30", "元", "12.30"), ("12.3元", "元", "12.30"), ("0", "万元", "0.00"),
    ],
)  # fmt: skip
def test_an_amount_is_read_in_its_unit(text, unit, amount):
    assert yuan_in(text, unit) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("630", ""), ("630万元", "元"), ("630元", "万元"), ("-1", "万元"), ("1e3", "万元"), ("0.0000001", "万元"), ("万元", "万元"), ("", "元"),
        ("1亿元", "元"), ("1000000000", "万元"), ("NaN", "万元"), ("1.005", "元"), ("12,34", "万元"),
    ],
)  # fmt: skip
def test_an_amount_that_can_be_read_in_two_ways_or_none_is_refused(text, unit):
    with pytest.raises(ValueError, match="。"):
        yuan_in(text, unit)
