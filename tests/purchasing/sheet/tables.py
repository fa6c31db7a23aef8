"""Tables of grants as people prepare them, and a clerk who sends them in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.demo.cast import Cast
from portal.files.content import Checked, check
from portal.values import clock
from purchasing.sheet.actions import upload_sheet
from purchasing.sheet.models import BudgetSheet

HEAD = ("购买单位", "年度", "预算项目代码", "预算项目", "资金类别", "金额（元）")
UNIT = "昌南城管服务中心（虚构）"
Cells = Sequence[object]


def rows(*changes: dict[str, object], year: int | None = None) -> list[list[object]]:
    """Good rows, one for each of `changes`, in which the named cells differ."""
    names = ("unit", "year", "code", "name", "category", "amount")
    good = {"unit": UNIT, "year": year or clock.today().year, "name": "环卫作业", "category": "", "amount": "1,000.00"}
    return [[{**good, "code": f"2120501-{n}", **change}[name] for name in names] for n, change in enumerate(changes, 1)]


def csv_of(lines: Sequence[Cells], head: Cells = HEAD, encoding: str = "utf-8-sig") -> bytes:
    quoted = [",".join(f'"{cell}"' for cell in line) for line in (head, *lines)]
    return "\r\n".join(quoted).encode(encoding)


def xlsx_of(lines: Sequence[Cells], head: Cells = HEAD) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    page = book.add_worksheet()
    for number, line in enumerate((head, *lines)):
        page.write_row(number, 0, line)
    book.close()
    return stream.getvalue()


def checked(content: bytes) -> Checked:
    return check("预算.xlsx" if content.startswith(b"PK") else "预算.csv", content)


def upload(cast: Cast, content: bytes, login: str = "fo1", *, document: str = "景财预〔2026〕1号") -> BudgetSheet:
    return upload_sheet(cast[login], year=clock.today().year, document=document, checked=checked(content))


def client_of(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login), backend="django.contrib.auth.backends.ModelBackend")
    return client


def send(client: Client, content: bytes, name: str = "预算.csv") -> Any:
    data = {"fiscal_year": clock.today().year, "document": "文号", "table": SimpleUploadedFile(name, content)}
    return client.post("/desk/budget/sheets/", data, follow=True)
