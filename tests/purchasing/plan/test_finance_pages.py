"""What finance sees and enters, what the unit reads of its approval, and a plan that cannot be filed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.demo.story.plan import only_item
from purchasing.budget.models import BudgetLine
from purchasing.plan.models import PlanItem
from tests.factories.cases import plan
from tests.purchasing.plan.clerk import client_of, post_item
from tests.purchasing.plan.conftest import first_plan

pytestmark = pytest.mark.django_db


def test_finance_sees_amounts_lines_checks_and_the_gap(cast):
    row = first_plan(cast, "recommended")
    only_item(row).funding.filter(line=BudgetLine.objects.order_by("code")[0]).update(amount=Decimal("6600000.00"))

    page = client_of(cast, "fa1").get(row.get_absolute_url()).content.decode()

    for text in ("9,600,000.00", "环卫作业", "预算缺口 300,000.00", "预览批复", "批准并签发批复", "2,400,000"):
        assert text in page, text


@pytest.mark.parametrize(
    ("until", "step", "login"), [("drafted", "approve_in_unit", "ph1"), ("reviewed", "consent", "pb1")]
)
def test_whoever_agrees_reads_how_much_it_is_about(cast, until, step, login):
    row = first_plan(cast, until)

    page = client_of(cast, login).get(f"/do/plan/{row.pk}/{step}/").content.decode()

    for text in ("合计金额（元）", "9,600,000.00", "1 项", "现有预算统筹"):
        assert text in page, text


def test_the_letter_is_previewed_before_it_has_a_number(cast):
    row = first_plan(cast, "recommended")

    page = client_of(cast, "fa1").get(f"{row.get_absolute_url()}letter/").content.decode()

    assert "尚未签发" in page
    assert "6,200,000.00" in page


def test_the_unit_reads_number_date_and_letter_of_its_approval(cast):
    row = first_plan(cast, "published")

    page = client_of(cast, "po1").get(row.get_absolute_url()).content.decode()

    for text in ("景财购批〔2024〕", "2024-12-18", "2024-12-20", "批复"):
        assert text in page, text


def test_the_clerks_opinion_is_entered_on_the_generic_page(cast):
    row = first_plan(cast, "taken")
    item = only_item(row)
    data = {"opinion": "同意安排", f"proposed_{item.pk}": "reserve", f"why_{item.pk}": ""}

    without = client_of(cast, "fo1").post(f"/do/plan/{row.pk}/recommend/", data)
    done = client_of(cast, "fo1").post(f"/do/plan/{row.pk}/recommend/", {**data, f"why_{item.pk}": "财力不足"})

    item.refresh_from_db()
    assert (without.status_code, done.status_code) == (422, 302)
    assert (item.recommendation, item.opinion) == ("reserve", "财力不足")


def test_a_plan_with_gaps_cannot_be_filed_and_says_everything(cast):
    row = plan(cast)
    post_item(cast, row, amount="999.99", is_affordable="", reservation_reason="", term_months="37")
    PlanItem.objects.update(targets=[])

    response = client_of(cast, "po1").post(f"/do/plan/{row.pk}/submit_for_review/")

    text = response.content.decode()
    assert response.status_code == 409
    for part in ("工作量×标准合计", "资金来源合计", "三项认定", "应说明理由", "超过最长", "绩效目标"):
        assert part in text, part
