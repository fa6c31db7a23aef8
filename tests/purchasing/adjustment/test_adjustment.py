"""An approved item is changed by four people; its money follows, nothing is promised twice, both sides are public."""

from __future__ import annotations

import io
from decimal import Decimal

import pypdf
import pytest

from disclosure.models import DisclosureItem
from portal.demo.cast import Cast
from portal.demo.story.intention import check_secrecy
from portal.files.access import may_read
from portal.files.storage import read_checked
from portal.notify.models import Notification
from portal.outbox.relay import drain
from portal.reports.actions import reports_of
from portal.reports.rendering import render_now
from portal.values.refusal import Forbidden, Refused
from portal.workflow.deadlines import sweep
from portal.workflow.perform import perform
from purchasing.adjustment.actions import amounts, edit_adjustment, start_adjustment
from purchasing.adjustment.flow import ADJUSTMENT
from purchasing.adjustment.queries import sides
from purchasing.models import BudgetHold, BudgetLine, LedgerEntry, PlanAdjustment, PlanItem
from purchasing.plan.actions import Task
from purchasing.publication.models import Kind
from tests.factories.cases import procurement
from tests.purchasing.plan.clerk import client_of
from tests.waiting import waiting

pytestmark = pytest.mark.django_db


def sheet(item: PlanItem, roads: str, *yuan: str) -> dict[str, object]:
    """The first case's workload with another area of roads, borne by its lines as given."""
    tasks = [Task(t.name, t.unit, t.quantity, t.unit_price) for t in item.task_lines.all()]
    tasks[0] = Task(tasks[0].name, tasks[0].unit, Decimal(roads), tasks[0].unit_price)
    lines = [row.line_id for row in item.funding.order_by("line_id")]
    return amounts(tasks, [(line, Decimal(each)) for line, each in zip(lines, yuan, strict=True)])


def figures() -> list[tuple[str, str]]:
    return [(str(line.held), str(line.free)) for line in BudgetLine.objects.order_by("pk")]


def codes(call) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.codes


def test_the_letter_is_read_before_it_is_signed_and_then_issued_with_its_number(cast: Cast, item: PlanItem, asked):
    row = asked("amount", sheet(item, "2000000", "5100000.00", "1900000.00", "1500000.00"), until="recommend")
    preview = client_of(cast, "fa1").get(f"/desk/adjustments/{row.pk}/letter/").content.decode()
    perform(ADJUSTMENT, row, "approve", actor=cast["fa1"])
    report = render_now(reports_of(row).get())
    pages = pypdf.PdfReader(io.BytesIO(b"".join(read_checked(report.file)))).pages
    text = "".join("".join(page.extract_text() for page in pages).split())

    for part in ("关于调整昌南城管服务中心（虚构）2025年度政府购买服务计划的批复", "9,600,000.00", "8,500,000.00"):
        assert part in preview
        assert part in text
    assert "尚未签发" in preview
    assert "景财购调〔2024〕1号" in text
    assert "验证码" in text
    assert may_read(cast["po1"], report.file)
    assert not may_read(cast["s1"], report.file)


def test_a_cancelled_item_gives_all_its_money_back(cast: Cast, item: PlanItem, asked):
    granted = [line.granted for line in BudgetLine.objects.order_by("pk")]

    row = asked("cancel")

    item.refresh_from_db()
    assert (row.state, item.state) == ("effective", "cancelled")
    assert row.number == "景财购调〔2024〕1号"
    assert [line.free for line in BudgetLine.objects.order_by("pk")] == granted
    assert [hold.open for hold in BudgetHold.objects.filter(item=item)] == [0, 0, 0]


def test_an_amount_reduced_frees_the_difference_on_its_lines(cast: Cast, item: PlanItem, asked):
    row = asked("amount", sheet(item, "2000000", "5100000.00", "1900000.00", "1500000.00"))

    item.refresh_from_db()
    assert (row.state, item.amount) == ("effective", Decimal("8500000.00"))
    assert [held for held, _free in figures()] == ["5100000.00", "1900000.00", "1500000.00"]
    assert list(LedgerEntry.objects.filter(kind="release").values_list("amount", flat=True)) == [Decimal("1100000.00")]
    assert item.task_lines.get(name="道路清扫保洁").quantity == Decimal("2000000.00")
    assert sides(row)[0] == ("金额（元）", "9,600,000.00", "8,500,000.00")


def test_a_changed_amount_leaves_the_later_years_as_they_are(cast: Cast, item: PlanItem, asked):
    years = [{"year": 2025, "amount": "6600000.00"}, {"year": 2026, "amount": "3000000.00"}]
    PlanItem.objects.filter(pk=item.pk).update(slices=years)
    item.refresh_from_db()

    assert codes(
        lambda: asked("amount", sheet(item, "2000000", "5100000.00", "1900000.00", "1500000.00"), until="")
    ) == ("funding-sum",)
    row = PlanAdjustment.objects.get()
    perform(ADJUSTMENT, row, "withdraw", actor=cast["po1"])
    asked("amount", sheet(item, "2000000", "2500000.00", "1500000.00", "1500000.00"))

    item.refresh_from_db()
    assert (item.amount, item.this_year, item.slices[1:]) == (Decimal("8500000.00"), Decimal("5500000.00"), years[1:])
    assert [held for held, _free in figures()] == ["2500000.00", "1500000.00", "1500000.00"]


def test_an_amount_may_move_between_lines_that_have_it(cast: Cast, item: PlanItem, asked):
    asked("amount", sheet(item, "2000000", "5100000.00", "1900000.00", "1500000.00"))
    again = asked("amount", sheet(item, "2000000", "5600000.00", "1400000.00", "1500000.00"))

    assert again.state == "effective"
    assert [held for held, _free in figures()] == ["5600000.00", "1400000.00", "1500000.00"]


