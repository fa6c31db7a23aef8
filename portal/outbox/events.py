"""Emitting: an event is a row in the act's transaction; the relay is only woken when that has committed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Model

from portal.accounts.acting import Traced
from portal.outbox.models import Event
from portal.outbox.registry import declared
from portal.outbox.wake import wake
from portal.values.subject import label_of, root_of

MAX_PAYLOAD = 2000


class UndeclaredEvent(LookupError):
    """Nobody declared an event of this name."""


def emit(name: str, *, subject: Model, act: Traced, payload: Mapping[str, Any] | None = None) -> Event:
    """Write an event inside the act's transaction.

    Raises UndeclaredEvent, RuntimeError outside a transaction, and ValueError for a payload over MAX_PAYLOAD characters
    (ids belong there, contents do not).
    """
    return emit_all(name, subjects=[subject], act=act, payload=payload)[0]


def emit_all(
    name: str, *, subjects: Iterable[Model], act: Traced, payload: Mapping[str, Any] | None = None
) -> list[Event]:
    """Write an event for each of the subjects, in their order, in one statement. Raises what `emit` raises."""
    if name not in declared:
        raise UndeclaredEvent(name)
    if not connection.in_atomic_block:
        raise RuntimeError("emit() belongs into the transaction of its act")
    text = DjangoJSONEncoder(ensure_ascii=False).encode(dict(payload or {}))
    if len(text) > MAX_PAYLOAD:
        raise ValueError(f"{name}: a payload of {len(text)} characters")
    told: dict[str, Any] = {
        "payload": json.loads(text), "at": act.at, "request_id": act.request_id,
        "user_id": act.user.pk if act.user else None, "membership_id": act.membership.pk if act.membership else None,
    }  # fmt: skip
    events = Event.objects.bulk_create(
        Event(name=name, subject_label=label_of(row), subject_pk=str(row.pk), root=root_of(row), **told)
        for row in subjects
    )
    transaction.on_commit(_wake_relay)
    return events


def _wake_relay() -> None:
    wake("portal.outbox.tasks.relay_events")
