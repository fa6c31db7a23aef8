"""Phone, identity and bank numbers in a text that is to become public: the one who checks it is warned, in part only."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.demo.cast import Cast
from portal.values.personal import personal_numbers
from tests.factories import cases, preparation


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("联系人手机13800138000。", [("手机号码", "138…00")]),
        ("电话 １３８ ００１３ ８０００，再拨 138-0013-8000", [("手机号码", "138…00")]),
        ("+8613800138000", [("手机号码", "861…00")]),
        ("身份证11010519491231002X", [("身份证号码", "110…2X")]),
        ("账号 6222 0200 0000 0000 000", [("银行卡号", "622…00")]),
        ("身份证110105194912310021", []),
        ("固定电话 0798-8000000，编号 ocds-jdzgf1-2025-000001，金额 9600000.00 元，清扫 2400000 ㎡", []),
        ("统一社会信用代码 91350100M000100Y43", []),
        ("", []),
    ],
)
def test_numbers_of_persons_are_found_and_others_are_not(text: str, found: list[tuple[str, str]]) -> None:
    assert [(str(number.kind), number.shown) for number in personal_numbers(text)] == found


def page_of(cast: Cast, title: str) -> str:
    """The secrecy check of a plan with one item, as the second person reads it."""
    plan = cases.plan(cast, state="approved")
    cases.plan_item(cast, plan_row=plan, state="approved", title=title)
    made = preparation.publication(cast, plan, "plan", "drafted", author="po1")
    client = Client()
    client.force_login(cast.user("po2"), backend="django.contrib.auth.backends.ModelBackend")
    return client.get(f"/desk/publications/{made.pk}/").content.decode()


def test_whoever_checks_a_text_is_warned_of_a_number_in_it(cast: Cast) -> None:
    page = page_of(cast, "清扫保洁，联系人张三 13800138000")

    assert "内容含有疑似个人号码" in page
    assert "138…00" in page


def test_a_text_without_such_numbers_carries_no_warning(cast: Cast) -> None:
    assert "内容含有疑似个人号码" not in page_of(cast, "清扫保洁 2400000 平方米")
