"""Emitting: an event is a row in the act's transaction; the relay is only woken when that has committed."""

from __future__ import annotations

import json
from collections.abc import Mapping
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
    if name not in declared:
        raise UndeclaredEvent(name)
    if not connection.in_atomic_block:
        raise RuntimeError("emit() belongs into the transaction of its act")
    text = DjangoJSONEncoder(ensure_ascii=False).encode(dict(payload or {}))
    if len(text) > MAX_PAYLOAD:
        raise ValueError(f"{name}: a payload of {len(text)} characters")
    event = Event.objects.create(
        name=name,
        subject_label=label_of(subject),
        subject_pk=str(subject.pk),
        root=root_of(subject),
        payload=json.loads(text),
        at=act.at,
        user_id=act.user.pk if act.user else None,
        membership_id=act.membership.pk if act.membership else None,
        request_id=act.request_id,
    )
    transaction.on_commit(_wake_relay)
    return event


def _wake_relay() -> None:
    wake("portal.outbox.tasks.relay_events")
