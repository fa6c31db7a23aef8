"""Limits counted anew: when a rule version begins or a calendar is loaded, those still open may end on another day.

A limit stays with the rule that held on the day it runs from; only a version that held on that very day, or days off
that were not known, can move it. What is met is never counted again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

import portal.statutes as statutes
from portal.outbox import declare, emit
from portal.statutes.daycount import Due
from portal.values import clock
from portal.workflow.act import Act
from portal.workflow.flow import Flow
from portal.workflow.inbox import refresh
from portal.workflow.models import DueDate
from portal.workflow.separation import name_verbs

MOVED = "deadline.moved"
declare(MOVED)
name_verbs({MOVED: _("时限重新计算")})

Count = Callable[[str, date], Due]


@dataclass(frozen=True)
class Recount:
    """An open limit and what it is by another count: another day, or the same day for good or not for good."""

    row: DueDate
    due: Due

    @property
    def moves(self) -> bool:
        return self.due.date != self.row.due_on


def open_limits() -> QuerySet[DueDate]:
    """The limits that still run."""
    return DueDate.objects.filter(met_at__isnull=True)


def differing(rows: Iterable[DueDate], count: Count | None = None) -> list[Recount]:
    """Those of the limits that `count` (by default the law as it stands) ends otherwise. Rules and days are counted once."""
    count = count or statutes.due
    known: dict[tuple[str, date], Due] = {}
    found = []
    for row in rows:
        if row.starts_on is None:
            continue
        key = (row.rule, row.starts_on)
        if key not in known:
            known[key] = count(*key)
        due = known[key]
        if (due.date, due.provisional, due.ruling.cites) != (row.due_on, row.provisional, row.cites):
            found.append(Recount(row, due))
    return found


def recount(act: Act, rows: QuerySet[DueDate], *, reason: str) -> int:
    """Count these open limits anew by the law as it now stands, inside a running act; returns how many moved.

    Each object is locked before its limits, as every act on it does. Its chain and its people are told of a day that moves.
    """
    with clock.once():
        subjects = {(r.row.subject_label, r.row.subject_pk) for r in differing(rows)}
        return sum(_recount_one(act, obj, rows, reason) for obj in _locked(subjects))


def _locked(subjects: set[tuple[str, str]]) -> Iterable[models.Model]:
    by_label: dict[str, list[str]] = defaultdict(list)
    for label, pk in subjects:
        by_label[label].append(pk)
    for label in sorted(by_label):
        manager = apps.get_model(label)._default_manager
        yield from manager.select_for_update(of=("self",)).filter(pk__in=by_label[label]).order_by("pk")


def _recount_one(act: Act, obj: models.Model, rows: QuerySet[DueDate], reason: str) -> int:
    mine = rows.filter(subject_label=obj._meta.label_lower, subject_pk=str(obj.pk)).select_for_update()
    moved = [change.row for change in differing(mine) if _settle(act, obj, change, reason)]
    if moved:
        refresh(Flow.of(obj), [obj], act)
    return len(moved)


def _settle(act: Act, obj: models.Model, change: Recount, reason: str) -> bool:
    """Write the new count; whether the day has moved, which the object's chain then says."""
    row, due, before, moves = change.row, change.due, change.row.due_on, change.moves
    row.due_on, row.provisional, row.cites = due.date, due.provisional, due.ruling.cites
    row.save(update_fields=["due_on", "provisional", "cites"])
    if moves:
        facts = {"limit": row.pk, "label": row.label, "before": f"{before}", "after": f"{due.date}", "reason": reason}
        act.record(obj, MOVED, **facts)
        emit(MOVED, subject=obj, act=act, payload=facts)
    return moves
