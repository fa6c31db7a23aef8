"""A plan filed as a workbook: given out with the unit's own lists, read in full, taken whole or not at all."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from openpyxl.worksheet.datavalidation import DataValidation

from portal.values import clock
from purchasing.models import PlanItem, PlanWorkbook
from purchasing.workbook.layout import FUNDING, ITEMS, OPTIONS, SHEETS, TARGETS, TASKS
from purchasing.workbook.reading import read
from tests.factories.cases import plan
from tests.purchasing.workbook.conftest import ITEM, filled, put, send

pytestmark = pytest.mark.django_db


def faults() -> list[tuple[str, int, str, str]]:
    row = PlanWorkbook.objects.latest("checked_at")
    return [(f["sheet"], f["row"], f["column"], f["message"]) for f in row.faults]


def take(clerk, row: PlanWorkbook):
    return clerk.post(f"/desk/plans/workbooks/{row.pk}/take/", {"version": row.plan.version}, follow=True)


def test_the_form_offers_this_units_lines_and_the_catalogue_in_force(clerk, draft):
    book = load_workbook(io.BytesIO(clerk.get(f"/desk/plans/{draft.pk}/workbook/form.xlsx").content))

    lists = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in book[OPTIONS].columns}
    checks: list[DataValidation] = book[FUNDING].data_validations.dataValidation
    assert (book.sheetnames, book[OPTIONS].sheet_state) == (["填写说明", *SHEETS, OPTIONS], "hidden")
    assert lists["line"] == ["2120501-1 环卫作业", "2120501-2 车辆运行", "2120501-3 垃圾收运"]
    assert "A1152 市容环境卫生一体化作业服务" in lists["catalogue_item"]
    assert [check.formula1 for check in checks] == ["'选项'!$D$2:$D$4"]
    assert book[ITEMS].freeze_panes == "C2"


def test_a_right_workbook_is_shown_and_written_only_when_confirmed(clerk, draft):
    page = send(clerk, draft, filled(clerk, draft))
    row = PlanWorkbook.objects.get()

    assert (row.faults, PlanItem.objects.count()) == ([], 0)
    assert "1 项全部可以读取，合计 1,000.00 元。" in page.text
    assert "可以送审" in page.text

    done = take(clerk, row)
    item = PlanItem.objects.get()
    assert "已写入计划：1 项。" in done.text
    assert (item.title, item.amount, item.to_public, item.is_marketable) == (
        "道路清扫",
        Decimal("1000.00"),
        False,
        True,
    )
    assert (item.task_lines.get().amount, item.funding.get().amount) == (Decimal("1000.00"), Decimal("1000.00"))
    assert item.targets == [{"name": "完成率", "target": "100", "unit": "%"}]


def test_the_same_file_twice_is_one_plan(clerk, draft):
    content = filled(clerk, draft)
    send(clerk, draft, content)
    row = PlanWorkbook.objects.get()
    take(clerk, row)
    send(clerk, draft, content)
    take(clerk, PlanWorkbook.objects.get())

    assert PlanItem.objects.count() == 1


def test_the_form_comes_back_with_what_the_plan_has_and_a_number_replaces(clerk, draft):
    send(clerk, draft, filled(clerk, draft))
    take(clerk, PlanWorkbook.objects.get())

    def rename(book):
        put(book, ITEMS, 2, title="道路清扫与保洁")

    again = filled(clerk, draft, rename)
    page = send(clerk, draft, again)
    assert "替换" in page.text
    take(clerk, PlanWorkbook.objects.latest("uploaded_at"))
    assert [item.title for item in PlanItem.objects.all()] == ["道路清扫与保洁"]


def test_five_usual_mistakes_are_all_named_in_one_pass_and_nothing_is_written(clerk, draft):
    def spoil(book):
        put(book, ITEMS, 2, amount="960万元", expected_month="明年三月", catalogue_item="Z9999", is_marketable="也许")
        put(book, FUNDING, 2, line="X9 没有的项目")

    page = send(clerk, draft, filled(clerk, draft, spoil))
    found = {(sheet, column) for sheet, _row, column, _message in faults()}

    assert {
        (ITEMS, "金额（元）"),
        (ITEMS, "预计采购月份"),
        (ITEMS, "目录品目"),
        (ITEMS, "适合采取市场化方式提供"),
        (FUNDING, "预算项目"),
    } <= found
    assert "960万元" in page.text
    assert take(clerk, PlanWorkbook.objects.get()).status_code == 409
    assert PlanItem.objects.count() == 0


def test_the_workbook_comes_back_with_the_bad_cells_marked_and_can_be_sent_again(clerk, draft):
    send(clerk, draft, filled(clerk, draft, item={"amount": "1e3"}))
    row = PlanWorkbook.objects.get()

    content = clerk.get(f"/desk/plans/workbooks/{row.pk}/checked.xlsx").content
    book = load_workbook(io.BytesIO(content))
    headings = [cell.value for cell in book[ITEMS][1]]
    amount = book[ITEMS].cell(2, headings.index("金额（元）") + 1)
    said = book[ITEMS].cell(2, headings.index("检查结果") + 1).value

    assert (amount.value, amount.fill.start_color.rgb) == ("1e3", "FFFBE3E1")
    assert "金额（元）：请以元为单位填写数字" in said
    assert book[TASKS].cell(2, 6).value == "正确"

    amount.value = 1000
    stream = io.BytesIO()
    book.save(stream)
    assert "全部可以读取" in send(clerk, draft, stream.getvalue()).text


def test_another_units_form_is_refused(clerk, draft, cast):
    other = plan(cast, year=2026)

    page = send(clerk, other, filled(clerk, draft))

    assert "这不是为" in page.text
    assert not PlanWorkbook.objects.exists()


def test_what_is_still_missing_is_said_but_can_be_written_as_a_draft(clerk, draft):
    def no_targets(book):
        book[TARGETS].delete_rows(2)

    page = send(clerk, draft, filled(clerk, draft, no_targets))
    assert "没有设定绩效目标" in page.text
    take(clerk, PlanWorkbook.objects.get())
    assert PlanItem.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "month"),
    [("2025-3", "2025-03"), ("2025/03", "2025-03"), ("2025年3月", "2025-03"), ("202503", "2025-03"), ("2025年3月5日", "2025-03"), ("２０２５．３", "2025-03")],
)  # fmt: skip
def test_a_month_is_read_in_the_ways_people_write_it(clerk, draft, typed, month):
    send(clerk, draft, filled(clerk, draft, item={"expected_month": typed}))
    take(clerk, PlanWorkbook.objects.get())

    assert f"{PlanItem.objects.get().expected_month:%Y-%m}" == month


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ({"seq": "一"}, "序号应是 1 到 9999 的整数"), ({"seq": 0}, "序号应是"), ({"seq": 1.5}, "序号应是"),
        ({"title": "\u200b"}, "必填"), ({"title": "长" * 121}, "120"), ({"amount": "NaN"}, "请以元为单位"),
        ({"amount": -5}, "不能为负数"), ({"amount": 10.005}, "最多两位小数"), ({"amount": "1,00"}, "请以元为单位"),
        ({"expected_month": 45721}, "年-月"), ({"category": "F9"}, "请从下拉列表中选择"), ({"term_months": "1e3"}, "请填写数字"),
        ({"term_months": 999}, "120"), ({"amount": "=1+1"}, "公式"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_named_with_its_reason(clerk, draft, cell, words):
    send(clerk, draft, filled(clerk, draft, item=cell))

    assert any(words in message for _sheet, _row, _column, message in faults()), faults()


def test_merged_cells_hidden_rows_and_lost_columns_are_named(clerk, draft):
    def spoil(book):
        book[TASKS].merge_cells("B2:C2")
        book[FUNDING].row_dimensions[2].hidden = True
        book[TARGETS].cell(1, 3, "目标")

    send(clerk, draft, filled(clerk, draft, spoil))
    messages = " ".join(message for *_place, message in faults())

    assert all(words in messages for words in ("合并单元格 B2:C2", "该行被隐藏", "缺少“目标值”列", "不认识的列“目标”"))


def test_numbers_that_belong_to_no_item_and_items_twice_are_named(clerk, draft):
    def spoil(book):
        put(book, TASKS, 3, seq=7, name="收运", unit="吨", quantity=1, unit_price=1)
        put(book, ITEMS, 3, seq=1, title="又一项")
        put(book, FUNDING, 3, seq=1, line="2120501-1", amount=5)

    send(clerk, draft, filled(clerk, draft, spoil))
    messages = " ".join(message for *_place, message in faults())

    assert all(w in messages for w in ("没有序号 7", "序号 1 重复，首次出现在第 2 行", "同一预算项目只填一行"))


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0" + b"x" * 600, "序号,名称\n1,x\n".encode("gb18030"), b"PK\x03\x04broken", b"<html></html>"])  # fmt: skip
def test_what_is_no_workbook_is_refused_in_words(clerk, draft, content):
    page = send(clerk, draft, content)

    assert page.status_code == 422
    assert not PlanWorkbook.objects.exists()


def test_a_plan_under_review_takes_nothing(clerk, draft, cast):
    content = filled(clerk, draft)
    send(clerk, draft, content)
    row = PlanWorkbook.objects.get()
    take(clerk, row)
    AnnualPlan = type(draft)
    from portal.workflow.perform import writing_states

    with writing_states():
        AnnualPlan.objects.filter(pk=draft.pk).update(state="unit_review")
    assert send(clerk, draft, content).status_code == 403


@pytest.mark.parametrize(("login", "status"), [("po2", 200), ("ph1", 403), ("fo1", 404), ("s1", 404)])
def test_only_the_units_clerks_file_by_workbook(cast, draft, client, login, status):
    client.force_login(cast.user(login))

    assert client.get(f"/desk/plans/{draft.pk}/workbook/").status_code == status


def test_a_change_in_between_is_told_and_nothing_is_overwritten(clerk, draft):
    send(clerk, draft, filled(clerk, draft))
    row = PlanWorkbook.objects.get()
    type(draft).objects.filter(pk=draft.pk).update(version=draft.version + 1)

    answer = clerk.post(f"/desk/plans/workbooks/{row.pk}/take/", {"version": draft.version}, follow=True)

    assert answer.status_code == 409
    assert "已被他人修改" in answer.text
    assert PlanItem.objects.count() == 0


def test_many_rows_of_funding_cost_no_statement_each(clerk, draft):
    def more(book):
        for number in range(2, 12):
            put(book, ITEMS, number + 1, **{**ITEM, "seq": number})
            put(book, FUNDING, number + 1, seq=number, line="2120501-1", amount=1000)

    content = filled(clerk, draft, more)
    with CaptureQueriesContext(connection) as asked:
        reading = read(content, draft, clock.today())

    assert (reading.faults, len(reading.drafts)) == ([], 11)
    assert len(asked) <= 4
