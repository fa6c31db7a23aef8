"""统一社会信用代码: normalised where that is safe, then checked without override."""

import pytest
from django.core.exceptions import ValidationError

from portal.values.identifiers import uscc, validate_uscc

GOOD = "91110000600037341L"


@pytest.mark.parametrize(
    "typed",
    [
        GOOD,
        GOOD.lower(),
        f" {GOOD} ",
        "9111 0000 6000 3734 1L",
        "９１１１００００６０００３７３４１Ｌ",
        "91110000-600037341-L",
    ],
)
def test_spaces_case_and_full_width_are_normalised(typed):
    assert uscc(typed) == GOOD


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("911100006000373411", "校验位"),
        ("91110000600037342L", "校验位"),
        ("9111000060003734IL", "不使用字母 I"),
        ("91110000SO0037341L", "不使用字母 O、S"),
        ("110000000000123", "旧注册号"),
        ("91110000600037341", "现有 17 位"),
        ("", "现有 0 位"),
        ("91A10000600037341L", "第 3 至 8 位"),
        ("91110000600037341é", "格式不对"),
        ("9111000060003734٣L", "格式不对"),
    ],
)
def test_a_wrong_code_is_refused_and_says_what_is_wrong(typed, sentence):
    with pytest.raises(ValueError, match=sentence):
        uscc(typed)


def test_a_rural_collective_may_begin_with_a_letter():
    from stdnum.cn.uscc import calc_check_digit

    code = "N2360200MF0000001"

    assert uscc(code + calc_check_digit(code)) == code + calc_check_digit(code)


def test_a_model_takes_the_one_form_only():
    validate_uscc(GOOD)

    with pytest.raises(ValidationError):
        validate_uscc(GOOD.lower())
    with pytest.raises(ValidationError):
        validate_uscc("91110000600037342L")
