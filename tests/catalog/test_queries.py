"""The tree of the catalogue and its search."""

from datetime import date

import pytest

from catalog.catalogue.models import CatalogueItem
from catalog.catalogue.queries import hits, item_on, parent_code, purchasable, tree

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 20)


def codes(branches):
    return [code for branch in branches for code in (branch.item.code, *codes(branch.branches))]


def test_the_tree_holds_every_item_once_in_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        branches = tree(DAY)

    assert [branch.item.code for branch in branches] == ["A", "B"]
    assert len(codes(branches)) == len(set(codes(branches))) == 209
    assert sum(branch.leaves for branch in branches) == 177


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("市容环境卫生一体化", ["A", "A11", "A1152"]),
        ("a1152", ["A", "A11", "A1152"]),
        ("Ａ１１５２", ["A", "A11", "A1152"]),
        ("环境卫生 一体化", ["A", "A11", "A1152"]),
        ("%%", []),
        ("_", []),
        ("'''", []),
        ("没有这种服务", []),
    ],
)
def test_a_search_shows_what_it_found_with_all_above(search, found):
    assert codes(tree(DAY, search)) == found


def test_a_found_group_shows_all_below_it():
    whole = next(branch for branch in tree(DAY)[0].branches if branch.item.code == "A11")

    found = tree(DAY, "A11")

    assert codes(found) == ["A", *codes([whole])]
    assert hits(found) == len(codes([whole]))


def test_a_search_without_words_shows_everything():
    assert len(codes(tree(DAY, " \u200b　"))) == 209


def test_only_items_of_the_third_level_can_be_bought():
    assert set(purchasable(DAY).values_list("level", flat=True)) == {3}


def test_nothing_was_in_force_before_the_first_version():
    assert tree(date(2020, 12, 31)) == []
    assert item_on("A1152", date(2020, 12, 31)) is None


def test_a_codes_parent_is_read_from_the_code():
    assert [parent_code(code) for code in ("A", "A01", "A0101")] == ["", "A", "A01"]
    for item in CatalogueItem.objects.select_related("parent"):
        assert (item.parent.code if item.parent else "") == parent_code(item.code)
