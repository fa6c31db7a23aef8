"""What is kept of a typed text, and what is not."""

from decimal import Decimal

import pytest

from portal.values.text import clean, half_width, is_blank, is_storable, plain, search_key


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  市容环卫  ", "市容环卫"),
        ("a\u200bb\ufeffc", "abc"),
        ("公司\u202egnp.exe", "公司gnp.exe"),
        ("行一\r\n行二\t三", "行一 行二 三"),
        ("x\x07\x1fy", "xy"),
        ("e\u0301", "é"),
        ("㙍䶮𠅤𬭸😀（虚构）", "㙍䶮𠅤𬭸😀（虚构）"),
    ],
)
def test_control_and_invisible_characters_go_and_the_rest_stays(typed, kept):
    assert clean(typed) == kept


def test_line_breaks_stay_where_lines_are_wanted():
    assert clean("一\r\n二\r三\u2028四", lines=True) == "一\n二\n三\n四"


@pytest.mark.parametrize("text", ["", " \u3000", "\u200b\u200d\ufeff", "\u202e\u2066", "\u3164", "\x01"])
def test_what_shows_nothing_is_blank(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["。", "0", "䶮", "😀"])
def test_what_shows_something_is_not_blank(text):
    assert not is_blank(text)


def test_nul_and_lone_surrogates_cannot_be_stored():
    assert [is_storable(text) for text in ("a\x00", "\ud800", "𠅤")] == [False, False, True]


def test_full_width_forms_become_half_width_and_nothing_else_changes():
    assert half_width("Ａ１２，．　：〇①") == "A12,. :〇①"


def test_search_levels_width_case_and_space():
    assert search_key("  ＡＢＣ　Café 环卫 ") == "abc café 环卫"


@pytest.mark.parametrize(
    ("number", "shown"), [("12.00", "12"), ("36500.00", "36,500"), ("2.50", "2.5"), ("100", "100"), ("0.10", "0.1")]
)
def test_a_number_is_written_without_idle_zeros(number, shown):
    assert plain(Decimal(number)) == shown
