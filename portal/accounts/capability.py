"""Permissions, said once: who may do what, within which scope, and never after which act of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from portal.accounts.actor import OWN_FIRST, Actor
from portal.accounts.models import Organization, User
from portal.accounts.roles import Role

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, eq=False)
class Grant:
    """One way to hold a capability.

    `within` is a path from the object to an Organization that must be the actor's, `user` a path to a User who
    must be the actor, `when` a further condition on the object's row, `never_after` the acts (transition verbs,
    "verb" of the same object or "flow.verb" anywhere in the same file) that exclude whoever performed them.
    """

    role: Role
    within: str = ""
    user: str = ""
    everywhere: bool = False
    when: Q | None = None
    never_after: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (self.within or self.user or self.everywhere):
            raise ValueError("a grant needs a scope: within, user or everywhere")

    def q(self, actor: Actor) -> Q:
        condition = self.when or Q()
        if self.within:
            condition &= Q(**{self.within: actor.organization_id})
        if self.user:
            condition &= Q(**{self.user: actor.user.pk if actor.user else None})
        return condition


@dataclass(frozen=True, eq=False)
class Grants:
    grants: tuple[Grant, ...]

    def __or__(self, other: Grants) -> Grants:
        return Grants(self.grants + other.grants)


def may(
    *roles: Role,
    within: str = "",
    user: str = "",
    everywhere: bool = False,
    when: Q | None = None,
    never_after: str | Iterable[str] = (),
) -> Grants:
    """Declare who may: one grant for each role, with the same scope."""
    verbs = (never_after,) if isinstance(never_after, str) else tuple(never_after)
    return Grants(tuple(Grant(role, within, user, everywhere, when, verbs) for role in roles))


class Capability(Enum):
    """Base of each aggregate's `Can`. Members are declared with `may(…)`; an unknown name raises."""

    @property
    def grants(self) -> tuple[Grant, ...]:
        value: Grants = self.value
        return value.grants

    @property
    def code(self) -> str:
        """A stable name: "plan.READ_PLAN"."""
        return f"{type(self).__module__.split('.')[-2]}.{self.name}"

    def for_role(self, role: Role | None) -> tuple[Grant, ...]:
        return tuple(g for g in self.grants if g.role == role)


@cache
def _crosses_many(model: type[models.Model], path: str) -> bool:
    current: type[models.Model] = model
    for part in path.split("__"):
        try:
            field: Any = current._meta.get_field(part)
        except FieldDoesNotExist:
            return False
        if field.one_to_many or field.many_to_many:
            return True
        if not field.is_relation:
            return False
        current = field.related_model
    return False


def scope(actor: Actor | None, can: Capability) -> Q | None:
    """The condition under which the actor holds the capability, or None where no grant is theirs."""
    if actor is None or actor.membership is None:
        return None
    grants = can.for_role(actor.role)
    if not grants:
        return None
    if any(g.everywhere and g.when is None and not g.within and not g.user for g in grants):
        return Q()
    condition = Q(pk__in=[])
    for grant in grants:
        condition |= grant.q(actor)
    return condition


def visible(actor: Actor | None, can: Capability, rows: QuerySet[M]) -> QuerySet[M]:
    """Those rows the actor holds `can` for; each at most once."""
    condition = scope(actor, can)
    if condition is None:
        return rows.none()
    grants = can.for_role(actor.role if actor else None)
    paths = [p for g in grants for p in (g.within, g.user, *_lookups(g.when)) if p]
    if any(_crosses_many(rows.model, path) for path in paths):
        return rows.filter(pk__in=rows.model._default_manager.filter(condition).values("pk"))
    return rows.filter(condition)


def _lookups(when: Q | None) -> Iterable[str]:
    for child in when.children if when else ():
        if isinstance(child, Q):
            yield from _lookups(child)
        elif isinstance(child, tuple):
            yield child[0]


def ask(actor: Actor | None, wanted: Sequence[tuple[models.Model | None, Capability]]) -> None:
    """Ask in one statement for several rights to several rows; `allows` and `held` then answer from it.

    The answer stays with these very objects, so it is for a page that reads. Acts lock and so load their own.
    """
    asked: dict[str, Exists] = {}
    names: list[tuple[models.Model, Capability, str]] = []
    rows = {id(obj): obj for obj, _can in wanted if obj is not None}
    for obj, can in wanted:
        condition = scope(actor, can)
        if obj is None or condition is None:
            continue
        names.append((obj, can, name := f"can_{len(names)}"))
        asked[name] = Exists(type(obj)._default_manager.filter(condition, pk=obj.pk))
    found: dict[str, bool] = {}
    if asked:
        first = names[0][0]
        found = type(first)._default_manager.filter(pk=first.pk).annotate(**asked).values(*asked).first() or {}
    for obj in rows.values():
        cans = frozenset(can for other, can in wanted if other is obj)
        mine = frozenset(can for other, can, name in names if other is obj and found.get(name))
        obj.__dict__["_rights"] = (actor, cans, mine)


def _known(actor: Actor | None, cans: Iterable[Capability], obj: models.Model) -> frozenset[Capability] | None:
    """What `ask` has found, if it asked for this actor and for all of these."""
    whose, cans_asked, mine = obj.__dict__.get("_rights", (None, frozenset(), frozenset()))
    return mine if whose is actor and cans_asked.issuperset(cans) else None


def allows(actor: Actor | None, can: Capability, obj: models.Model) -> bool:
    """Whether the actor holds `can` for this one row: the same condition `visible` filters by, for one key."""
    known = _known(actor, (can,), obj)
    if known is not None:
        return can in known
    return visible(actor, can, type(obj)._default_manager.filter(pk=obj.pk)).exists()


def held(actor: Actor | None, cans: Iterable[Capability], obj: models.Model) -> frozenset[Capability]:
    """Those of the capabilities that the actor holds for this one row, asked in one statement."""
    cans = tuple(cans)
    known = _known(actor, cans, obj)
    if known is not None:
        return known.intersection(cans)
    wanted = [(can, scope(actor, can)) for can in dict.fromkeys(cans)]
    asked = [(f"can_{number}", can, q) for number, (can, q) in enumerate(wanted) if q is not None]
    if not asked:
        return frozenset()
    rows = type(obj)._default_manager
    exists = {name: Exists(rows.filter(q, pk=OuterRef("pk"))) for name, _can, q in asked}
    answer = rows.filter(pk=obj.pk).annotate(**exists).values(*exists).first() or {}
    return frozenset(can for name, can, _q in asked if answer.get(name))


def holds(actor: Actor | None, can: Capability) -> bool:
    """Whether the actor's role has any grant of the capability (scope aside): for menus and creation pages."""
    return actor is not None and bool(can.for_role(actor.role))


def named_as_of(person: User, can: Capability, organization: Organization, day: date) -> str:
    """A person's name as papers of that day give it; where they held `can` as a deputy only, with whom they stood in for."""
    roles = {grant.role for grant in can.grants}
    posts = person.memberships.held_on(day).filter(organization=organization, role__in=roles).titled()
    post = posts.order_by(*OWN_FIRST).first()
    if post is None or post.principal is None:
        return str(person)
    return gettext("%(name)s（代 %(principal)s）") % {"name": person, "principal": post.principal}
