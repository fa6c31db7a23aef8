"""The pages of tables of grants."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from portal.demo.cast import Cast
from purchasing.budget.models import BudgetLine
from purchasing.sheet.models import BudgetSheet
from tests.purchasing.sheet.tables import client_of, csv_of, rows, send, upload

pytestmark = pytest.mark.django_db


def test_a_clerk_downloads_the_form_fills_it_and_grants_it(cast: Cast):
    client = client_of(cast, "fo1")
    book = load_workbook(io.BytesIO(client.get("/desk/budget/sheets/form.xlsx").content))
    page = book.active
    for at, cell in enumerate(rows({})[0], start=1):
        page.cell(2, at, str(cell))
    stream = io.BytesIO()
    book.save(stream)

    looked_at = send(client, stream.getvalue(), "预算.xlsx")
    sheet = BudgetSheet.objects.get()
    done = client.post(f"{sheet.get_absolute_url()}take/", follow=True)

    assert "全部正确，尚未登记" in looked_at.text
    assert "新增项目，预算数 1,000.00 元。" in looked_at.text
    assert "已登记 1 个预算项目。" in done.text
    assert BudgetLine.objects.get().granted == Decimal("1000.00")


def test_a_faulty_table_says_where_and_offers_no_button(cast: Cast):
    page = send(client_of(cast, "fo1"), csv_of(rows({}, {"amount": "x"})))

    for text in ("1 行有误，没有登记任何一行", "请以元为单位填写数字", "?verdict=faulty"):
        assert text in page.text, text
    assert "全部登记" not in page.text


def test_what_is_no_table_is_said_at_the_field(cast: Cast):
    page = send(client_of(cast, "fo1"), b"<html></html>", "x.csv")

    assert page.status_code == 422
    assert BudgetSheet.objects.count() == 0


def test_the_verdicts_are_downloaded_row_by_row(cast: Cast):
    sheet = upload(cast, csv_of(rows({}, {"unit": "=1+1"})))

    answer = client_of(cast, "fa1").get(f"{sheet.get_absolute_url()}?format=csv&verdict=faulty")

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("3,'=1+1,")


@pytest.mark.parametrize(
    ("login", "page", "take"), [("fo1", 200, 302), ("fa1", 200, 403), ("su1", 200, 403), ("po1", 404, 404)]
)
def test_who_sees_and_who_grants(cast: Cast, login: str, page: int, take: int):
    sheet, client = upload(cast, csv_of(rows({}))), client_of(cast, login)

    found = (
        client.get(sheet.get_absolute_url()).status_code,
        client.post(f"{sheet.get_absolute_url()}take/").status_code,
    )

    assert found == (page, take)


@pytest.mark.parametrize("path", ["", "list"])
def test_a_page_costs_the_same_for_one_row_and_three(cast: Cast, path: str):
    client, counts = client_of(cast, "fo1"), []
    for number in (1, 3):
        sheet = upload(cast, csv_of(rows(*({"code": f"{number}{n}"} for n in range(number)))))
        address = sheet.get_absolute_url() if path == "" else "/desk/budget/sheets/"
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 12
