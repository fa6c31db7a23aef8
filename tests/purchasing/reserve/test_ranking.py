"""The reserve is ranked by finance for the coming year, with the reason; the others make room."""

from __future__ import annotations

from typing import Any

import pytest

from portal.audit.models import AuditEntry
from portal.demo.cast import Cast
from portal.demo.story.additional import beijing
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from purchasing.models import PlanItem
from purchasing.plan.queries import last_years_items
from purchasing.reserve.actions import rank_item
from purchasing.reserve.queries import reserve_for
from tests.factories.additional import item_of_path_b
from tests.factories.cases import plan
from tests.purchasing.plan.clerk import client_of

pytestmark = pytest.mark.django_db
YEAR = 2027


@pytest.fixture(autouse=True)
def spring_of_2026(db: None) -> None:
    clock.freeze_at(beijing(2026, 3, 2, 10))


def reserve(cast: Cast, *titles: str) -> list[PlanItem]:
    items = [item_of_path_b(cast, state="reserve") for _title in titles]
    for item, title in zip(items, titles, strict=True):
        item.title = title
        item.save(update_fields=["title"])
    return items


def order(cast: Cast, year: int = YEAR) -> list[str]:
    return [item.title for item in reserve_for(cast["fo1"], year)]


def test_an_item_gets_its_place_and_the_others_make_room(cast: Cast) -> None:
    items = reserve(cast, "甲", "乙", "丙")

    rank_item(cast["fo1"], items[2], YEAR, position=1, reason="民生优先")
    rank_item(cast["fo1"], items[0], YEAR, position=2, reason="已完成调研")

    assert order(cast) == ["丙", "甲", "乙"]
    assert order(cast, YEAR + 1) == ["甲", "乙", "丙"]
    reasons = [(e.grounds["position"], e.grounds["reason"]) for e in AuditEntry.objects.filter(verb="reserve.rank")]
    assert sorted(reasons) == [(1, "民生优先"), (2, "已完成调研")]


def test_a_place_beyond_the_end_is_the_last(cast: Cast) -> None:
    items = reserve(cast, "甲", "乙")

    assert rank_item(cast["fo1"], items[0], YEAR, position=99, reason="暂缓") == 2
    assert order(cast) == ["乙", "甲"]


def test_no_place_without_a_reason(cast: Cast) -> None:
    (item,) = reserve(cast, "甲")

    with pytest.raises(Refused) as refused:
        rank_item(cast["fo1"], item, YEAR, position=1, reason=" ")

    assert refused.value.codes == ("reason-missing",)


@pytest.mark.parametrize("login", ["po1", "ph1", "fa1", "co1", "su1"])
def test_only_the_finance_clerk_ranks(cast: Cast, login: str) -> None:
    (item,) = reserve(cast, "甲")

    with pytest.raises(Forbidden):
        rank_item(cast[login], item, YEAR, position=1, reason="理由")


def test_what_is_not_in_reserve_has_no_place(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        rank_item(cast["fo1"], item_of_path_b(cast), YEAR, position=1, reason="理由")


def test_a_later_years_plan_takes_the_item_up_again(cast: Cast) -> None:
    (item,) = reserve(cast, "甲")

    later = plan(cast, year=item.plan.fiscal_year + 1)

    assert [row.pk for row in last_years_items(later)] == [item.pk]


def test_the_list_costs_the_same_for_one_and_three_rows(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = client_of(cast, "fo1")

    def cost() -> int:
        client.get("/desk/reserve/")
        with django_assert_max_num_queries(40) as captured:
            assert client.get("/desk/reserve/").status_code == 200
        return len(captured)

    reserve(cast, "甲")
    one = cost()
    reserve(cast, "乙", "丙")

    assert one == cost() <= 12


def test_the_place_is_set_on_its_page(cast: Cast) -> None:
    items = reserve(cast, "甲", "乙")
    client = client_of(cast, "fo1")

    bare = client.post(f"/desk/reserve/{items[1].pk}/rank/", {"position": "1", "reason": ""})
    done = client.post(f"/desk/reserve/{items[1].pk}/rank/", {"position": "1", "reason": "民生优先"})

    assert (bare.status_code, done.status_code, order(cast)) == (422, 302, ["乙", "甲"])
    assert "民生优先" in client.get("/desk/reserve/").text
    assert client_of(cast, "po1").get(f"/desk/reserve/{items[1].pk}/rank/").status_code == 403


def test_the_pages_of_a_long_reserve_go_on_where_they_ended(cast: Cast) -> None:
    from django.test import RequestFactory

    from portal.ui.listing import Column, listing

    for number in range(5):
        reserve(cast, f"事项{number}")
    rank_item(cast["fo1"], reserve(cast, "末")[0], YEAR, position=1, reason="民生优先")

    def page(query: str) -> Any:
        request = RequestFactory().get(f"/desk/reserve/{query}")
        return listing(
            request, reserve_for(cast["fo1"], YEAR), columns=[Column("title", "t")], key=("unranked", "position", "id"),
            name="reserve", page_size=4,
        )  # fmt: skip

    first = page("")
    second = page(first.older_url)

    seen = [row.title for row in first.rows] + [row.title for row in second.rows]
    assert seen == ["末", "事项0", "事项1", "事项2", "事项3", "事项4"]
