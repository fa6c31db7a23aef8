"""The inbox is a table the engine keeps: one row for each role (or person) a transition waits for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import override

from portal.accounts.actor import Actor
from portal.accounts.capability import Grant
from portal.workflow.act import Act
from portal.workflow.flow import Flow, Transition
from portal.workflow.models import DueDate, InboxItem
from portal.workflow.separation import excluded_users

ORDER = ("sort_on", "waiting_since", "id")


def refresh(flow: Flow, obj: models.Model, act: Act) -> None:
    """Replace the rows of one object by what waits in its present state."""
    label, pk = obj._meta.label_lower, str(obj.pk)
    InboxItem.objects.filter(subject_label=label, subject_pk=pk).delete()
    moves = [t for t in flow.from_state(obj.state) if t.who and not t.optional and not t.joined]  # type: ignore[attr-defined]
    if not moves:
        return
    due = _next_due(obj)
    rows = [row for move in moves for row in _rows(flow, obj, move, act, due)]
    InboxItem.objects.bulk_create(rows)


def _rows(flow: Flow, obj: Any, move: Transition, act: Act, due: Any) -> list[InboxItem]:
    assert move.who is not None
    rows = []
    with override("zh-hans"):
        title = str(obj)[:200]
    for grant in move.who.grants:
        if not _applies(grant, obj):
            continue
        excluded = excluded_users(flow, obj, grant.never_after)
        for organization, user in _holders(grant, obj):
            rows.append(
                InboxItem(
                    flow=flow.name,
                    subject_label=obj._meta.label_lower,
                    subject_pk=str(obj.pk),
                    transition=move.name,
                    title=title,
                    url=obj.get_absolute_url(),
                    role=grant.role,
                    organization_id=organization,
                    user_id=user,
                    excluded=excluded,
                    waiting_since=act.at,
                    due_on=due,
                    sort_on=due or date.max,
                )
            )
    return rows


def _applies(grant: Grant, obj: models.Model) -> bool:
    return grant.when is None or type(obj)._default_manager.filter(grant.when, pk=obj.pk).exists()


def _holders(grant: Grant, obj: models.Model) -> set[tuple[int | None, int | None]]:
    rows = type(obj)._default_manager.filter(pk=obj.pk)
    paths = [grant.within or None, grant.user or None]
    if not any(paths):
        return {(None, None)}
    named = [p for p in paths if p]
    holders = set()
    for values in rows.values_list(*named):
        by_path = dict(zip(named, values, strict=True))
        pair = (by_path.get(grant.within), by_path.get(grant.user))
        if any(pair):
            holders.add(pair)
    return holders


def _next_due(obj: models.Model) -> Any:
    open_dates = DueDate.objects.filter(
        subject_label=obj._meta.label_lower, subject_pk=str(obj.pk), met_at__isnull=True
    )
    return open_dates.values_list("due_on", flat=True).first()


def waiting_for(actor: Actor | None) -> QuerySet[InboxItem]:
    """What waits for this actor, soonest by law first. One statement."""
    if actor is None or actor.membership is None or actor.user is None:
        return InboxItem.objects.none()
    return (
        InboxItem.objects.filter(
            Q(organization=actor.organization_id) | Q(organization__isnull=True),
            Q(user=actor.user) | Q(user__isnull=True),
            role=actor.role,
        )
        .exclude(excluded__contains=[actor.user.pk])
        .order_by(*ORDER)
    )


def waiting_page(actor: Actor | None, size: int, after: InboxItem | None = None) -> list[InboxItem]:
    """The next `size` rows after a row already seen. One statement that walks the index, whatever waits in all."""
    rows = waiting_for(actor)
    if actor is None or actor.membership is None:
        return []
    if after is not None:
        seen = (after.sort_on, after.waiting_since, after.pk)
        rows = rows.filter(
            Q(sort_on__gt=seen[0])
            | Q(sort_on=seen[0], waiting_since__gt=seen[1])
            | Q(sort_on=seen[0], waiting_since=seen[1], pk__gt=seen[2])
        ).filter(sort_on__gte=seen[0])
    own = rows.filter(organization=actor.organization_id)[:size]
    shared = rows.filter(organization__isnull=True)[:size]
    return list(own.union(shared, all=True).order_by(*ORDER)[:size])
