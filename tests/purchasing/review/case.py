"""The first case at the stages of its review, made by the acts themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from portal.demo.cast import Cast
from portal.demo.story import award as awards
from portal.demo.story import bid as bids
from portal.demo.story import opening as openings
from portal.demo.story import review as reviews
from portal.demo.story.intention import beijing
from portal.outbox import drain
from portal.values import clock
from purchasing.models import Appointment, Criterion, Procurement
from tests.purchasing.bid.tender import receiving

CONDITIONS = [
    {"code": "L1", "text": "具有独立承担民事责任的能力"},
    {"code": "L4", "text": "有依法缴纳税收和社会保障资金的良好记录"},
]
CRITERIA = (
    ("服务方案", 25, False), ("人员与设备", 20, False), ("应急与质量保证", 15, False),
    ("类似业绩", 10, True), ("管理体系认证", 6, True), ("信息化管理", 4, True),
)  # fmt: skip
SPECS = (bids.SC01_S2, bids.SC01_S1, bids.SC01_S3, bids.SC01_S4)
STAGES = ("opened", "qualified", "drawn", "started", "conforming", "ranked", "signed", "confirmed", "published")


def opened(cast: Cast, specs=SPECS) -> Procurement:
    """Opened on 2025-02-18 at 09:30 with the four bids of the case."""
    with clock.at(beijing(2025, 2, 17, 9)):
        tender = receiving(cast, closes_at=beijing(2025, 2, 18, 9, 30))
        row = tender.procurement
        row.document.qualification = CONDITIONS
        row.document.save()
        for seq, (name, points, objective) in enumerate(CRITERIA, start=1):
            Criterion.objects.create(document=row.document, seq=seq, name=name, points=points, objective=objective)
        for login in ("pr1", "pr2"):
            Appointment.objects.create(
                procurement=row, user=cast.user(login), duty=Appointment.Duty.REPRESENTATIVE, at=clock.now()
            )
        for spec in specs:
            bids.submit(cast, row, spec)
    with clock.at(beijing(2025, 2, 18, 9, 30, 1)):
        openings.close(row)
        openings.open_with(cast, row, tender.passphrases, ("po3", "ag2"))
    return row


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
