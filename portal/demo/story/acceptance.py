"""Story steps of acceptance: the supplier asks, a second person calls the team, the members sign, the result is public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import portal.statutes as statutes
from contracts.acceptance.flow import ACCEPTANCE
from contracts.acceptance.models import Acceptance, State
from contracts.contract.models import Contract
from portal.demo.cast import Cast
from portal.demo.story.intention import At, beijing, check_secrecy
from portal.values import clock
from portal.values.money import split
from portal.workflow.deadlines import sweep
from portal.workflow.perform import perform
from purchasing.publication.models import Kind


@dataclass(frozen=True)
class AcceptancePeople:
    """Who acts, by log-in."""

    supplier: str = "s1"
    organiser: str = "po2"
    members: tuple[str, ...] = ("pv1", "pv2")
    second: str = "po2"
    recipients: tuple[tuple[str, str], ...] = (
        ("居民代表甲", "街面比以前干净，背街小巷也有人扫。"), ("居民代表乙", "公厕开门时间长了，味道小了。"),
    )  # fmt: skip


SC01_MONTHS: tuple[tuple[str, datetime], ...] = tuple(
    (score, beijing(*day, 15))
    for score, day in (
        ("92", (2025, 5, 8)), ("90", (2025, 6, 5)), ("91", (2025, 7, 3)), ("88", (2025, 8, 5)), ("84", (2025, 9, 3)),
        ("93", (2025, 10, 11)), ("95", (2025, 11, 5)), ("90", (2025, 12, 3)), ("89", (2026, 1, 6)),
        ("92", (2026, 2, 4)), ("94", (2026, 3, 4)), ("91", (2026, 4, 3)),
    )
)  # fmt: skip


def accept_month(
    cast: Cast, contract: Contract, period: int, score: str | Decimal, when: datetime, *,
    people: AcceptancePeople | None = None, opinion: str = "", publish: bool = True, at: At = clock.at,
) -> Acceptance:  # fmt: skip
    """One period from request to result at `when` (Beijing); with `publish` public at 9 the next working day."""
    who = people or AcceptancePeople()
    acceptance = Acceptance.objects.get(contract=contract, period=period)
    with at(when - timedelta(hours=6)):
        note = f"第 {period} 期各项作业按计划完成，作业记录和轨迹已上传。"
        perform(ACCEPTANCE, acceptance, "request", actor=cast[who.supplier], data={"note": note})
    with at(when - timedelta(hours=2)):
        recipients = [{"name": name, "opinion": said} for name, said in who.recipients]
        perform(ACCEPTANCE, acceptance, "start_inspection", actor=cast[who.organiser], data={"recipients": recipients})
    with at(when):
        sign_all(cast, acceptance, Decimal(score), who.members, opinion)
    acceptance.refresh_from_db()
    if publish and acceptance.state != State.FAILED:
        publish_result(cast, acceptance, second=who.second, at=at)
    return acceptance


def sign_all(cast: Cast, acceptance: Acceptance, score: Decimal, members: tuple[str, ...], opinion: str = "") -> None:
    """The members agree on the points of the items, which make the score, and sign one after the other."""
    items = list(acceptance.items.all())
    points = split(score, [item.points for item in items])
    data = {
        "scores": {item.pk: (share, "") for item, share in zip(items, points, strict=True)},
        "opinion": opinion or "各项指标已现场核验，同意上述评分。",
    }
    for login in members:
        perform(ACCEPTANCE, acceptance, "record_result", actor=cast[login], data=data)


def order_rectification(
    cast: Cast, acceptance: Acceptance, when: datetime, reason: str, *, organiser: str = "po2", at: At = clock.at
) -> None:
    with at(when):
        perform(ACCEPTANCE, acceptance, "order_rectification", actor=cast[organiser], data={"reason": reason})


def publish_result(cast: Cast, acceptance: Acceptance, *, second: str = "po2", at: At = clock.at) -> None:
    """The second person checks the result the same afternoon; the clock releases it on the next working day."""
    assert acceptance.decided_at is not None
    with at(acceptance.decided_at + timedelta(hours=1)):
        check_secrecy(cast, acceptance, Kind.ACCEPTANCE, second=second)
    next_day = statutes.next_working_day(clock.day_of(acceptance.decided_at))
    with at(clock.start_of(next_day) + timedelta(hours=9)):
        sweep()
    acceptance.refresh_from_db()
