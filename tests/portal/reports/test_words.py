"""Amounts and dates in words, codes, titles."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from portal.reports.codes import ALPHABET, new_code, shown, typed
from portal.reports.freeze import frozen
from portal.reports.templatetags.report import amount_in_words, chinese_date, chinese_time, title_lines, yuan


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "人民币零元整"),
        ("0.01", "人民币壹分"),
        ("0.10", "人民币壹角整"),
        ("1409.50", "人民币壹仟肆佰零玖元伍角整"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("1680.32", "人民币壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "人民币壹拾万柒仟元零伍角叁分"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("8900000", "人民币捌佰玖拾万元整"),
        ("9600000.00", "人民币玖佰陆拾万元整"),
        ("10000001", "人民币壹仟万零壹元整"),
        ("100000000", "人民币壹亿元整"),
        ("1000500000.05", "人民币壹拾亿零伍拾万元零伍分"),
        ("1000000000000", "人民币壹万亿元整"),
        ("9999999999999999.99", "人民币玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("-5.00", "人民币负伍元整"),
    ],
)
def test_amounts_are_written_in_words_to_the_last_fen(amount, words):
    assert amount_in_words(Decimal(amount)) == words


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "十", "1e16", 0.1, None])
def test_what_is_no_amount_is_never_put_in_words(bad):
    with pytest.raises(ValueError, match=r"not an amount|too large"):
        amount_in_words(bad)


def test_dates_are_read_in_beijing_time():
    assert chinese_date(date(2024, 12, 18)) == "2024年12月18日"
    assert chinese_date(datetime(2024, 12, 17, 16, 0, tzinfo=UTC).isoformat()) == "2024年12月18日"
    assert chinese_time("2025-02-18T01:30:00+00:00") == "2025年2月18日 09:30:00"
    assert chinese_date("") == ""
    assert yuan("8900000") == "8,900,000.00"


def test_a_code_can_be_typed_as_people_type():
    code = new_code()

    assert len(set(code)) > 1
    assert set(code) <= set(ALPHABET)
    assert typed(f"  {shown(code).lower()} ") == code
    assert typed("ＡＢＣＤ－２３４５－ＥＦＧＨ") == "ABCD2345EFGH"
    assert typed("ABCD2345EFG0") == ""
    assert typed("A" * 100_000) == ""


def test_a_long_title_breaks_between_words():
    assert title_lines("关于市容环境卫生一体化作业购买服务项目的批复") == [
        "关于市容环境卫生一体化作业",
        "购买服务项目的批复",
    ]
    assert title_lines("开标记录") == ["开标记录"]
    assert "".join(title_lines("甲" * 300)) == "甲" * 300


def test_a_snapshot_holds_no_floats_and_no_control_characters():
    assert frozen({"a": Decimal("1.10"), "on": date(2024, 12, 18), "t": "一\x01二\n"}) == {
        "a": "1.10",
        "on": "2024-12-18",
        "t": "一二\n",
    }
    with pytest.raises(TypeError):
        frozen({"a": 1.1})
