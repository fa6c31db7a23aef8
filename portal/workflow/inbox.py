"""The inbox is a table the engine keeps: one row for each role (or person) that a move or a task waits for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
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
from portal.workflow.separation import excluded_among

HOLDER = ("transition", "role", "organization", "user")
ORDER = ("sort_on", "waiting_since", "id")


def refresh(flow: Flow, objs: Sequence[Any], act: Act) -> None:
    """Replace the rows of these objects by the moves and tasks that wait in their present states.

    The caller holds the objects' row locks. What waited already keeps the time since when. The statements are as many
    for many objects as for one, but for what a task's `needed` asks.
    """
    mine = InboxItem.objects.filter(
        subject_label=flow.model._meta.label_lower, subject_pk__in=[str(obj.pk) for obj in objs]
    )
    since = {tuple(row[:-1]): row[-1] for row in mine.values_list("subject_pk", *HOLDER, "waiting_since")}
    if since:
        mine.delete()
    rows = [row for group in _by_state(objs) for row in _waiting(flow, group)]
    dues = _next_dues(flow, objs) if rows else {}
    for row in rows:
        row.waiting_since = since.get((row.subject_pk, *_holder(row)), act.at)
        row.due_on = dues.get(row.subject_pk)
        row.sort_on = row.due_on or date.max
    place = {str(obj.pk): at for at, obj in enumerate(objs)}
    InboxItem.objects.bulk_create(sorted(rows, key=lambda row: place[row.subject_pk]))


def _by_state(objs: Sequence[Any]) -> list[list[Any]]:
    groups: dict[str, list[Any]] = {}
    for obj in objs:
        groups.setdefault(obj.state, []).append(obj)
    return list(groups.values())


def renew_where(flow: Flow, tasks: Collection[str], act: Act) -> None:
    """Refresh every object for which one of the tasks waits: an act beside it has changed who must do what."""
    waiting = InboxItem.objects.filter(flow=flow.name, transition__in=tasks).values("subject_pk")
    pks = {int(row["subject_pk"]) for row in waiting}
    renew(flow, flow.model._default_manager.filter(pk__in=pks), act)


def renew(flow: Flow, rows: QuerySet[Any], act: Act) -> None:
    """Lock these objects and refresh what waits for each."""
    refresh(flow, list(rows.select_for_update(of=("self",)).order_by("pk")), act)


def _holder(row: InboxItem) -> tuple[str, str, int | None, int | None]:
    return (row.transition, row.role, row.organization_id, row.user_id)


def _waiting(flow: Flow, objs: Sequence[Any]) -> Iterator[InboxItem]:
    """What waits for objects that are all in one state."""
    replaced = {task.instead_of for task in flow.tasks.values()}
    for move in flow.from_state(objs[0].state):
        if move.who and not move.optional and not move.joined and move.name not in replaced:
            rows = flow.model._default_manager.filter(pk__in=[obj.pk for obj in objs])
            yield from _rows(flow, objs, move, move.who, rows, "pk")
    for task in flow.tasks.values():
        if objs[0].state in task.source:
            asking = [obj for obj in objs if task.needed is None or task.needed(obj)]
            those = {f"{task.along}__in": [obj.pk for obj in asking]}
            rows = apps.get_model(task.model)._default_manager.filter(task.when, **those)
            if asking:
                yield from _rows(flow, asking, task, task.who, rows, task.along)


def _rows(
    flow: Flow, objs: Sequence[Any], step: Transition | Task, who: Capability, rows: QuerySet[Any], along: str
) -> Iterator[InboxItem]:
    """One item for each role, organisation and person that holds the capability for one of the rows that lead `along`
    a path to one of the objects."""
    by_pk = {obj.pk: obj for obj in objs}
    for grant in who.grants:
        paths = [path for path in (grant.within, grant.user) if path]
        found = set(rows.filter(grant.when or Q()).values_list(along, "pk", *paths))
        held = {(obj, pk, *_of(grant, paths, values)) for obj, pk, *values in found}
        held = {row for row in held if any(row[2:])} if paths else held
        if not held:
            continue
        concerned = [by_pk[pk] for pk in by_pk if pk in {row[0] for row in held}]
        excluded = excluded_among(flow, concerned, grant.never_after)
        about = by_pk if rows.model is flow.model else rows.in_bulk()
        for pk, row, organization, user in sorted(held, key=str):
            yield _item(flow, by_pk[pk], step, about[row], grant.role, organization, user, excluded[pk])


def _item(
    flow: Flow, obj: Any, step: Transition | Task, about: Any, role: Role, organization: int | None, user: int | None,
    excluded: list[int],
) -> InboxItem:  # fmt: skip
    page, opens = getattr(step, "page", None), getattr(step, "opens", None)
    with override("zh-hans"):  # kept for every reader
        title = str(obj)[:200]
    return InboxItem(
        flow=flow.name,
        subject_label=obj._meta.label_lower,
        subject_pk=str(obj.pk),
        transition=step.name,
        title=title,
        url=page(about) if page else about.get_absolute_url(),
        role=role,
        organization_id=organization,
        user_id=user,
        excluded=excluded,
        opens_on=opens(obj) if opens else None,
    )


def _of(grant: Grant, paths: list[str], values: list[int | None]) -> tuple[int | None, int | None]:
    by_path = dict(zip(paths, values, strict=True))
    return (by_path.get(grant.within), by_path.get(grant.user))


def _next_dues(flow: Flow, objs: Sequence[models.Model]) -> dict[str, date]:
    """By key: the first open limit of each object, or of its file where a move of this flow meets it."""
    label, roots = objs[0]._meta.label_lower, {root_of(obj) for obj in objs}
    own = Q(subject_label=label, subject_pk__in=[str(obj.pk) for obj in objs])
    rows = DueDate.objects.filter(own | Q(root__in=roots), met_at__isnull=True).order_by("-due_on", "-pk")
    firsts: dict[str, date] = {}
    of_file: dict[str, date] = {}
    for row in rows:
        if row.subject_label == label:
            firsts[row.subject_pk] = row.due_on
        if flow.meets(row.flow, row.name):
            of_file[row.root] = row.due_on
    pairs = [(str(obj.pk), [firsts.get(str(obj.pk)), of_file.get(root_of(obj))]) for obj in objs]
    return {pk: min(day for day in days if day) for pk, days in pairs if any(days)}


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
