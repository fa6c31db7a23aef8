"""Who acts: a person in one of their memberships, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpRequest

from portal.accounts.models import Membership, User
from portal.accounts.roles import Role
from portal.values import clock

OWN_FIRST = (F("on_behalf_of").asc(nulls_first=True), "pk")


@dataclass(frozen=True)
class Actor:
    """A signed-in person with the membership in use; `membership` is None while none is valid today."""

    user: User | None
    membership: Membership | None = None
    system: bool = False

    @property
    def role(self) -> Role | None:
        return Role(self.membership.role) if self.membership else None

    @property
    def organization_id(self) -> int | None:
        return self.membership.organization_id if self.membership else None

    @property
    def name(self) -> str:
        return self.user.display_name if self.user else "系统"

    @property
    def principal(self) -> User | None:
        """Whom the actor stands in for as a deputy."""
        return self.membership.principal if self.membership else None

    @property
    def people(self) -> tuple[int, ...]:
        """The keys of whoever counts as acting where duties are separate: the person, and whom they stand in for."""
        return tuple(person.pk for person in (self.user, self.principal) if person is not None)


SYSTEM = Actor(user=None, system=True)


def memberships_on(user: User, day: date) -> QuerySet[Membership]:
    """The person's memberships valid on a day, with what their titles say; what is their own comes first."""
    return user.memberships.held_on(day).titled().order_by(*OWN_FIRST)


def memberships_now(user: User) -> list[Membership]:
    """Those valid on the database's own day, in one statement with the reading of the clock the page then stands at."""
    today = TruncDate(clock.PortalNow(), tzinfo=clock.SHANGHAI)
    rows = user.memberships.held_on(today)
    valid: list[Any] = list(rows.annotate(read_at=clock.PortalNow()).titled().order_by(*OWN_FIRST))
    if valid:
        clock.stand_at(valid[0].read_at)
    return valid


def actor_for(user: User, day: date, membership_id: int | None = None) -> Actor:
    """The actor a person is on a day: in the chosen membership if still valid, else in the first valid one."""
    return actor_among(user, list(memberships_on(user, day)), membership_id)


def actor_among(user: User, valid: list[Membership], membership_id: int | None = None) -> Actor:
    """The actor in the chosen one of these memberships, else in the first."""
    chosen = next((m for m in valid if m.pk == membership_id), valid[0] if valid else None)
    if chosen:
        chosen.user = user
    return Actor(user=user, membership=chosen)


def actor_of(request: HttpRequest) -> Actor | None:
    """Who acts in a request; None for the public."""
    actor: Actor | None = getattr(request, "actor", None)
    return actor


def signed_actor(request: HttpRequest) -> Actor:
    """Who acts in a request that only a signed-in person can make. Raises PermissionDenied for the public."""
    actor = actor_of(request)
    if actor is None:
        raise PermissionDenied
    return actor
