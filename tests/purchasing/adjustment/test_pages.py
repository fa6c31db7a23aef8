"""The pages of an adjustment: chosen, typed, refused in place, shown with both sides."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.demo.cast import Cast
from purchasing.models import PlanAdjustment, PlanItem
from tests.purchasing.plan.clerk import client_of

pytestmark = pytest.mark.django_db
NEW = "/desk/adjustments/new/"


def amount_form(item: PlanItem, roads: str, *yuan: str, version: str = "1") -> dict[str, str]:
    data = {"version": version, "reason": "面积核减"}
    for name in ("tasks", "funding"):
        data |= {f"{name}-TOTAL_FORMS": "3", f"{name}-INITIAL_FORMS": "3"}
    for n, (task, row, each) in enumerate(
        zip(item.task_lines.all(), item.funding.order_by("line_id"), yuan, strict=True)
    ):
        quantity = roads if n == 0 else str(task.quantity)
        data |= {f"tasks-{n}-name": task.name, f"tasks-{n}-unit": task.unit, f"tasks-{n}-quantity": quantity}
        data |= {f"tasks-{n}-unit_price": str(task.unit_price)}
        data |= {f"funding-{n}-line": str(row.line_id), f"funding-{n}-amount": each}
    return data


def test_an_amount_is_changed_through_the_pages(cast: Cast, item: PlanItem):
    clerk = client_of(cast, "po1")
    item_page = clerk.get(item.get_absolute_url()).content.decode()
    begun = clerk.post(NEW, {"item": item.pk, "change": "amount"})
    row = PlanAdjustment.objects.get()
    form = clerk.get(begun["Location"]).content.decode()
    saved = clerk.post(begun["Location"], amount_form(item, "2,000,000", "5100000", "1,900,000", "1500000.00"))
    page = clerk.get(row.get_absolute_url()).content.decode()

    assert f"{NEW}?item={item.pk}" in item_page
    assert "2400000" in form.replace(",", "")
    assert (saved.status_code, saved["Location"]) == (302, row.get_absolute_url())
    for text in ("9,600,000.00", "8,500,000.00", "6,200,000.00", "5,100,000.00", "面积核减", "提交单位审核"):
        assert text in page, text


def test_wrong_input_stays_on_the_page_with_its_reason(cast: Cast, item: PlanItem):
    clerk = client_of(cast, "po1")
    address = clerk.post(NEW, {"item": item.pk, "change": "amount"})["Location"]

    sums = clerk.post(address, amount_form(item, "2000000", "5000000", "1900000", "1500000"))
    figure = clerk.post(address, amount_form(item, "-5", "5000000", "1900000", "1500000"))
    stale = clerk.post(address, amount_form(item, "2000000", "5100000", "1900000", "1500000", version="9"))
    nothing = clerk.post(NEW, {"item": "999999", "change": "gift"})

    assert [answer.status_code for answer in (sums, figure, stale, nothing)] == [409, 422, 409, 422]
    assert "两者应相等" in sums.content.decode()
    assert "面积核减" in figure.content.decode()
    assert PlanAdjustment.objects.get().version == 1


def test_a_second_open_adjustment_is_refused_on_the_page(cast: Cast, item: PlanItem):
    clerk = client_of(cast, "po1")
    clerk.post(NEW, {"item": item.pk, "change": "schedule"})

    again = clerk.post(NEW, {"item": item.pk, "change": "cancel"})

    assert again.status_code == 409
    assert "已有办理中的调整申请" in again.content.decode()


@pytest.mark.parametrize(("login", "status"), [("po2", 200), ("ph1", 200), ("fo1", 404), ("s1", 404), ("su1", 200)])
def test_a_draft_is_read_by_its_unit_and_by_supervision(cast: Cast, item: PlanItem, asked, login: str, status: int):
    row = asked("cancel", until="")

    assert client_of(cast, login).get(row.get_absolute_url()).status_code == status


def test_finance_reads_both_sides_above_its_opinion_and_before_deciding(cast: Cast, item: PlanItem, asked):
    row = asked("schedule", {"expected_month": "2025-03-01"}, until="approve_in_unit")

    clerk = client_of(cast, "fo1")
    opinion = clerk.get(f"/do/adjustment/{row.pk}/recommend/").content.decode()
    with CaptureQueriesContext(connection) as statements:
        page = clerk.get(row.get_absolute_url())

    assert "2025-01" in opinion
    assert "2025-03" in opinion
    assert page.status_code == 200
    assert len(statements) <= 12


@pytest.mark.parametrize(("login", "until"), [("po1", ""), ("fa1", "recommend")])
def test_a_page_with_buttons_costs_twelve_statements_at_most(cast: Cast, item: PlanItem, asked, login: str, until: str):
    row = asked("cancel" if until else "amount", until=until)
    reader = client_of(cast, login)
    reader.get(row.get_absolute_url())

    with CaptureQueriesContext(connection) as statements:
        reader.get(row.get_absolute_url())

    assert len(statements) <= 12, [each["sql"][:90] for each in statements]
