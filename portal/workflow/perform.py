"""The one write path: lock, check state, person and guards, run the body, move, audit, emit; all or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.capability import Capability, allows
from portal.accounts.models import User
from portal.audit import Change, record, record_all
from portal.outbox import delivering, emit, emit_all
from portal.values import clock
from portal.values.origin import Origin, origin
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refusal, Refused, changed_since_read, stale_version
from portal.workflow import deadlines, formkeys, inbox
from portal.workflow.act import Act
from portal.workflow.flow import Flow, Transition
from portal.workflow.rows import lock, saving, take_over, writing_states
from portal.workflow.separation import was_involved, who_moved_last


def _transaction() -> transaction.Atomic:
    """Durable, except in a subscriber: its acts belong to its delivery's transaction, which is."""
    return transaction.atomic(durable=not delivering())


def perform(
    flow: Flow,
    obj: models.Model,
    name: str,
    *,
    actor: Actor,
    data: dict[str, Any] | None = None,
    remark: str = "",
    form_key: str | None = None,
    version: int | None = None,
) -> models.Model:
    """Perform one transition in a durable transaction of its own.

    Raises Refused with every refusal found, and Refused ("changed-since-read") where somebody saved the object after
    the `version` that the person has read. The same person with the same `form_key` gets the first result again;
    for another object or another step the key is refused, since nothing would be done in silence.
    """
    with _transaction():
        # First, so that a second press that waited here sees what the first has done.
        locked = lock(flow.model, [obj])[0]
        if formkeys.answered(actor, form_key or "", flow.name, formkeys.step(name, obj.pk)):
            return locked
        if version is not None and version != version_of(locked) and locked.state in flow.transitions[name].source:  # type: ignore[attr-defined]
            raise changed_since_read()
        act = _act(actor, remark, data)
        _move(act, flow, [locked], name)
        formkeys.keep(actor, form_key or "", flow=flow.name, transition=name, subject_pk=obj.pk, at=act.at)
        return locked


def version_of(obj: models.Model) -> int | None:
    """How often the object was saved since it was begun; None for what is written once."""
    found: int | None = getattr(obj, "version", None)
    return found


def _act(actor: Actor, remark: str = "", data: dict[str, Any] | None = None) -> Act:
    """An act of this instant with the request it came from; what the system does is nobody's, whoever woke it."""
    here = Origin() if actor.system else origin()
    return Act(actor, clock.now(), remark, dict(data or {}), request_id=here.request_id, ip=here.ip)


def begin(flow: Flow, obj: models.Model, *, actor: Actor, can: Capability, remark: str = "") -> models.Model:
    """Insert an object of a flow at its initial state, in a transaction of its own; `can` must hold for the row."""
    with _transaction():
        act = _act(actor, remark)
        insert(act, flow, obj)
        _check_right(act, can, obj, flow)
        return obj


@contextmanager
def acting(actor: Actor, *, remark: str = "", data: dict[str, Any] | None = None) -> Iterator[Act]:
    """A durable transaction for an act that is not one object's transition (an import, a creation with rows)."""
    with _transaction():
        yield _act(actor, remark, data)


@contextmanager
def changing(
    actor: Actor,
    obj: models.Model,
    can: Capability,
    *,
    verb: str,
    version: int | None = None,
    remark: str = "",
    under: models.Model | None = None,
) -> Iterator[tuple[Act, Any]]:
    """Edit a draft: locks the row, checks right and version, yields (act, locked row), bumps version, audits.

    `under` is the object whose moves take up the draft as it stands; its row is locked first. Raises
    Refused("stale-version") when somebody saved in between.
    """
    with _transaction():
        if under is not None:
            type(under)._default_manager.select_for_update(of=("self",)).get(pk=under.pk)
        locked = type(obj)._default_manager.select_for_update(of=("self",)).get(pk=obj.pk)
        act = _act(actor, remark)
        _check_right(act, can, locked, None)
        if version is not None and getattr(locked, "version", version) != version:
            raise stale_version()
        yield act, locked
        if hasattr(locked, "version"):
            locked.version += 1
            locked.save(update_fields=["version"])
        act.record(locked, verb)


def join(
    act: Act,
    flow: Flow,
    objs: Sequence[models.Model],
    name: str,
    data: dict[str, Any],
    *,
    consequence: bool = False,
) -> list[models.Model]:
    """Perform a transition of these objects inside a running act, under the same rules; returns the locked rows."""
    locked = lock(flow.model, objs)
    outer, act.data = act.data, data
    try:
        _move(act, flow, locked, name, consequence=consequence)
    finally:
        act.data = outer
    for obj, row in zip(objs, locked, strict=True):
        take_over(obj, row)
    return locked


