"""The board: sums by purchaser, category and year, each leading to the lines that make it."""

from __future__ import annotations

import re
from decimal import Decimal

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Organization
from portal.demo.cast import Cast, add_organisation, add_purchaser
from purchasing.budget.actions import grant
from purchasing.budget.board import COLUMNS, board
from purchasing.budget.folding import fold
from purchasing.budget.models import BudgetLine, FoldedSum
from purchasing.budget.reconciliation import drifts
from purchasing.purchaser.models import Purchaser
from tests.factories.cases import plan_item
from tests.services import postgres

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


@pytest.fixture
def placed(cast: Cast, money: None) -> None:
    """The parks are of Fuliang and of the city's bureau, which has money of its own as well."""
    Organization.objects.filter(name="公园中心（虚构）").update(region="360222100000")
    bureau = cast.organisations["bureau"]
    Purchaser.objects.filter(organization__name="公园中心（虚构）").update(budget_supervisor=bureau)
    own = add_purchaser(bureau, cast.organisations["finance"])
    grant(cast["fo1"], own, year=2025, code="B", name="本级", amount=D("11.00"), document="x")


def test_the_sums_stand_by_region_and_department_and_lead_to_their_lines(cast, placed):
    client, found = client_of(cast, "fa1"), board(cast["fa1"], 2025)

    assert [(g.label, g.balance.granted) for g in found.regions] == [("市本级", D("9850011.00")), ("浮梁县", D("7.00"))]
    assert [(g.label, g.balance.granted) for g in found.departments] == [("市城市管理局（虚构）", D("9850018.00"))]
    for group in (*found.regions, *found.departments):
        for name, amount, href in group.cells:
            assert getattr(client.get(href).context["total"], name) == amount, href


def test_filters_combine_and_every_figure_keeps_them(cast, placed):
    client = client_of(cast, "fo1")
    bureau = cast.organisations["bureau"].pk

    answer = client.get(f"/desk/budget/board/?year=2025&region=360222&department={bureau}&category=F2")
    found = answer.context["board"]

    assert "2025 年度合计 · 浮梁县 · 市城市管理局（虚构） · 已安排专项资金" in answer.text
    assert (found.total.balance.granted, [g.label for g in found.purchasers]) == (D("7.00"), ["公园中心（虚构）"])
    for name, amount, href in (cell for g in (*found.purchasers, *found.years) for cell in g.cells):
        assert getattr(client.get(href).context["total"], name) == amount, href
    none = client.get(f"/desk/budget/board/?year=2025&region=360222&department={bureau}&category=F1").context["board"]
    assert none.total.balance.granted == 0
    assert client.get("/desk/budget/board/?region=999999&year=2025").status_code == 400
    assert client.get("/desk/budget/board/departments.svg?region=360222&year=2025").status_code == 200


def test_folding_changes_no_figure_and_later_entries_count_at_once(cast, placed):
    before = board(cast["fa1"], 2025)
    counted = fold()

    assert (counted > 0, board(cast["fa1"], 2025), fold(), drifts()) == (True, before, 0, [])
    line = BudgetLine.objects.get(code="B")
    grant(cast["fo1"], line.purchaser, year=2025, code="B", name="本级", amount=D("2.00"), document="x")
    assert board(cast["fa1"], 2025).total.balance.granted == before.total.balance.granted + 2
    assert (fold(), board(cast["fa1"], 2025).total.balance.granted) == (1, before.total.balance.granted + 2)
    FoldedSum.objects.filter(purchaser=line.purchaser).update(held=D("1.00"))
    assert [(d.line, d.expected, d.found) for d in drifts()] == [(line.pk, D("0.00"), D("1.00"))]


def test_nothing_is_folded_while_somebody_writes_to_the_ledger(cast, money):
    with psycopg.connect(postgres.app_url(connection.settings_dict["NAME"])) as other:
        other.execute("LOCK TABLE purchasing_ledgerentry IN ROW EXCLUSIVE MODE")

        assert fold() == 0
    assert fold() > 0


def test_many_groups_are_cut_with_the_sum_of_the_others_and_shown_whole_on_their_own_page(cast, money):
    for number in range(22):
        unit = add_purchaser(
            add_organisation(f"u{number}", f"单位{number:02}（虚构）", "other"), cast.organisations["finance"]
        )
        grant(cast["fo1"], unit, year=2025, code="P", name="养护", amount=D(1 + number), document="x")
    client = client_of(cast, "fa1")

    part = next(p for p in client.get("/desk/budget/board/?year=2025").context["parts"] if p.by == "purchasers")
    whole = client.get(f"/desk/budget/board/{part.whole}").context["parts"]
    text = b"".join(client.get("/desk/budget/board/?year=2025&format=csv").streaming_content).decode("utf-8-sig")

    assert (len(part.groups), part.groups[-1].label, part.groups[-1].balance.granted) == (
        21,
        "其余 4 个合计",
        D("10.00"),
    )
    assert ([p.by for p in whole], len(whole[0].groups)) == (["purchasers"], 24)
    assert text.count("按购买单位,") == 24
