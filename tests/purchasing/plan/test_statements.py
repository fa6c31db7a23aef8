"""How many statements lists and plans cost, for few rows and for many."""

from __future__ import annotations

import pytest

from tests.factories.cases import budget_lines, plan, plan_item
from tests.purchasing.plan.clerk import client_of
from tests.purchasing.plan.conftest import first_plan

pytestmark = pytest.mark.django_db


def statements(cast, login, path, django_assert_max_num_queries):
    client = client_of(cast, login)
    client.get(path)
    with django_assert_max_num_queries(60) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("login", "path"), [("po1", "/desk/plans/"), ("fo1", "/desk/plans/"), ("po1", "/desk/budget/")]
)
def test_a_list_costs_the_same_for_one_and_three_rows(cast, login, path, django_assert_max_num_queries):
    plan(cast, state="submitted", year=2025)
    budget_lines(cast, 2025)
    one = statements(cast, login, path, django_assert_max_num_queries)
    plan(cast, state="submitted", year=2026)
    plan(cast, state="submitted", year=2027)
    budget_lines(cast, 2027)

    three = statements(cast, login, path, django_assert_max_num_queries)

    assert one == three
    assert three <= 12


@pytest.mark.parametrize("login", ["po1", "fa1"])
def test_a_plan_costs_the_same_for_one_and_three_items(cast, login, django_assert_max_num_queries):
    row = first_plan(cast, "recommended")
    one = statements(cast, login, row.get_absolute_url(), django_assert_max_num_queries)
    for number in (2, 3):
        plan_item(cast, plan_row=row, seq=number, title=f"事项{number}")

    three = statements(cast, login, row.get_absolute_url(), django_assert_max_num_queries)

    assert one == three
