"""Search finds words of one, two, three and more characters, rare and common, and takes every sign as it is."""

import pytest

from disclosure.item.models import DisclosureItem
from disclosure.item.search import search
from portal.demo.cast import build_cast
from portal.values.text import search_key
from tests.disclosure.things import thing


def found(text):
    return sorted(search(DisclosureItem.objects.all(), search_key(text)).values_list("subject_pk", flat=True))


@pytest.fixture
def things(db, cast):
    thing(cast, 1, title="老城区公厕管护服务公开招标公告")
    thing(cast, 2, title="社区老年助餐服务采购意向")
    thing(cast, 3, title="100%满意的A_B服务'试点")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("厕", ["1"]),
        ("公厕", ["1"]),
        ("老城区", ["1"]),
        ("公厕管护服务", ["1"]),
        ("服务", ["1", "2", "3"]),
        ("老 助餐", ["2"]),
        ("厕公", []),
        ("0%满", ["3"]),
        ("%", ["3"]),
        ("_", ["3"]),
        ("'", ["3"]),
        ("a_b", ["3"]),
        ("'''", []),
        ("ocds-jdzgf1-2026-000001", ["1", "2", "3"]),
        ("昌南城管", ["1", "2", "3"]),
        ("ａ＿ｂ", ["3"]),
    ],
)
def test_words_are_found_as_they_are_written(things, text, expected):
    assert found(text) == expected


def test_a_rare_word_is_found_through_the_index_of_pieces(things):
    sql = str(search(DisclosureItem.objects.all(), "公厕").query)

    assert "pieces" in sql.split("WHERE")[1]


def test_a_common_word_is_walked_to_in_order_once_the_database_knows_it(live_db):
    cast = build_cast()
    for number in range(200):
        thing(cast, number, title=f"第{number}号服务项目" if number else "公厕管护")
    with live_db.owner() as owner:
        owner.execute("ANALYZE disclosure_disclosureitem")

    common, rare = (
        str(search(DisclosureItem.objects.all(), word).query).split("WHERE")[1] for word in ("服务项目", "公厕")
    )

    assert ("pieces" in common, "pieces" in rare) == (False, True)
    assert len(found("服务项目")) == 199
