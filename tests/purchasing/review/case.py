"""The first case at the stages of its review, made by the acts themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from portal.demo.cast import Cast
from portal.demo.story import award as awards
from portal.demo.story import bid as bids
from portal.demo.story import opening as openings
from portal.demo.story import review as reviews
from portal.demo.story.intention import beijing
from portal.outbox import drain
from portal.values import clock
from portal.workflow.perform import writing_states
from purchasing.models import Appointment, Bid, BidVersion, Criterion, OpenedBid, Opening, Procurement, Supplier
from purchasing.review import queries
from tests.factories.cases import TASKS, procurement
from tests.purchasing.bid.tender import document_for, receiving

CONDITIONS = [
    {"code": "L1", "text": "具有独立承担民事责任的能力"},
    {"code": "L4", "text": "有依法缴纳税收和社会保障资金的良好记录"},
]
CRITERIA = (
    ("服务方案", 25, False), ("人员与设备", 20, False), ("应急与质量保证", 15, False),
    ("类似业绩", 10, True), ("管理体系认证", 6, True), ("信息化管理", 4, True),
)  # fmt: skip
CLOSES = beijing(2025, 2, 18, 9, 30)
SPECS = (bids.SC01_S2, bids.SC01_S1, bids.SC01_S3, bids.SC01_S4)
STAGES = ("opened", "qualified", "drawn", "started", "conforming", "ranked", "signed", "confirmed", "published")


def opened_with_keys(cast: Cast, specs=SPECS) -> Procurement:
    """Opened on 2025-02-18 at 09:30 with the four bids of the case, sealed and unsealed as the portal does it."""
    with clock.at(beijing(2025, 2, 17, 9)):
        tender = receiving(cast, closes_at=CLOSES)
        row = tender.procurement
        _fill_document(cast, row)
        for spec in specs:
            bids.submit(cast, row, spec)
    with clock.at(CLOSES + timedelta(seconds=1)):
        openings.close(row)
        openings.open_with(cast, row, tender.passphrases, ("po3", "ag2"))
    return row


def opened(cast: Cast, specs=SPECS) -> Procurement:
    """The same rows without the ciphers, which other tests are for."""
    row = procurement(
        cast, state="opened", closes_at=CLOSES, announced_at=beijing(2025, 1, 23, 10), closed_at=CLOSES,
        opened_at=CLOSES, bid_count=len(specs),
    )  # fmt: skip
    document_for(row, cast)
    _fill_document(cast, row)
    opening = Opening(procurement=row, state="done", opened_at=CLOSES)
    with writing_states():
        opening.save()
    for number, spec in enumerate(specs, start=1):
        _opened_bid(cast, opening, spec, CLOSES - timedelta(hours=9 - number))
    return row


def _fill_document(cast: Cast, row: Procurement) -> None:
    row.document.qualification = CONDITIONS
    row.document.save()
    for seq, (name, points, objective) in enumerate(CRITERIA, start=1):
        Criterion.objects.create(document=row.document, seq=seq, name=name, points=points, objective=objective)
    for login in ("pr1", "pr2"):
        Appointment.objects.create(
            procurement=row, user=cast.user(login), duty=Appointment.Duty.REPRESENTATIVE, at=clock.now()
        )


def _opened_bid(cast: Cast, opening: Opening, spec: bids.BidSpec, received_at: datetime) -> None:
    supplier = Supplier.objects.get(organization=cast[spec.login].organization_id)
    bid = Bid(procurement=opening.procurement, supplier=supplier, state="opened", submitted_at=received_at)
    with writing_states():
        bid.save()
    version = BidVersion.objects.create(
        bid=bid, number=1, suite="none", ciphertext=b"x", wrapped_key=b"x", commitment=f"{bid.pk:064x}",
        received_at=received_at, submitted_by=cast.user(spec.login),
    )  # fmt: skip
    price = sum(Decimal(q) * Decimal(p) for (_n, _u, q, _p), p in zip(TASKS, spec.unit_prices, strict=True))
    OpenedBid.objects.create(
        opening=opening, bid=bid, version=version, supplier_name=supplier.organization.name, size=spec.size, price=price,
        unit_prices=[], content={"service_plan": spec.service_plan, "files": []}, intact=True,
    )  # fmt: skip


def at_stage(cast: Cast, stage: str, row: Procurement | None = None, *, failures=None) -> Procurement:
    """The case as far as `stage`, on its own dates."""
    row = row or opened(cast)
    steps: list[tuple[str, Callable[[Procurement, datetime], None], datetime]] = [
        ("qualified", lambda p, d: reviews.qualify(cast, p, reviews.SC01_FAILURES if failures is None else failures, checked=d), reviews.SC01_QUALIFIED),
        ("drawn", lambda p, d: reviews.draw_and_watch(cast, p, drawn=d), reviews.SC01_DRAWN),
        ("started", lambda p, d: reviews.declare_all(cast, p, declared=d), reviews.SC01_REVIEWED),
        ("conforming", lambda p, d: reviews.find_all_conforming(cast, p, found=d), reviews.SC01_REVIEWED),
        ("ranked", lambda p, d: reviews.score_from_table(cast, p, scored=d), reviews.SC01_REVIEWED),
        ("signed", lambda p, d: reviews.sign_all(cast, p, signed=d), reviews.SC01_REVIEWED),
        ("confirmed", lambda p, d: awards.confirm(cast, p, confirmed=d), awards.SC01_CONFIRMED),
        ("published", lambda p, d: awards.publish_result(cast, p, published=d), awards.SC01_PUBLISHED),
    ]  # fmt: skip
    for name, step, day in steps[: STAGES.index(stage)]:
        step(row, day)
        with clock.at(day):
            drain()
        assert name in STAGES
    row.refresh_from_db()
    return row


def points_of(cast: Cast, row: Procurement, login: str) -> dict[tuple[int, int], Decimal]:
    """One member's whole sheet of the case's table."""
    return {
        (reviews.bid_of(cast, row, bidder).pk, criterion.pk): Decimal(value)
        for bidder, values in reviews.SC01_TABLE[login].items()
        for criterion, value in zip(queries.criteria_of(row), values, strict=True)
    }
