"""Separation of duties by past acts: whoever did one of the named acts may not do this one (handbook §2, SD1–SD15).

A deputy's act is that of two people, the deputy and the one stood in for: neither of them takes part on the other side,
in whoever's name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.capability import Capability
from portal.audit.models import AuditEntry
from portal.values import clock
from portal.values.subject import root_of
from portal.workflow.flow import Flow

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise


def _past_acts(flow: Flow, obj: models.Model, verbs: tuple[str, ...]) -> Q:
    """Acts named "verb" are those on the same object; "flow.verb" anywhere in the same file."""
    own = [f"{flow.name}.{verb}" for verb in verbs if "." not in verb]
    anywhere = [verb for verb in verbs if "." in verb]
    condition = Q(pk__in=[])
    if own:
        condition |= Q(subject_label=obj._meta.label_lower, subject_pk=str(obj.pk), verb__in=own)
    if anywhere:
        condition |= Q(chain=root_of(obj), verb__in=anywhere)
    return condition


def _of(people: Iterable[int]) -> Q:
    """Acts of these people, and those that a deputy did on their behalf."""
    return Q(actor__in=list(people)) | Q(grounds__on_behalf_of__in=list(people))


def did(obj: models.Model, verb: str, people: Iterable[int]) -> bool:
    """Whether one of these people, or a deputy of theirs, did this on the object: for what is no flow's move."""
    own = AuditEntry.objects.filter(subject_label=obj._meta.label_lower, subject_pk=str(obj.pk), verb=verb)
    return own.filter(_of(people)).exists()


def was_involved(flow: Flow, obj: models.Model, can: Capability, actor: Actor) -> str:
    """The label of a past act of the actor, or of whom they stand in for, that excludes from `can` on this object, or ""."""
    return exclusions(flow, obj, [can], actor).get(can, "")


def exclusions(flow: Flow, obj: models.Model, cans: Iterable[Capability], actor: Actor) -> dict[Capability, str]:
    """Which of the capabilities an own past act excludes the actor from, with that act's label. One statement."""
    verbs = {can: {v for g in can.for_role(actor.role) for v in g.never_after} for can in cans}
    every = tuple(sorted(set().union(*verbs.values())))
    if not every or actor.user is None:
        return {}
    done = AuditEntry.objects.filter(_past_acts(flow, obj, every), _of(actor.people))
    own, label = f"{flow.name}.", obj._meta.label_lower
    past: dict[str, str] = {}
    for verb, subject_label, subject_pk in done.values_list("verb", "subject_label", "subject_pk"):
        past.setdefault(verb, verb)
        if (subject_label, subject_pk) == (label, str(obj.pk)):
            past.setdefault(verb.removeprefix(own), verb)
    found = {can: next((past[v] for v in sorted(names) if v in past), "") for can, names in verbs.items()}
    return {can: verb_label(verb) for can, verb in found.items() if verb}


def excluded_users(flow: Flow, obj: models.Model, verbs: tuple[str, ...]) -> list[int]:
    """Everybody whom a past act excludes: who did it, and on whose behalf."""
    if not verbs:
        return []
    entries = AuditEntry.objects.filter(_past_acts(flow, obj, verbs), actor__isnull=False)
    pairs = entries.values_list("actor_id", "grounds__on_behalf_of").distinct()
    return sorted({person for pair in pairs for person in pair if person is not None})


_named: dict[str, Text] = {}


def name_verbs(labels: dict[str, Text]) -> None:
    """Say in words what recorded changes are that are no transitions: {"budget.grant": _("登记预算")}."""
    _named.update(labels)


def verb_label(verb: str) -> str:
    if verb in _named:
        return str(_named[verb])
    flow_name, _dot, name = verb.partition(".")
    flow = Flow.registry.get(flow_name)
    if flow and name in flow.transitions:
        return str(flow.transitions[name].label)
    return _("起草") if name == "begin" else verb


def who_moved_last(obj: models.Model) -> str:
    """A sentence naming the last act on an object: who, in which role, when, what."""
    entry = (
        AuditEntry.objects.filter(subject_label=obj._meta.label_lower, subject_pk=str(obj.pk))
        .order_by("-number")
        .first()
    )
    if entry is None:
        return ""
    return _("%(name)s 已于 %(at)s 办理“%(verb)s”。") % {
        "name": entry.actor_name,
        "at": clock.local(entry.at).strftime("%Y-%m-%d %H:%M"),
        "verb": verb_label(entry.verb),
    }