def insert(act: Act, flow: Flow, obj: models.Model) -> models.Model:
    obj.state = flow.initial  # type: ignore[attr-defined]
    with writing_states():
        obj.save(force_insert=True)
    record(act=act, subject=obj, verb=f"{flow.name}.begin", before={}, after={"state": flow.initial}, grounds={})
    emit(flow.begun, subject=obj, act=act)
    deadlines.react(flow.begun, [obj], act)
    inbox.refresh(flow, [obj], act)
    return obj


def refusals_for(
    flow: Flow, obj: models.Model, move: Transition, act: Act, *, consequence: bool = False
) -> list[Refusal]:
    """Everything that speaks against a transition now: state, person, separation of duties, guards."""
    found: list[Refusal] = []
    state: str = obj.state  # type: ignore[attr-defined]
    if state not in move.source:
        return [_moved_on(flow, obj, state)]
    if not (consequence or (move.system and act.actor.system)):
        found += refusals_of_person(flow, obj, move, act.actor)
    if found:
        return found
    return guarded(obj, move, act)


def guarded(obj: models.Model, move: Transition, act: Act) -> list[Refusal]:
    """What the transition's guards say, all of them."""
    return [refusal for guard in move.guards if (refusal := guard(obj, act))]


def refusals_of_person(flow: Flow, obj: models.Model, move: Transition, actor: Actor) -> list[Refusal]:
    if move.who is None or not allows(actor, move.who, obj):
        return [NOT_ALLOWED]
    if verb := was_involved(flow, obj, move.who, actor):
        return [separated(verb, actor)]
    return []


def separated(verb: str, actor: Actor) -> Refusal:
    """The refusal for whoever did `verb` before (SD1–SD15); a deputy's also where the one stood in for did it."""
    if actor.principal is not None:
        return _separated_deputy(verb, actor.principal)
    return Refusal(
        "separation-of-duties",
        _("您已办理过本事项的“%(verb)s”，同一人不能再办理这一步（岗位分离）。") % {"verb": verb},
        rule="SD",
        next_step=_("请由另一位同事办理。"),
    )


def _separated_deputy(verb: str, principal: User) -> Refusal:
    return Refusal(
        "separation-of-duties",
        _("您代%(name)s办理，而您或%(name)s已办理过本事项的“%(verb)s”；代理不改变岗位分离，两人都不能再办理这一步。")
        % {"name": principal, "verb": verb},
        rule="SD1",
        next_step=_("请由另一位有此岗位的同事办理。"),
    )


def _move(act: Act, flow: Flow, objs: Sequence[Any], name: str, *, consequence: bool = False) -> None:
    """The one way in which states change: every guard of every object, then the bodies, the rows, the record, the event,
    the limits and what waits next, each in one go for all objects."""
    if not objs:
        return
    move = flow.transitions[name]
    if refusals := [r for obj in objs for r in refusals_for(flow, obj, move, act, consequence=consequence)]:
        kind = Forbidden if all(r.code == "not-allowed" for r in refusals) else Refused
        raise kind(*refusals)
    assert move.body is not None, f"{flow.name}.{name} has no body"
    states = [obj.state for obj in objs]
    with saving(objs):
        for obj in objs:
            move.body(obj, act, **act.data)
            obj.state = move.target or obj.state  # the body may have joined a move of this same row
    changes = [Change(obj, {"state": was}, {"state": obj.state}) for obj, was in zip(objs, states, strict=True)]
    grounds = {"consequence": True} if consequence else {}
    record_all(act=act, verb=f"{flow.name}.{name}", changes=changes, grounds=grounds)
    emit_all(move.emits, subjects=objs, act=act)
    deadlines.react(move.emits, objs, act)
    if move.then:
        act.data = {}
        _move(act, flow, objs, move.then, consequence=True)
    else:
        inbox.refresh(flow, objs, act)


def _moved_on(flow: Flow, obj: models.Model, state: str) -> Refusal:
    last = who_moved_last(obj)
    return Refusal(
        "state-moved",
        _("“%(subject)s”现在的状态是“%(state)s”，不能再办理此步。%(last)s")
        % {"subject": obj, "state": flow.states(state).label, "last": last},
        next_step=_("请刷新页面查看最新状态。"),
    )


def _check_right(act: Act, can: Capability, obj: models.Model, flow: Flow | None) -> None:
    if not act.actor.system and not allows(act.actor, can, obj):
        raise Forbidden(NOT_ALLOWED)
    if flow is not None and (verb := was_involved(flow, obj, can, act.actor)):
        raise Refused(separated(verb, act.actor))
