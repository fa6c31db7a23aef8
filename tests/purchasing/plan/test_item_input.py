"""What the form of an item refuses, and how people write amounts, months and codes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from purchasing.plan.models import PlanItem
from tests.factories.cases import budget_lines, catalogue_item, plan
from tests.purchasing.plan.clerk import client_of, post_item

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["１０００", "1,000.00", "1，000", "1000.0", " 1000 "])
def test_an_amount_is_read_as_people_write_it(cast, typed):
    response = post_item(cast, plan(cast), amount=typed)

    assert response.status_code == 302
    assert PlanItem.objects.get().amount == Decimal("1000.00")


BAD_AMOUNTS = [
    "NaN", "sNaN", "Infinity", "1e400", "9" * 400, "1e5", "1e9", "1_000", "٣٤", "-0.00", "¥100", "100元", "10万", "1.005", "0",
    "-1", "10000000000000", str(2**63), "", "10 00", "1,00", "\x00",
]  # fmt: skip


@pytest.mark.parametrize("typed", BAD_AMOUNTS)
@pytest.mark.parametrize("name", ["amount", "tasks-0-quantity", "tasks-0-unit_price", "funding-0-amount"])
def test_what_is_no_amount_is_a_field_error_and_nothing_is_stored(cast, name, typed):
    response = post_item(cast, plan(cast), **{name: typed})

    assert response.status_code == 422
    assert PlanItem.objects.count() == 0
    assert "errorlist" in response.content.decode()


@pytest.mark.parametrize(
    "typed",
    ["0001-01", "9999-13", "10000-01", "2025-00", "2025-13", "2025", "x", "2025-1e1", "９９９９９-01", "²⁰25-01"],
)
def test_an_impossible_month_is_a_field_error(cast, typed):
    assert post_item(cast, plan(cast), expected_month=typed).status_code == 422
    assert PlanItem.objects.count() == 0


@pytest.mark.parametrize("typed", ["", "A11", "A", "Z9999", "' OR 1=1", "\x00", "x" * 119, "Ａ１１５２９"])
def test_only_a_level_three_item_in_force_is_picked(cast, typed):
    catalogue_item()

    assert post_item(cast, plan(cast), catalogue_item=typed).status_code == 422


@pytest.mark.parametrize("typed", ["a1152", "Ａ１１５２ 市容", "A1152"])
def test_a_catalogue_code_is_read_in_any_width_and_case(cast, typed):
    assert post_item(cast, plan(cast), catalogue_item=typed).status_code == 302


@pytest.mark.parametrize("total", ["100000", "-1", "x", str(2**63), "9" * 5000])
def test_a_forged_number_of_rows_does_no_harm(cast, total):
    assert post_item(cast, plan(cast), **{"tasks-TOTAL_FORMS": total}).status_code in (302, 422)


@pytest.mark.parametrize("version", ["", "x", "9" * 5000, "-1", "٣"])
def test_a_forged_version_is_a_stale_one(cast, version):
    assert post_item(cast, plan(cast), version=version).status_code == 409
    assert PlanItem.objects.count() == 0


def test_a_product_too_large_to_keep_is_refused(cast):
    response = post_item(cast, plan(cast), **{"tasks-0-quantity": "999999999999", "tasks-0-unit_price": "999999999999"})

    assert response.status_code == 422


def test_a_line_of_another_unit_or_year_cannot_be_chosen(cast):
    row = plan(cast)
    other = budget_lines(cast, 2031)[0]

    assert post_item(cast, row, **{"funding-0-line": str(other.pk)}).status_code == 422


def test_text_without_anything_to_see_is_empty_and_markup_stays_text(cast):
    row = plan(cast)

    blank = post_item(cast, row, title="\u200b\u3000")
    shown = post_item(cast, row, title="<script>alert(1)</script>𠮷{{ 7 }}")

    assert (blank.status_code, shown.status_code) == (422, 302)
    page = client_of(cast, "po1").get(row.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
