"""Story steps of the award: the candidate confirmed, the result drafted, checked and published."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.demo.cast import Cast
from portal.demo.story.intention import At, beijing, check_secrecy
from portal.values import clock
from portal.workflow.perform import perform
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.models import Procurement
from purchasing.publication.models import Kind

SC01_CONFIRMED = beijing(2025, 2, 21, 10)
SC01_PUBLISHED = beijing(2025, 2, 24, 16)


def confirm(
    cast: Cast, procurement: Procurement, *, confirmed: datetime | None = None, head: str = "ph1", at: At = clock.at
) -> None:
    """The head of the unit confirms the first of the ranked list."""
    with at(confirmed or clock.now()):
        perform(PROCUREMENT, procurement, "confirm_candidate", actor=cast[head])
    procurement.refresh_from_db()


def publish_result(
    cast: Cast, procurement: Procurement, *, published: datetime | None = None, agent: str = "ag1", head: str = "ph1",
    second: str = "po2", at: At = clock.at,
) -> None:  # fmt: skip
    """On one day: the agent drafts the result, a second person checks it, the head publishes it with the notice."""
    instant = published or clock.now()
    with at(instant - timedelta(hours=2)):
        perform(PROCUREMENT, procurement, "prepare_result", actor=cast[agent])
    with at(instant - timedelta(hours=1)):
        check_secrecy(cast, procurement, Kind.RESULT, second=second)
    with at(instant):
        perform(PROCUREMENT, procurement, "publish_result", actor=cast[head])
    procurement.refresh_from_db()
