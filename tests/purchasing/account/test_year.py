"""The first case over the turn of the year: what is not paid goes on in the next year, to the fen."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosure.models import DisclosureItem
from portal.demo.cast import Cast
from portal.demo.story import acceptance as acceptances
from portal.demo.story import adjustment as adjustments
from portal.demo.story import contract as contracts
from portal.demo.story import payment as payments
from portal.demo.story.intention import beijing, check_secrecy
from portal.files.storage import read_checked
from portal.outbox.relay import drain
from portal.reports.actions import reports_of
from portal.reports.rendering import render_now
from portal.values import clock
from portal.values.refusal import Refused
from portal.workflow.deadlines import sweep
from portal.workflow.perform import perform
from purchasing.account.actions import start_account
from purchasing.account.flow import FINAL_ACCOUNT
from purchasing.adjustment.actions import start_adjustment
from purchasing.adjustment.queries import sides
from purchasing.budget.reconciliation import drifts
from purchasing.models import BudgetHold, BudgetLine, FinalAccount, PlanItem
from purchasing.publication.models import Kind
from tests.factories.contracts import awarded
from tests.purchasing.plan.clerk import client_of
from tests.waiting import waiting

pytestmark = pytest.mark.django_db
YEAR_PAID = 8


def months(cast: Cast, contract, first: int, last: int) -> None:
    for period in range(first, last + 1):
        score, on = acceptances.SC01_MONTHS[period - 1]
        row = acceptances.accept_month(cast, contract, period, score, on, publish=False)
        payment = payments.request_month(cast, row, on + timedelta(minutes=30))
        payments.pay_month(cast, payment, payments.SC01_PAID[period - 1], publish=False)


def columns(*names: str, year: int) -> list[tuple[str, ...]]:
    rows = BudgetLine.objects.filter(fiscal_year=year).order_by("code")
    return [tuple(str(getattr(line, name)) for name in names) for line in rows]


def closed(cast: Cast, item: PlanItem) -> None:
    """The year's account, drawn up and decided by four people in January, to the figure."""
    clock.shift_to(beijing(2026, 1, 9, 10))
    clerk = client_of(cast, "po1")
    offered = clerk.get("/desk/final-accounts/new/").content.decode()
    begun = clerk.post("/desk/final-accounts/new/", {"plan": item.plan_id})
    twice = clerk.post("/desk/final-accounts/new/", {"plan": item.plan_id})
    row = FinalAccount.objects.get()
    with pytest.raises(Refused) as silent:
        perform(FINAL_ACCOUNT, row, "submit_for_review", actor=cast["po1"])
    form = clerk.get(begun["Location"]).content.decode()
    reason = {f"reason_{item.pk}": "合同跨年履行，余款结转下年"}
    saved = clerk.post(begun["Location"], {"version": "1", **reason})
    stale = clerk.post(begun["Location"], {"version": "1", f"reason_{item.pk}": "另一理由"})
    perform(FINAL_ACCOUNT, row, "submit_for_review", actor=cast["po1"])
    page, told = clerk.get(row.get_absolute_url()), waiting(cast["ph1"], "final_account")
    unread = client_of(cast, "fo1").get(row.get_absolute_url()).status_code
    for name, login, data in (("approve_in_unit", "ph1", {}), ("check", "fo1", {"opinion": "与台账相符"})):
        perform(FINAL_ACCOUNT, row, name, actor=cast[login], data=data)
    desk = client_of(cast, "fa1")
    desk.get(row.get_absolute_url())
    with CaptureQueriesContext(connection) as statements:
        sheet = desk.get(row.get_absolute_url()).content.decode()
    table = desk.get(f"{row.get_absolute_url()}?format=xlsx")
    perform(FINAL_ACCOUNT, row, "confirm", actor=cast["fa1"])
    check_secrecy(cast, row, Kind.FINAL_ACCOUNT)
    sweep()
    drain()
    row.refresh_from_db()
    item.plan.refresh_from_db()
    shown = DisclosureItem.objects.get(kind="final_account").content
    report = render_now(reports_of(row).get())
    pages = pypdf.PdfReader(io.BytesIO(b"".join(read_checked(report.file)))).pages
    text = "".join("".join(page.extract_text() for page in pages).split())

    assert "2025 年度政府购买服务计划" in offered
    assert (begun.status_code, twice.status_code, saved.status_code, stale.status_code) == (302, 422, 302, 409)
    assert "另一理由" in stale.content.decode()
    assert silent.value.codes == ("departure-unexplained",)
    assert "-38.35%" in form
    assert (page.status_code, told, unread) == (200, ["approve_in_unit"], 404)
    assert len(statements) <= 12, [each["sql"][:90] for each in statements]
    for part in ("9,600,000.00", "8,900,000.00", "5,918,500.03", "2,966,666.64", "714,833.33", "-3,681,499.97"):
        assert part in sheet, part
        assert part in text, part
    assert table["Content-Type"].startswith("application/vnd.openxmlformats")
    assert (row.state, row.number, item.plan.state) == ("published", "景财购决〔2026〕1号", "closed")
    assert (shown["paid"], shown["carried"]) == ("5918500.03", "2966666.64")
    assert [each["reason"] for each in shown["items"]] == ["合同跨年履行，余款结转下年"]
    assert report.public


