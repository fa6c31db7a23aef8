"""The relay: turns events into deliveries and runs them, each in one transaction together with its done mark.

Exactly one effect in the database: a subscriber's writes commit with the mark or not at all. A worker that dies leaves
a lease that runs out; whoever comes next takes the delivery up again, and after MAX_ATTEMPTS it is dead until staff
retry it.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from portal.outbox.models import Delivery, Event
from portal.outbox.registry import subscribers, subscribers_of
from portal.values import clock

logger = logging.getLogger("portal.outbox")

BATCH = 100
LEASED_TOGETHER = 20
LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8
BACKOFF = [timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 7200, 21600)]
State = Delivery.State

_running: ContextVar[bool] = ContextVar("delivering", default=False)


def delivering() -> bool:
    """Whether this code runs inside a delivery, whose transaction an act may then join."""
    return _running.get()


def relay_once(*, patience: timedelta = timedelta(seconds=20)) -> bool:
    """Deliver what is due until nothing is left or `patience` is over; True when something may be left."""
    until = time.monotonic() + patience.total_seconds()
    while time.monotonic() < until:
        spread()
        leased = lease(clock.now())
        if not leased:
            return False
        for delivery in leased:
            deliver(delivery.pk, delivery.attempts)
    return True


def drain(*, strict: bool = True) -> int:
    """Deliver everything, and what that emits, in this process until quiet; returns how many deliveries succeeded.

    For tests and demo data. With `strict` the first failing subscriber's error is raised (the failure is recorded all
    the same); without it, failures wait for their next try.
    """
    done = 0
    while True:
        spread()
        leased = lease(clock.now())
        if not leased:
            return done
        outcomes = [deliver(delivery.pk, delivery.attempts) for delivery in leased]
        errors = [error for error in outcomes if error is not None]
        done += len(outcomes) - len(errors)
        if errors and strict:
            raise errors[0]


def spread() -> int:
    """Create the missing deliveries of events not relayed yet; returns the number of events."""
    total = 0
    while True:
        with transaction.atomic():
            events = list(
                Event.objects.filter(relayed=False).order_by("id").select_for_update(skip_locked=True)[:BATCH]
            )
            Delivery.objects.bulk_create(
                [
                    Delivery(event=event, subscriber=s.name, priority=s.priority)
                    for event in events
                    for s in subscribers_of(event.name)
                ],
                ignore_conflicts=True,
            )
            Event.objects.filter(pk__in=[event.pk for event in events]).update(relayed=True)
        total += len(events)
        if len(events) < BATCH:
            return total


def lease(now: datetime) -> list[Delivery]:
    """Take some due deliveries for this worker, most urgent first; committed before any of them is run."""
    with transaction.atomic():
        rows = list(_due(now).order_by("priority", "event_id").select_for_update(skip_locked=True)[:LEASED_TOGETHER])
        taken = []
        for row in rows:
            if row.attempts >= MAX_ATTEMPTS:
                _bury(row, row.last_error or "the worker died each time")
            else:
                row.state, row.attempts, row.lease_until = State.LEASED, row.attempts + 1, now + LEASE
                taken.append(row)
        Delivery.objects.bulk_update(rows, ["state", "attempts", "lease_until", "last_error"])
    return taken


def _due(now: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        Q(state=State.PENDING) & (Q(next_try_at__isnull=True) | Q(next_try_at__lte=now))
        | Q(state=State.LEASED, lease_until__lte=now)
    )


def deliver(pk: int, attempt: int) -> Exception | None:
    """Run one leased delivery. Of two runs of the same lease the second finds it done or taken, and does nothing.

    Returns the subscriber's error, which has been noted with the time of the next try.
    """
    try:
        with transaction.atomic(), _inside():
            row = (
                Delivery.objects.select_for_update(of=("self",), skip_locked=True)
                .select_related("event")
                .filter(pk=pk, state=State.LEASED, attempts=attempt)
                .first()
            )
            if row is None:
                return None
            _handler(row)(row.event)
            Delivery.objects.filter(pk=pk).update(
                state=State.DONE, done_at=clock.now(), lease_until=None, next_try_at=None, last_error=""
            )
    except Exception as error:  # any subscriber's failure is noted, and never stops the others
        logger.exception("delivery %s failed at attempt %s", pk, attempt)
        _note_failure(pk, attempt, error)
        return error
    return None


@contextmanager
def _inside() -> Iterator[None]:
    token = _running.set(True)
    try:
        yield
    finally:
        _running.reset(token)


def _handler(row: Delivery) -> Callable[[Event], None]:
    found = subscribers.get(row.event.name, {}).get(row.subscriber)
    if found is None:
        raise LookupError(f"no subscriber {row.subscriber} of {row.event.name}")
    return found.handler


def _note_failure(pk: int, attempt: int, error: Exception) -> None:
    with transaction.atomic():
        row = Delivery.objects.select_for_update().filter(pk=pk, state=State.LEASED, attempts=attempt).first()
        if row is None:
            return
        text = "".join(traceback.format_exception(error, limit=-6))
        if attempt >= MAX_ATTEMPTS:
            _bury(row, text)
        else:
            row.state, row.last_error, row.lease_until = State.PENDING, text, None
            row.next_try_at = clock.now() + BACKOFF[min(attempt, len(BACKOFF)) - 1]
        row.save(update_fields=["state", "last_error", "lease_until", "next_try_at"])


def _bury(row: Delivery, error: str) -> None:
    row.state, row.last_error, row.lease_until = State.DEAD, error, None
    logger.error("delivery %s is dead after %s attempts", row.pk, row.attempts)


def dead() -> QuerySet[Delivery]:
    """Deliveries that were given up, oldest first, with their events."""
    return Delivery.objects.filter(state=State.DEAD).select_related("event").order_by("pk")


def overdue(now: datetime) -> QuerySet[Event]:
    """Events that should have been relayed a minute ago: the queue stands still."""
    return Event.objects.filter(relayed=False, at__lt=now - timedelta(minutes=1))


def retry(pk: int) -> bool:
    """Start a dead delivery over; False when it is not dead (any more)."""
    found = Delivery.objects.filter(pk=pk, state=State.DEAD)
    return bool(found.update(state=State.PENDING, attempts=0, next_try_at=None, lease_until=None))
