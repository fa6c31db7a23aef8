"""Time limits start and end with events; the sweep performs what has become due, as the system."""

from __future__ import annotations

import logging
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

import portal.statutes as statutes
from portal.accounts.actor import SYSTEM
from portal.values import clock
from portal.values.refusal import Refused
from portal.values.subject import root_of
from portal.workflow.act import Act
from portal.workflow.flow import Deadline, Flow, Transition
from portal.workflow.models import DueDate

logger = logging.getLogger(__name__)


def react(event: str, obj: models.Model, act: Act) -> None:
    """Start the limits that run from this event and close those that it meets."""
    for flow in Flow.registry.values():
        for deadline in flow.deadlines.values():
            if deadline.met_by == event:
                _meet(flow, deadline, obj, act)
            if event in deadline.dropped_by:
                _open(flow, deadline, obj).delete()
            if deadline.since == event:
                _start(flow, deadline, obj, act)


def _start(flow: Flow, deadline: Deadline, obj: models.Model, act: Act) -> None:
    begins = getattr(obj, deadline.day) if deadline.day else clock.day_of(act.at)
    due = statutes.due(deadline.within, begins)
    act.rules[deadline.within] = due.ruling
    DueDate.objects.get_or_create(
        flow=flow.name,
        name=deadline.name,
        subject_label=obj._meta.label_lower,
        subject_pk=str(obj.pk),
        started_at=act.at,
        defaults={
            "label": str(deadline.label),
            "root": root_of(obj),
            "rule": deadline.within,
            "cites": due.ruling.cites,
            "starts_on": due.start,
            "due_on": due.date,
            "provisional": due.provisional,
        },
    )


def _meet(flow: Flow, deadline: Deadline, obj: models.Model, act: Act) -> None:
    _open(flow, deadline, obj).update(met_at=act.at)


def _open(flow: Flow, deadline: Deadline, obj: models.Model) -> QuerySet[DueDate]:
    """What an event ends: the same object's own limit, else that of the others of its file."""
    same = Q(subject_label=obj._meta.label_lower, subject_pk=str(obj.pk))
    rows = DueDate.objects.filter(flow=flow.name, name=deadline.name, met_at__isnull=True)
    own = rows.filter(same)
    return own if own.exists() else rows.filter(root=root_of(obj)).exclude(subject_label=obj._meta.label_lower)


def sweep() -> int:
    """Perform every system transition whose time has come. Safe to run at any time, twice, or late."""
    from portal.workflow.perform import perform

    done = 0
    for flow in list(Flow.registry.values()):
        for move in flow.transitions.values():
            if not (move.system and move.due):
                continue
            for obj in _due_objects(flow, move):
                try:
                    perform(flow, obj, move.name, actor=SYSTEM)
                    done += 1
                except Refused as refused:
                    logger.debug("sweep: %s.%s %s refused: %s", flow.name, move.name, obj.pk, refused.codes)
                except Exception:
                    logger.exception("sweep: %s.%s %s failed", flow.name, move.name, obj.pk)
    return done


def _due_objects(flow: Flow, move: Transition) -> list[Any]:
    now = clock.now()
    field = flow.model._meta.get_field(move.due)
    limit: Any = now if isinstance(field, models.DateTimeField) else clock.day_of(now)
    rows = flow.model._default_manager.filter(state__in=move.source, **{f"{move.due}__lte": limit})
    return list(rows.order_by(move.due, "pk")[:500])
