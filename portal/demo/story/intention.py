"""Story steps of the intention: drafted by a clerk, checked by a second person, released by the head of the unit."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from portal.demo.cast import Cast
from portal.values import clock
from portal.workflow.perform import perform
from purchasing.intention.actions import start_intention
from purchasing.intention.flow import INTENTION
from purchasing.intention.models import Intention
from purchasing.plan.models import PlanItem
from purchasing.publication.flow import PUBLICATION
from purchasing.publication.models import Kind
from purchasing.publication.queries import fingerprint_of, publication_of

At = Callable[[datetime], AbstractContextManager[None]]


def beijing(year: int, month: int, day: int, hour: int = 9, minute: int = 0, second: int = 0) -> datetime:
    """An instant as the people of the story read it off their clocks."""
    return datetime(year, month, day, hour, minute, second, tzinfo=clock.SHANGHAI)


@dataclass(frozen=True)
class IntentionDays:
    """When each step happens; None ends the story before it."""

    drafted: datetime
    checked: datetime | None = None
    released: datetime | None = None


SC01_DAYS = IntentionDays(beijing(2024, 12, 23, 9), beijing(2024, 12, 23, 10), beijing(2024, 12, 23, 11))


def check_secrecy(cast: Cast, subject: models.Model, kind: str, *, second: str = "po2") -> None:
    """The second person passes a text that is up for the secrecy check."""
    publication = publication_of(subject, kind)
    assert publication is not None, "nothing is up for the check"
    perform(PUBLICATION, publication, "check", actor=cast[second], data={"text": fingerprint_of(publication)})


def publish_intention(
    cast: Cast, item: PlanItem, days: IntentionDays, *, clerk: str = "po1", second: str = "po2", head: str = "ph1",
    at: At = clock.at,
) -> Intention:  # fmt: skip
    """The intention of an approved item, as far as the days go."""
    with at(days.drafted):
        intention = start_intention(cast[clerk], item)
    if days.checked:
        with at(days.checked):
            check_secrecy(cast, intention, Kind.INTENTION, second=second)
    if days.released:
        with at(days.released):
            perform(INTENTION, intention, "release", actor=cast[head])
    intention.refresh_from_db()
    return intention
