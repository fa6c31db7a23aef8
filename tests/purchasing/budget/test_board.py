"""The board: sums by purchaser, category and year, each leading to the lines that make it."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.demo.cast import Cast, add_organisation, add_purchaser
from purchasing.budget.actions import grant
from purchasing.budget.board import COLUMNS, board
from purchasing.budget.models import BudgetLine
from tests.factories.cases import plan_item

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def money(cast: Cast) -> None:
    """9,850,000 of 2025 with 9,600,000 frozen, and 7 of another unit and category; 5 of 2026."""
    plan_item(cast, state="approved")
    parks = add_purchaser(add_organisation("parks", "公园中心（虚构）", "other"), cast.organisations["finance"])
    far = add_purchaser(add_organisation("far", "外县单位（虚构）", "other"), cast.organisations["audit"])
    grant(cast["fo1"], parks, year=2025, code="P", name="养护", amount=D("7.00"), document="x", category="F2")
    grant(cast["fo1"], parks, year=2026, code="P", name="养护", amount=D("5.00"), document="x")
    BudgetLine.objects.create(purchaser=far, fiscal_year=2025, code="F", name="外县")


def client_of(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_sums_stand_by_purchaser_category_and_year(cast, money):
    found = board(cast["fa1"], 2025)

    assert [(g.label, g.balance.granted, g.balance.held, g.balance.free) for g in found.purchasers] == [
        ("昌南城管服务中心（虚构）", D("9850000.00"), D("9600000.00"), D("250000.00")),
        ("公园中心（虚构）", D("7.00"), D("0.00"), D("7.00")),
    ]
    assert [(g.label, g.balance.granted) for g in found.categories] == [
        ("F1 现有预算统筹", D("9850000.00")), ("F2 已安排专项资金", D("7.00")),
    ]  # fmt: skip
    assert [(g.label, g.balance.granted) for g in found.years] == [("2026", D("5.00")), ("2025", D("9850007.00"))]
    assert found.total.balance.granted == D("9850007.00")


def test_every_figure_leads_to_lines_that_come_to_it(cast, money):
    client = client_of(cast, "fa1")
    found = board(cast["fa1"], 2025)

    for group in (*found.purchasers, *found.categories, *found.years):
        for name, amount, href in group.cells:
            answer = client.get(href)
            assert (answer.status_code, getattr(answer.context["total"], name)) == (200, amount), href
            assert (answer.context["page"].count > 0) == (amount > 0), href


def test_the_page_shows_tables_and_charts_without_script(cast, money):
    client = client_of(cast, "su1")
    page = client.get("/desk/budget/board/?year=2025").text
    charts = re.findall(r'src="(/desk/budget/board/[^"]+)"', page)

    assert len(charts) == 5
    for text in ("9,850,007.00", "公园中心（虚构）", "F2 已安排专项资金", "aria-current"):
        assert text in page, text
    for address in charts:
        answer = client.get(address.replace("&amp;", "&"))
        assert answer["Content-Type"].startswith("image/svg+xml")
        assert (b"<script" in answer.content, b"<svg" in answer.content) == (False, True)
        assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["?year=x", "?year=9999", "", "?year=%EF%BC%92025"])
def test_a_year_without_money_is_empty_and_no_fault(cast, money, path):
    assert client_of(cast, "fo1").get(f"/desk/budget/board/{path}").status_code == 200


def test_a_chart_that_is_none_is_not_found(cast, money):
    assert client_of(cast, "fo1").get("/desk/budget/board/total.svg").status_code == 404


@pytest.mark.parametrize(("login", "status"), [("fo1", 200), ("fa1", 200), ("au1", 200), ("po1", 403), ("s1", 403)])
def test_finance_and_the_watchers_read_it(cast, login, status):
    assert client_of(cast, login).get("/desk/budget/board/").status_code == status


def test_it_costs_the_same_for_one_purchaser_and_three(cast, money):
    client, counts = client_of(cast, "fa1"), []
    for names in ((), ("a", "b")):
        for name in names:
            unit = add_purchaser(add_organisation(name, f"{name}（虚构）", "other"), cast.organisations["finance"])
            grant(cast["fo1"], unit, year=2025, code="P", name="养护", amount=D(1), document="x")
        client.get("/desk/budget/board/?year=2025")
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/budget/board/?year=2025")
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 12
    assert COLUMNS[-1] == "free"