def test_what_is_not_paid_by_the_end_of_the_year_is_carried_over_and_paid_from_the_next_years_lines(cast: Cast):
    with clock.at(beijing(2025, 2, 24, 10)):
        procurement = awarded(cast)
    item = procurement.plan_item
    contract = contracts.draft_sign_publish_file(cast, procurement, contracts.SC01, contracts.SC01_DAYS)
    months(cast, contract, 1, YEAR_PAID)
    with clock.at(beijing(2025, 11, 30, 10)), pytest.raises(Refused) as early:
        start_adjustment(cast["po1"], item, "carry_over")
    with clock.at(beijing(2026, 1, 2, 10)):
        early_account = start_account(cast["po1"], item.plan)
        with pytest.raises(Refused) as left:
            perform(FINAL_ACCOUNT, early_account, "submit_for_review", actor=cast["po1"])
        FinalAccount.objects.all().delete()
    asked = adjustments.ask(cast, item, "carry_over", None, "合同跨年履行", on=beijing(2025, 12, 29, 10))
    row = adjustments.decide(cast, asked, "同意结转", on=beijing(2025, 12, 30, 10))
    item = PlanItem.objects.get(pk=item.pk)

    assert early.value.codes == ("too-early-to-carry",)
    assert "money-left-open" in left.value.codes
    assert "仍冻结 2,981,499.97 元" in left.value.refusals[0].items[0]
    assert item.state == "performing"
    assert sides(row)[-2:] == [("结转合计（元）", "—", "2,966,666.64"), ("不再需要，解除冻结（元）", "—", "14,833.33")]
    assert columns("held", "committed", "paid", year=2025) == [
        ("0.00", "0.00", "3822364.62"), ("0.00", "0.00", "1171369.76"), ("0.00", "0.00", "924765.65"),
    ]  # fmt: skip
    carried = [("1915972.19",), ("587152.81",), ("463541.64",)]
    assert columns("granted", year=2026) == columns("held", year=2026) == columns("committed", year=2026) == carried
    assert sum(Decimal(each[0]) for each in columns("paid", year=2025)) == Decimal("5918500.03")
    assert drifts() == []
    closed(cast, item)

    months(cast, contract, 9, 12)
    item.refresh_from_db()
    paid = [
        sum(BudgetHold.objects.filter(item=item, line__code__startswith=line.code).values_list("paid", flat=True))
        for line in BudgetLine.objects.filter(fiscal_year=2025).order_by("code")
    ]
    assert paid == [Decimal("5738336.81"), Decimal("1758522.57"), Decimal("1388307.29")]
    assert columns("held", "committed", "free", year=2026) == [("0.00", "0.00", "0.00")] * 3
    assert (item.state, drifts()) == ("completed", [])
