"""The inbox is a table the engine keeps: one row for each role (or person) that a move or a task waits for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import override

from portal.accounts.actor import Actor
from portal.accounts.capability import Capability, Grant
from portal.accounts.roles import Role
from portal.values import clock
from portal.values.subject import root_of
from portal.workflow.act import Act
from portal.workflow.flow import Flow, Task, Transition
from portal.workflow.models import DueDate, InboxItem
from portal.workflow.separation import excluded_users

HOLDER = ("transition", "role", "organization", "user")
ORDER = ("sort_on", "waiting_since", "id")


def refresh(flow: Flow, obj: models.Model, act: Act) -> None:
    """Replace the rows of one object by the moves and tasks that wait in its present state.

    The caller holds the object's row lock. What waited already keeps the time since when.
    """
    mine = InboxItem.objects.filter(subject_label=obj._meta.label_lower, subject_pk=str(obj.pk))
    since = {(row[0], row[1], row[2], row[3]): row[4] for row in mine.values_list(*HOLDER, "waiting_since")}
    if since:
        mine.delete()
    rows = list(_waiting(flow, obj))
    due = _next_due(flow, obj) if rows else None
    for row in rows:
        row.waiting_since = since.get(_holder(row), act.at)
        row.due_on, row.sort_on = due, due or date.max
    InboxItem.objects.bulk_create(rows)


def renew_where(flow: Flow, tasks: Collection[str], act: Act) -> None:
    """Refresh every object for which one of the tasks waits: an act beside it has changed who must do what."""
    waiting = InboxItem.objects.filter(flow=flow.name, transition__in=tasks).values("subject_pk")
    pks = {int(row["subject_pk"]) for row in waiting}
    renew(flow, flow.model._default_manager.filter(pk__in=pks), act)


def renew(flow: Flow, rows: QuerySet[Any], act: Act) -> None:
    """Lock these objects and refresh what waits for each."""
    for obj in rows.select_for_update(of=("self",)).order_by("pk"):
        refresh(flow, obj, act)


def _holder(row: InboxItem) -> tuple[str, str, int | None, int | None]:
    return (row.transition, row.role, row.organization_id, row.user_id)


def _waiting(flow: Flow, obj: Any) -> Iterator[InboxItem]:
    replaced = {task.instead_of for task in flow.tasks.values()}
    for move in flow.from_state(obj.state):
        if move.who and not move.optional and not move.joined and move.name not in replaced:
            yield from _rows(flow, obj, move, move.who, type(obj)._default_manager.filter(pk=obj.pk))
    for task in flow.tasks.values():
        if obj.state in task.source and (task.needed is None or task.needed(obj)):
            rows = apps.get_model(task.model)._default_manager.filter(task.when, **{task.along: obj.pk})
            yield from _rows(flow, obj, task, task.who, rows)


def _rows(flow: Flow, obj: Any, step: Transition | Task, who: Capability, rows: QuerySet[Any]) -> Iterator[InboxItem]:
    """One item for each role, organisation and person that holds the capability for one of the rows."""
    page, opens = getattr(step, "page", None), getattr(step, "opens", None)
    with override("zh-hans"):  # kept for every reader
        title = str(obj)[:200]
    for grant in who.grants:
        paths = [path for path in (grant.within, grant.user) if path]
        found = set(rows.filter(grant.when or Q()).values_list("pk", *paths))
        held = {(pk, *_of(grant, paths, values)) for pk, *values in found}
        held = {row for row in held if any(row[1:])} if paths else held
        if not held:
            continue
        excluded = excluded_users(flow, obj, grant.never_after)
        about = {pk: obj for pk, *_rest in held} if rows.model is type(obj) else rows.in_bulk()
        for pk, organization, user in sorted(held, key=str):
            yield InboxItem(
                flow=flow.name,
                subject_label=obj._meta.label_lower,
                subject_pk=str(obj.pk),
                transition=step.name,
                title=title,
                url=page(about[pk]) if page else about[pk].get_absolute_url(),
                role=grant.role,
                organization_id=organization,
                user_id=user,
                excluded=excluded,
                opens_on=opens(obj) if opens else None,
            )


def _of(grant: Grant, paths: list[str], values: list[int | None]) -> tuple[int | None, int | None]:
    by_path = dict(zip(paths, values, strict=True))
    return (by_path.get(grant.within), by_path.get(grant.user))


def _next_due(flow: Flow, obj: models.Model) -> date | None:
    """The first open limit of the object, or of its file where a move of this flow meets it."""
    own = Q(subject_label=obj._meta.label_lower, subject_pk=str(obj.pk))
    rows = DueDate.objects.filter(own | Q(root=root_of(obj)), met_at__isnull=True)
    return next((row.due_on for row in rows if _is_of(row, obj) or flow.meets(row.flow, row.name)), None)


def _is_of(row: DueDate, obj: models.Model) -> bool:
    return (row.subject_label, row.subject_pk) == (obj._meta.label_lower, str(obj.pk))


def waiting_for(actor: Actor | None) -> QuerySet[InboxItem]:
    """What waits for this actor, soonest by law first. One statement."""
    if actor is None or actor.membership is None or actor.user is None:
        return InboxItem.objects.none()
    rows = _personal(actor)
    own = Q(organization=actor.organization_id)
    rows = rows.filter(own | Q(organization=None)) if _roams(actor.role) else rows.filter(own)
    return rows.order_by(*ORDER)


def waiting_page(actor: Actor | None, size: int, after: InboxItem | None = None) -> list[InboxItem]:
    """The next `size` rows after a row already seen. One statement that walks the index, whatever waits in all."""
    if actor is None or actor.membership is None or actor.user is None:
        return []
    rows = _personal(actor).order_by(*ORDER)
    if after is not None:
        seen = (after.sort_on, after.waiting_since, after.pk)
        rows = rows.filter(
            Q(sort_on__gt=seen[0])
            | Q(sort_on=seen[0], waiting_since__gt=seen[1])
            | Q(sort_on=seen[0], waiting_since=seen[1], pk__gt=seen[2])
        ).filter(sort_on__gte=seen[0])
    own = rows.filter(organization=actor.organization_id)[:size]
    if not _roams(actor.role):
        return list(own)
    shared = rows.filter(organization=None)[:size]
    return list(own.union(shared, all=True).order_by(*ORDER)[:size])


def _personal(actor: Actor) -> QuerySet[InboxItem]:
    """The rows of the actor's role that are for everybody in it or for this person, open by today, and not closed to
    this person or whom they stand in for."""
    assert actor.user is not None
    rows = InboxItem.objects.filter(Q(user=actor.user.pk) | Q(user=None), role=actor.role)
    rows = rows.filter(Q(opens_on=None) | Q(opens_on__lte=clock.today()))
    return rows.exclude(excluded__overlap=list(actor.people))


@cache
def _roams(role: Role | None) -> bool:
    """Whether anything can wait for this role outside an organisation: some step grants it without one."""
    steps = [step for flow in Flow.registry.values() for step in flow.steps]
    grants = [grant for step in steps if step.who for grant in step.who.for_role(role)]
    return any(not grant.within for grant in grants)
