"""Time limits start and end with events; the sweep performs what has become due, as the system."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from portal.statutes.daycount import Due

logger = logging.getLogger(__name__)


def react(event: str, objs: Sequence[models.Model], act: Act) -> None:
    """Start the limits that run from this event of each object and close those that it meets.

    As many statements for many objects as for one, unless they count from different days.
    """
    for flow in Flow.registry.values():
        for deadline in flow.deadlines.values():
            if deadline.met_by == event:
                _open(flow, deadline, objs).update(met_at=act.at)
            if event in deadline.dropped_by:
                _open(flow, deadline, objs).delete()
            if deadline.since == event:
                _start(flow, deadline, objs, act)


def _start(flow: Flow, deadline: Deadline, objs: Sequence[models.Model], act: Act) -> None:
    days = {obj.pk: getattr(obj, deadline.day) if deadline.day else clock.day_of(act.at) for obj in objs}
    dues = {day: statutes.due(deadline.within, day) for day in dict.fromkeys(days.values())}
    act.rules[deadline.within] = dues[days[objs[-1].pk]].ruling
    rows = [_running(flow, deadline, obj, act, dues[days[obj.pk]]) for obj in objs]
    DueDate.objects.bulk_create(rows, ignore_conflicts=True)  # one that runs from this very instant already goes on


def _running(flow: Flow, deadline: Deadline, obj: models.Model, act: Act, due: Due) -> DueDate:
    return DueDate(
        flow=flow.name,
        name=deadline.name,
        label=str(deadline.label),
        subject_label=obj._meta.label_lower,
        subject_pk=str(obj.pk),
        root=root_of(obj),
        rule=deadline.within,
        cites=due.ruling.cites,
        started_at=act.at,
        starts_on=due.start,
        due_on=due.date,
        provisional=due.provisional,
    )


def _open(flow: Flow, deadline: Deadline, objs: Sequence[models.Model]) -> QuerySet[DueDate]:
    """What an event ends: each object's own limit, else that of the others of its file."""
    label = objs[0]._meta.label_lower
    own, file = Q(subject_pk__in=[str(obj.pk) for obj in objs]), Q(root__in={root_of(obj) for obj in objs})
    rows = DueDate.objects.filter(flow=flow.name, name=deadline.name, met_at__isnull=True)
    mine, others = set(), defaultdict[str, set[int]](set)
    found = rows.filter(own & Q(subject_label=label) | file & ~Q(subject_label=label))
    ended: set[int] = set()
    for pk, subject_label, subject_pk, root in found.values_list("pk", "subject_label", "subject_pk", "root"):
        if subject_label == label:
            mine.add(subject_pk)
            ended.add(pk)
        else:
            others[root].add(pk)
    for obj in objs:
        if str(obj.pk) not in mine:
            ended |= others[root_of(obj)]
    return DueDate.objects.filter(pk__in=ended)


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
