"""A table of grants: every row judged, all granted or none, and never twice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Organization
from portal.audit.models import AuditEntry
from portal.demo.cast import Cast, add_organisation, add_purchaser
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from purchasing.budget.actions import grant
from purchasing.budget.models import BudgetLine, LedgerEntry
from purchasing.models import SheetRow
from purchasing.sheet.actions import take_sheet
from tests.factories.ledger import sums_of_entries
from tests.purchasing.sheet.tables import HEAD, csv_of, rows, upload, xlsx_of

pytestmark = pytest.mark.django_db


def said(cast: Cast, content: bytes) -> list[str]:
    return [row.said for row in upload(cast, content).rows.order_by("number")]


def known_line(cast: Cast, code: str, name: str) -> BudgetLine:
    """A line of this year that has five yuan already."""
    return grant(
        cast["fo1"],
        cast.purchasers["cityorder"],
        year=clock.today().year,
        code=code,
        name=name,
        amount=Decimal(5),
        document="",
    )


def granted() -> dict[str, Decimal]:
    return dict(BudgetLine.objects.values_list("code", "granted"))


@pytest.mark.parametrize("make", [csv_of, xlsx_of, lambda lines: csv_of(lines, encoding="gb18030")])
def test_a_good_table_is_first_looked_at_and_then_granted(cast, make):
    sheet = upload(cast, make(rows({}, {"amount": "2000.50", "category": "F2"})))
    looked_at = BudgetLine.objects.count()

    take_sheet(cast["fo1"], sheet)

    assert looked_at == 0
    assert [(r.verdict, r.said) for r in sheet.rows.all()] == [
        ("new", "新增项目，预算数 1,000.00 元。"), ("new", "新增项目，预算数 2,000.50 元。"),
    ]  # fmt: skip
    assert granted() == {"2120501-1": Decimal("1000.00"), "2120501-2": Decimal("2000.50")}
    assert set(BudgetLine.objects.values_list("category", flat=True)) == {"F1", "F2"}
    assert {(e.sheet_id, e.document, e.entered_by_id) for e in LedgerEntry.objects.all()} == {
        (sheet.pk, "景财预〔2026〕1号", cast.user("fo1").pk)
    }
    assert list(AuditEntry.objects.filter(verb__endswith="_sheet").order_by("pk").values_list("verb", flat=True)) == [
        "budget.upload_sheet", "budget.take_sheet",
    ]  # fmt: skip


def test_a_known_code_is_added_to_and_the_verdict_says_from_what_to_what(cast):
    known_line(cast, "2120501-1", "环卫作业")

    sheet = upload(cast, csv_of(rows({"name": ""})))
    take_sheet(cast["fo1"], sheet)

    assert sheet.rows.get().said == "由 5.00 元追加到 1,005.00 元。"
    line = BudgetLine.objects.get()
    assert (line.granted, line.name) == (Decimal("1005.00"), "环卫作业")
    assert {name: getattr(line, name) for name in ("granted", "held", "committed", "paid")} == sums_of_entries(line)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"unit": "某某中心"}, "本级财政没有购买单位“某某中心”。"),
        ({"unit": ""}, "没有填购买单位。"),
        ({"year": "2019"}, "年度应为"),
        ({"year": ""}, "年度应为"),
        ({"code": ""}, "没有填预算项目代码。"),
        ({"code": "2120 501"}, "中间不能有空格"),
        ({"name": ""}, "没有代码为“2120501-2”的预算项目；新增项目请填名称。"),
        ({"code": "2120501-1"}, "与第 2 行是同一单位的同一代码。"),
        ({"category": "F5"}, "没有资金类别“F5”"),
        ({"category": "别的"}, "没有资金类别“别的”"),
        ({"amount": ""}, "没有填金额。"),
        ({"amount": "0"}, "金额应大于零。"),
        ({"amount": "-5"}, "金额不能为负数。"),
        ({"amount": "1e9"}, "请以元为单位填写数字"),
        ({"amount": "12,34.00"}, "请以元为单位填写数字"),
        ({"amount": "1.005"}, "最多两位小数"),
        ({"amount": "630万元"}, "表头的单位是“元”，这里写的是“万元”。"),
        ({"name": "x" * 130}, "有一格过长。"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_and_keeps_the_whole_table_out(cast, change, message):
    sheet = upload(cast, csv_of(rows({}, change)))

    with pytest.raises(Refused) as refused:
        take_sheet(cast["fo1"], sheet)

    assert refused.value.codes == ("sheet-faulty",)
    assert [row.verdict for row in sheet.rows.all()] == ["new", "faulty"]
    assert message in sheet.rows.get(number=3).said
    assert (BudgetLine.objects.count(), LedgerEntry.objects.count()) == (0, 0)


def test_a_code_that_is_taken_by_another_name_or_category_is_refused(cast):
    known_line(cast, "2120501-1", "车辆")

    assert said(cast, csv_of(rows({}))) == ["代码“2120501-1”已用于“车辆”。"]
    assert "已登记的资金类别是“现有预算统筹”" in said(cast, csv_of(rows({"name": "车辆", "category": "F3"})))[0]


@pytest.mark.parametrize(
    ("head", "amount", "expected"),
    [
        ("金额（万元）", "630", "6300000.00"),
        ("金额(万元)", "0.000001", "0.01"),
        ("金额（万元）", "１，２３４．５", "12345000.00"),
        ("金额", "630万元", "6300000.00"),
        ("金额", "６３０ 万", "6300000.00"),
        ("金额", "5,000.10元", "5000.10"),
    ],
)
def test_amounts_are_read_in_the_unit_that_is_written(cast, head, amount, expected):
    sheet = upload(cast, csv_of(rows({"amount": amount}), head=(*HEAD[:-1], head)))

    assert (sheet.is_faulty, sheet.rows.get().amount) == (False, Decimal(expected))


def test_an_amount_whose_unit_nobody_says_is_refused(cast):
    assert said(cast, csv_of(rows({}), head=(*HEAD[:-1], "金额"))) == ["没有写明单位是元还是万元。"]


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (HEAD[:-1], "缺少“金额（元）”列。"),
        ((*HEAD, "备注"), "不认识的列“备注”。"),
        ((*HEAD, "金额（万元）"), "“金额（元）”列重复。"),
    ],
)
def test_a_table_with_wrong_headings_is_refused_as_a_whole(cast, head, message):
    sheet = upload(cast, csv_of([[*row, ""][: len(head)] for row in rows({})], head=head))

    assert message in {problem["message"] for problem in sheet.problems}
    with pytest.raises(Refused):
        take_sheet(cast["fo1"], sheet)
    assert LedgerEntry.objects.count() == 0


def test_the_same_table_in_whatever_file_and_order_is_granted_once(cast):
    lines = rows({}, {"amount": "7"})
    first = upload(cast, csv_of(lines))
    take_sheet(cast["fo1"], first)

    again = [upload(cast, content, document="另一文号") for content in (csv_of(lines), xlsx_of(lines[::-1]))]
    for sheet in again:
        take_sheet(cast["fo1"], sheet)

    assert {sheet.pk for sheet in again} == {first.pk}
    assert again[0].document == "景财预〔2026〕1号"
    assert sum(granted().values()) == Decimal("1007.00")


def test_a_unit_is_found_by_its_code_and_two_of_one_name_are_told_apart(cast):
    twin = add_organisation("twin", cast.organisations["cityorder"].name, Organization.Kind.OTHER)
    add_purchaser(twin, cast.organisations["finance"])

    by_code = upload(cast, csv_of(rows({"unit": twin.uscc})))

    assert by_code.rows.get().purchaser.organization == twin
    assert "请改填统一社会信用代码" in said(cast, csv_of(rows({"amount": "8"})))[0]


def test_the_purchaser_of_another_finance_body_is_unknown(cast):
    other = add_organisation("other", "外县单位（虚构）", Organization.Kind.OTHER)
    add_purchaser(other, cast.organisations["audit"])

    assert said(cast, csv_of(rows({"unit": "外县单位（虚构）"}))) == ["本级财政没有购买单位“外县单位（虚构）”。"]


@pytest.mark.parametrize("login", ["po1", "fa1", "su1", "s1"])
def test_only_a_finance_clerk_uploads_and_grants(cast, login):
    sheet = upload(cast, csv_of(rows({})))

    with pytest.raises(Forbidden):
        upload(cast, csv_of(rows({"amount": "9"})), login)
    with pytest.raises(Forbidden):
        take_sheet(cast[login], sheet)

    assert LedgerEntry.objects.count() == 0


def test_what_has_become_wrong_since_it_was_looked_at_is_not_granted(cast):
    sheet = upload(cast, csv_of(rows({}, {})))
    known_line(cast, "2120501-2", "别的")

    with pytest.raises(Refused) as refused:
        take_sheet(cast["fo1"], sheet)

    assert "代码“2120501-2”已用于“别的”。" in refused.value.refusals[0].items[0]
    assert granted() == {"2120501-2": Decimal("5.00")}


def statements(cast: Cast, count: int) -> tuple[int, int]:
    content = csv_of(rows(*({"code": f"{count}-{n}"} for n in range(count))))
    with CaptureQueriesContext(connection) as looking:
        sheet = upload(cast, content)
    with CaptureQueriesContext(connection) as taking:
        take_sheet(cast["fo1"], sheet)
    return len(looking), len(taking)


def test_many_rows_cost_as_many_statements_as_few(cast):
    few, many = statements(cast, 3), statements(cast, 3000)

    assert few == many
    assert SheetRow.objects.count() == 3003
    assert sum(granted().values()) == Decimal("3003000.00")


def test_a_line_that_was_passed_down_takes_no_row(cast):
    line = known_line(cast, "2120501-1", "环卫作业")
    BudgetLine.objects.filter(pk=line.pk).update(status=BudgetLine.Status.APPROVED)

    assert "已批复下达" in said(cast, csv_of(rows({"name": ""})))[0]
