"""The pages of the budget."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.test import Client

from portal.values import clock
from purchasing.budget.models import BudgetLine
from tests.factories.cases import budget_lines, plan_item

pytestmark = pytest.mark.django_db
GRANT = "/desk/budget/grant/"


def client_of(cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login), backend="django.contrib.auth.backends.ModelBackend")
    return client


def grant_data(cast, **changes: object) -> dict[str, object]:
    return {
        "purchaser": cast.purchasers["cityorder"].pk, "fiscal_year": clock.today().year, "code": "2120501", "name": "环卫作业",
        "amount": "6,300,000.00", "document": "人大批准", **changes,
    }  # fmt: skip


def test_a_finance_clerk_records_a_grant(cast):
    response = client_of(cast, "fo1").post("/desk/budget/grant/", grant_data(cast))

    line = BudgetLine.objects.get()
    assert (response.status_code, response.url) == (302, line.get_absolute_url())
    assert (line.granted, line.free) == (Decimal("6300000.00"), Decimal("6300000.00"))


def test_a_form_pressed_twice_grants_once(cast):
    client = client_of(cast, "fo1")
    form = grant_data(cast, form_key=re.search('name="form_key" value="([^"]+)"', client.get(GRANT).text)[1])

    first, second = client.post(GRANT, form), client.post(GRANT, form)

    line = BudgetLine.objects.get()
    assert (first.url, second.url) == (line.get_absolute_url(), line.get_absolute_url())
    assert line.granted == Decimal("6300000.00")


def test_the_form_of_one_line_is_refused_for_another(cast):
    client = client_of(cast, "fo1")
    client.post(GRANT, grant_data(cast, form_key="k"))

    other = client.post(GRANT, grant_data(cast, form_key="k", code="2120502"))

    assert (other.status_code, "已用于办理另一事项" in other.text) == (409, True)
    assert list(BudgetLine.objects.values_list("code", flat=True)) == ["2120501"]
    assert client.post(GRANT, grant_data(cast, form_key="", code="2120502")).status_code == 302


@pytest.mark.parametrize("amount", ["NaN", "1e9", "-1", "1.001", "0", "10000000000000", ""])
def test_what_is_no_amount_is_not_granted(cast, amount):
    response = client_of(cast, "fo1").post("/desk/budget/grant/", grant_data(cast, amount=amount))

    assert (response.status_code, BudgetLine.objects.count()) == (422, 0)


@pytest.mark.parametrize("login", ["po1", "ph1", "fa1", "su1", "s1"])
def test_others_are_told_who_records_grants(cast, login):
    response = client_of(cast, login).get("/desk/budget/grant/")

    assert response.status_code == 403
    assert "财政经办" in response.content.decode()


def test_what_one_records_another_confirms(cast):
    lines = budget_lines(cast, clock.today().year, status="control_figure")
    unit = {"purchaser": cast.purchasers["cityorder"].pk, "fiscal_year": clock.today().year}

    early = client_of(cast, "fa1").post("/desk/budget/confirm/", unit)
    client_of(cast, "fo1").post("/desk/budget/record/", {**unit, "document": "景财预〔2026〕3号", "on": "2026-01-15"})
    done = client_of(cast, "fa1").post("/desk/budget/confirm/", unit)

    assert (early.status_code, done.status_code) == (409, 302)
    assert {line.status for line in BudgetLine.objects.filter(pk__in=[row.pk for row in lines])} == {"approved"}


@pytest.mark.parametrize("day", ["0001-01-01", "2026-02-30", "10000-01-01", "x"])
def test_an_impossible_day_is_a_field_error(cast, day):
    budget_lines(cast, clock.today().year, status="control_figure")
    unit = {"purchaser": cast.purchasers["cityorder"].pk, "fiscal_year": clock.today().year}

    response = client_of(cast, "fo1").post("/desk/budget/record/", {**unit, "document": "文号", "on": day})

    assert response.status_code == 422


def test_a_line_shows_the_entries_that_made_its_figures(cast):
    item = plan_item(cast, state="approved")
    line = item.holds.first().line

    page = client_of(cast, "po1").get(line.get_absolute_url()).content.decode()

    for text in ("6,300,000.00", "6,200,000.00", "100,000.00", "冻结", item.title):
        assert text in page, text


def test_the_ledger_is_downloaded_as_it_is_shown_and_no_cell_becomes_a_formula(cast):
    line = plan_item(cast, state="approved").holds.first().line
    client = client_of(cast, "fo1")
    client.post("/desk/budget/grant/", grant_data(cast, code="X", document="=HYPERLINK(1)"))
    other = BudgetLine.objects.get(code="X")

    ledger = b"".join(client.get(f"{line.get_absolute_url()}?format=csv").streaming_content).decode("utf-8-sig")
    strange = b"".join(client.get(f"{other.get_absolute_url()}?format=csv").streaming_content).decode("utf-8-sig")

    assert [row.split(",")[1:3] for row in ledger.splitlines()[1:]] == [["下达", "6300000.00"], ["冻结", "6200000.00"]]
    assert "'=HYPERLINK(1)" in strange


@pytest.mark.parametrize("login", ["s1", "ag1", "ex1"])
def test_others_do_not_see_a_line(cast, login):
    line = budget_lines(cast)[0]

    assert client_of(cast, login).get(line.get_absolute_url()).status_code == 404
    assert client_of(cast, login).get("/desk/budget/").status_code == 403
