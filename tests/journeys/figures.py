"""The figures of the first case, where those who may see them look: on screens, in papers, in open data."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING

from pypdf import PdfReader

from contracts.contract.models import Contract
from contracts.payment.models import PaymentRequest
from evaluation.evaluation.models import Evaluation
from portal.outbox.wake import send
from portal.reports.models import Report
from purchasing.bid.models import Bid
from purchasing.procurement.models import Procurement
from tests.journeys.browser import Desk, People
from tests.services.processes import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext


def shown(desk: Desk, address: str) -> str:
    return desk.go(address).locator("main").inner_text()


def on_screens(people: People, procurement: Procurement, contract: Contract, evaluation: Evaluation) -> None:
    for login in ("po1", "fa1"):
        text = shown(people[login], contract.get_absolute_url())
        assert "8,900,000.00" in text
        assert "8,885,166.67" in text
    fifth = PaymentRequest.objects.get(contract=contract, acceptance__period=5)
    assert "726,833.34" in shown(people["s1"], fifth.get_absolute_url())
    text = shown(people["fa1"], evaluation.get_absolute_url())
    for figure in ("91.20", "96.96", "86.94", "90.06", "优"):
        assert figure in text
    own = Bid.objects.get(procurement=procurement, supplier__organization__name="碧瓷环境（虚构）")
    assert "88.40" in shown(people["s2"], f"/desk/bids/{own.reference}/result/")
    failed = Bid.objects.get(procurement=procurement, supplier__organization__name="浮梁洁城（虚构）")
    assert "六个月" in shown(people["s4"], f"/desk/bids/{failed.reference}/result/")
    to_the_public(people.open_context(), procurement)


def to_the_public(context: BrowserContext, procurement: Procurement) -> None:
    """The winner's total and all prices are public, the losers' scores and the replaced price are not."""
    page = context.new_page()
    answer = page.goto(f"/procurements/{procurement.ocid}/")
    assert answer is not None
    assert answer.status == 200
    text = page.locator("main").inner_text()
    for figure in ("9,600,000.00", "8,900,000.00", "9,120,000.00", "9,350,000.00", "89.64", "91.20"):
        assert figure in text, figure
    for hidden in ("88.40", "83.56", "8,950,000"):
        assert hidden not in text, hidden
    context.close()


def in_papers(people: People, procurement: Procurement) -> None:
    """Every kind of paper is rendered, downloads, and says its figure."""
    send("portal.reports.tasks.render_pending")
    wait_until(lambda: not Report.objects.exclude(state="ready").exists(), seconds=180, what="all papers are rendered")
    wanted = {
        ("fo1", "plan_approval"): ("9,600,000.00", "47"),
        ("po1", "tender_notice"): ("9,600,000.00",),
        ("s4", "bid_receipt"): (),
        ("ag1", "opening_record"): ("8,900,000.00", "9,120,000.00"),
        ("su1", "review_report"): ("89.64", "88.40", "83.56"),
        ("s1", "award_notice"): ("8,900,000.00",),
        ("s1", "contract"): ("8,900,000.00",),
        ("po1", "acceptance_sheet"): (),
        ("fo1", "payment_voucher"): ("741,666",),
        ("tp1", "evaluation_report"): ("91.20", "96.96", "86.94", "90.06"),
    }
    for (login, kind), figures in wanted.items():
        report = Report.objects.filter(kind=kind).order_by("pk").last()
        assert report is not None, kind
        text = paper_text(people[login], report)
        for figure in figures:
            assert figure in text, f"{figure} is not in {kind}"


def paper_text(desk: Desk, report: Report) -> str:
    assert report.file is not None
    answer = desk.page.request.get(f"/files/{report.file.key}/")
    assert answer.status == 200, f"{desk.login} {report.kind}: {answer.status}"
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.body())).pages).replace(" ", "")


def in_open_data(people: People, procurement: Procurement) -> None:
    context = people.open_context()
    answer = context.request.get(f"/open-data/ocds/{procurement.ocid}.json")
    assert answer.status == 200
    text = answer.text()
    for figure in ("9600000", "8900000"):
        assert figure in text, figure
    assert sums_up(answer.json(), "8885166.67")
    assert "finalAudit" in text
    assert "8950000" not in text
    context.close()


def sums_up(package: dict[str, object], figure: str) -> bool:
    """Whether the transactions of the compiled release add up to the figure."""
    [record] = package["records"]  # type: ignore[misc]
    spent = [
        Decimal(str(t["value"]["amount"]))
        for contract in record["compiledRelease"].get("contracts", [])
        for t in contract.get("implementation", {}).get("transactions", [])
    ]
    return sum(spent) == Decimal(figure)