def test_more_than_the_lines_have_is_refused_with_the_gap_and_nothing_moves(cast: Cast, item: PlanItem, asked, client):
    row = asked("amount", sheet(item, "2600000", "6750000.00", "1900000.00", "1500000.00"), until="recommend")
    before = figures()
    with pytest.raises(Refused) as early:
        perform(ADJUSTMENT, row, "approve", actor=cast["fa1"])
    assert ("second-missing" in early.value.codes, row.chain["amount"]) == (True, "10150000.00")
    row = perform(ADJUSTMENT, row, "question", actor=cast["fo2"], data={"reason": "请核实工作量"})
    row = perform(ADJUSTMENT, row, "recommend", actor=cast["fo1"], data={"opinion": "已核实"})
    with pytest.raises(Refused) as same:
        perform(ADJUSTMENT, row, "concur", actor=cast["fo1"])
    row = perform(ADJUSTMENT, row, "concur", actor=cast["fo2"], remark="无异议")
    assert same.value.codes == ("separation-of-duties",)
    client.force_login(cast.user("fa1"))
    page = client.get(row.get_absolute_url()).content.decode()
    assert ("无异议" in page, "达到 10,000,000.00 元" in page) == (True, True)

    with pytest.raises(Refused) as refused:
        perform(ADJUSTMENT, row, "approve", actor=cast["fa1"])

    item.refresh_from_db()
    assert refused.value.codes == ("over-balance",)
    assert "缺口 450,000.00 元" in str(refused.value)
    assert (figures(), item.amount) == (before, Decimal("9600000.00"))


def test_sums_that_differ_are_not_saved(cast: Cast, item: PlanItem):
    row = start_adjustment(cast["po1"], item, "amount")
    after = sheet(item, "2000000", "5000000.00", "1900000.00", "1500000.00")

    assert codes(lambda: edit_adjustment(cast["po1"], row, version=1, reason="减量", after=after)) == ("funding-sum",)


def test_what_is_being_procured_is_not_adjusted(cast: Cast, item: PlanItem, asked):
    row = asked("cancel", until="recommend")
    procurement(cast, item=item)

    assert codes(lambda: perform(ADJUSTMENT, row, "approve", actor=cast["fa1"])) == ("procurement-runs",)
    perform(ADJUSTMENT, row, "refuse", actor=cast["fa1"], data={"reason": "已开始采购"})
    assert codes(lambda: start_adjustment(cast["po1"], item, "schedule")) == ("procurement-runs",)


def test_a_wording_that_shuts_suppliers_out_is_not_passed_on(cast: Cast, item: PlanItem, asked):
    after = {
        "title": item.title,
        "summary": item.summary,
        "supplier_conditions": "须为本市注册企业，注册资本1000万元以上",
    }
    row = asked("scope", after, until="")

    with pytest.raises(Refused) as refused:
        perform(ADJUSTMENT, row, "submit_for_review", actor=cast["po1"])

    assert refused.value.codes == ("wording",)
    assert any("注册资本" in each for each in refused.value.refusals[0].items)


def test_an_item_has_one_open_adjustment_and_one_that_was_changed_meanwhile_is_not_approved(cast: Cast, item, asked):
    row = asked("method", {"method": "competitive_consultation"}, until="recommend")
    second = codes(lambda: start_adjustment(cast["po1"], item, "schedule"))
    PlanItem.objects.filter(pk=item.pk).update(method="invited_tender")

    assert second == ("adjustment-open",)
    assert codes(lambda: perform(ADJUSTMENT, row, "approve", actor=cast["fa1"])) == ("item-changed",)


def test_nothing_to_change_is_no_adjustment(cast: Cast, item: PlanItem, asked):
    row = asked("schedule", None, until="")

    assert codes(lambda: perform(ADJUSTMENT, row, "submit_for_review", actor=cast["po1"])) == ("nothing-changes",)


@pytest.mark.parametrize("login", ["po1", "fo1", "ph1", "su1"])
def test_only_the_approver_decides(cast: Cast, item: PlanItem, asked, login: str):
    row = asked("cancel", until="recommend")

    with pytest.raises(Forbidden):
        perform(ADJUSTMENT, row, "approve", actor=cast[login])


def test_it_waits_for_each_in_turn_and_all_are_told(cast: Cast, item: PlanItem, asked):
    row = asked("schedule", {"expected_month": "2025-03-01"}, until="approve_in_unit")
    drain()

    assert waiting(cast["fo1"], "adjustment") == ["recommend"]
    assert Notification.objects.filter(recipient=cast.user("fo1"), title__contains="计划调整已报送").count() == 1
    perform(ADJUSTMENT, row, "return_to_unit", actor=cast["fo1"], data={"reason": "理由不充分"})
    drain()
    assert waiting(cast["po1"], "adjustment") == ["submit_for_review"]
    assert Notification.objects.filter(recipient=cast.user("po1"), body="理由不充分").count() == 1


def test_both_sides_are_public_after_the_check(cast: Cast, item: PlanItem, asked):
    row = asked("schedule", {"expected_month": "2025-03-01"})
    check_secrecy(cast, row, Kind.ADJUSTMENT)
    sweep()
    drain()

    shown = DisclosureItem.objects.get(kind="adjustment")
    assert shown.content["sides"] == [{"what": "预计采购月份", "before": "2025-01", "after": "2025-03"}]
    assert shown.content["approval_number"] == PlanAdjustment.objects.get().number
    assert shown.ocid == item.ocid
    assert reports_of(row).get().public
