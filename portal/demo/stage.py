"""The stage of the demo: acts happen at given instants, and their consequences follow before the clock moves on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from portal.demo.cast import Cast
from portal.notify.mailer import send_due
from portal.outbox import drain
from portal.values import clock
from portal.workflow.deadlines import sweep


@dataclass
class Stage:
    """The cast with what no database holds: the key holders' passphrases by log-in, and survey links still open."""

    cast: Cast
    passphrases: dict[str, str] = field(default_factory=dict)
    survey_tokens: list[str] = field(default_factory=list)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Act at an instant; publications, notifications, mails and releases that follow carry it too."""
    with clock.at(instant):
        yield
        drain()
        send_due()


def let_time_pass(until: datetime) -> None:
    """At an instant the system does what has fallen due."""
    with at(until):
        sweep()
