"""Events of these tests' own, and subscribers that leave rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction

from portal.accounts.actor import SYSTEM
from portal.accounts.models import Organization
from portal.outbox import declare, emit, registry, subscribe
from portal.outbox.models import Event
from portal.values import clock
from portal.workflow.act import Act

EVENT = "test.happened"


@pytest.fixture(autouse=True)
def own_events() -> Iterator[None]:
    """Declarations made by a test end with it."""
    declared, subscribers = set(registry.declared), {name: dict(known) for name, known in registry.subscribers.items()}
    declare(EVENT)
    yield
    registry.declared.clear()
    registry.declared.update(declared)
    registry.subscribers.clear()
    registry.subscribers.update(subscribers)


def happen(name: str = EVENT, **payload: object) -> Event:
    """An act that commits, with its event."""
    with transaction.atomic():
        file_ = Organization(pk=7, name="昌南服务（虚构）")
        return emit(name, subject=file_, act=Act(SYSTEM, clock.now()), payload=payload)


def leave_row(text: str) -> None:
    """An effect in the database that can be counted."""
    Organization.objects.create(uscc=f"{Organization.objects.count():018d}", name=text, kind="other")


def rows() -> list[str]:
    return list(Organization.objects.order_by("pk").values_list("name", flat=True))


def listen(name: str, body: Callable[[Event], None], *, event: str = EVENT, priority: int = registry.NORMAL) -> None:
    body.__module__, body.__qualname__ = "tests.listeners", name
    subscribe(event, effect=f"{name} 得知", priority=priority)(body)
