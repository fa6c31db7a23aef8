"""An award with its opened bid, and contracts resting at any stage, for tests of contracts and what stands above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from portal.demo.cast import Cast
from portal.values import clock
from portal.workflow.perform import writing_states
from purchasing.models import (
    Appointment,
    Award,
    Bid,
    BidVersion,
    OpenedBid,
    Opening,
    PriceItem,
    Procurement,
    TenderDocument,
)
from tests.factories.cases import FIGURES, TASKS, plan_item, procurement

PRICES = ("2.55", "65.00", "16300.00")
AMOUNT = Decimal("8900000.00")
DRAFT_TEXT = (
    "一、服务内容与标准以采购文件和投标文件为准。二、合同价款按十二期平均支付，尾差计入最后一期。"
    "三、按月考核扣减。四、作业车辆接入平台编号为青花七号的调度系统，关键岗位人员名册见附件。"
)
DUTIES = {
    "operator": ("po1",), "opening_officer": ("po3",), "representative": ("pr1", "pr2"), "contract_reviewer": ("po2",),
    "acceptance_organiser": ("po2",), "acceptance_member": ("pv1", "pv2"), "unit_finance": ("pf1",),
}  # fmt: skip


def awarded(cast: Cast, *, notice_at: datetime | None = None, supplier: str = "qianyao") -> Procurement:
    """The procurement of the first case after its notice of award: 8,900,000.00 yuan to the first supplier."""
    at = notice_at or clock.now()
    row = procurement(cast, state="notice_sent", item=plan_item(cast, state="released"), notice_sent_at=at)
    return award(cast, row, at=at, supplier=supplier)


def award(
    cast: Cast, row: Procurement, *, at: datetime, supplier: str = "qianyao", amount: Decimal = AMOUNT,
    tasks: Sequence[Sequence[str]] = TASKS, prices: Sequence[str] = PRICES, duties: Mapping[str, Sequence[str]] = DUTIES,
    head: str = "ph1",
) -> Procurement:  # fmt: skip
    """Let a supplier have won a procurement for `amount` yuan, its people appointed to their duties."""
    for duty, logins in duties.items():
        for login in logins:
            Appointment.objects.create(procurement=row, user=cast.user(login), duty=duty, at=at)
    document = TenderDocument.objects.create(
        procurement=row, scope="城区环卫作业", contract_draft=DRAFT_TEXT, author=cast.user("ag1"), **FIGURES
    )
    for seq, (name, unit, quantity, _standard) in enumerate(tasks, start=1):
        PriceItem.objects.create(document=document, seq=seq, name=name, unit=unit, quantity=Decimal(quantity))
    sheet = [
        {
            "name": name, "unit": unit, "quantity": quantity, "unit_price": price,
            "amount": f"{Decimal(quantity) * Decimal(price):.2f}",
        }
        for (name, unit, quantity, _standard), price in zip(tasks, prices, strict=True)
    ]  # fmt: skip
    _award(cast, row, at, supplier, amount, sheet, head)
    return row


def _award(
    cast: Cast, row: Procurement, at: datetime, supplier: str, amount: Decimal, sheet: list[dict[str, str]], head: str
) -> Award:
    bid = Bid(procurement=row, supplier=cast.suppliers[supplier], submitted_at=at, state="opened")
    opening = Opening(procurement=row, state="done", opened_at=at)
    with writing_states():
        bid.save()
        opening.save()
    version = BidVersion.objects.create(
        bid=bid, number=1, suite="test", ciphertext=b"", wrapped_key=b"", commitment="0" * 64, received_at=at,
        submitted_by=cast.user("s1"),
    )  # fmt: skip
    OpenedBid.objects.create(
        opening=opening, bid=bid, version=version, supplier_name=bid.supplier.organization.name, size="large",
        price=amount, unit_prices=sheet, intact=True,
    )  # fmt: skip
    return Award.objects.create(
        procurement=row, bid=bid, supplier=bid.supplier, amount=amount, total_score=Decimal("89.64"), rank=1,
        decided_by=cast.user(head), decided_at=at, notice_number="景购中〔2025〕1号", notice_at=at,
    )  # fmt: skip
