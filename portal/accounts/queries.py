"""Reads for the pages of accounts: users, organisations, who is what from when until when."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from portal.accounts.models import Membership, Organization, OrganizationName, User
from portal.accounts.roles import DEPUTABLE, Role

OFFERED = 300  # organisations that a form offers by name; any other is typed by its code


def holding_on(day: date) -> Q:
    """The condition under which a membership holds on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def users_on(day: date) -> QuerySet[User]:
    """All users with what they are on a day (`posts`)."""
    posts = Membership.objects.filter(holding_on(day)).titled().order_by("pk")
    return User.objects.prefetch_related(Prefetch("memberships", posts, to_attr="posts"))


def with_role(users: QuerySet[User], role: str, day: date) -> QuerySet[User]:
    """Those of the users who hold a role on a day."""
    return users.filter(Exists(Membership.objects.filter(holding_on(day), user=OuterRef("pk"), role=role)))


def organisations_on(day: date) -> QuerySet[Organization]:
    """All organisations with how many people act for them on a day (`people`)."""
    held = Membership.objects.filter(holding_on(day), organization=OuterRef("pk")).order_by()
    count = held.values("organization").annotate(number=Count("user", distinct=True)).values("number")
    return Organization.objects.annotate(people=Coalesce(Subquery(count), 0))


def organisations_matching(rows: QuerySet[Organization], text: str) -> QuerySet[Organization]:
    """Those whose code, name or former name holds every word."""
    for word in text.split():
        former = Exists(OrganizationName.objects.filter(organization=OuterRef("pk"), name__icontains=word))
        rows = rows.filter(Q(name__icontains=word) | Q(uscc__icontains=word) | former)
    return rows


def memberships_of(user: User) -> QuerySet[Membership]:
    """Everything a person is, was and will be, the latest first."""
    return user.memberships.titled().order_by("-valid_from", "-pk")


def deputies_of(user: User) -> QuerySet[Membership]:
    """Who stands, stood or will stand in for a person, the latest first."""
    rows = Membership.objects.filter(on_behalf_of__user=user).titled().select_related("user")
    return rows.order_by("-valid_from", "-pk")


def duties_of(user: User, day: date) -> QuerySet[Membership]:
    """What a person may leave to a deputy: own posts that decide, held on a day or later."""
    own = user.memberships.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), role__in=DEPUTABLE, on_behalf_of=None)
    return own.select_related("organization", "user").order_by("pk")


def colleagues_of(user: User, day: date) -> QuerySet[User]:
    """Who has an own post on a day beside the person, in an organisation where the person has a duty to leave."""
    units = duties_of(user, day).values("organization")
    posts = Membership.objects.filter(holding_on(day), organization__in=units, on_behalf_of=None)
    rows = User.objects.filter(is_active=True, pk__in=posts.values("user")).exclude(pk=user.pk)
    held = posts.select_related("organization").order_by("pk")
    return rows.prefetch_related(Prefetch("memberships", held, to_attr="posts")).order_by("display_name", "pk")


def members_on(organization: Organization, day: date) -> QuerySet[Membership]:
    """Who acts for an organisation on a day or will later."""
    rows = organization.memberships.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    return rows.select_related("user", "on_behalf_of__user").order_by("role", "user__display_name", "pk")


def organisation_called(text: str) -> Organization | None:
    """The organisation of this code ("91… 名称" is read too), or the only one of exactly this name."""
    code = text.split(maxsplit=1)[0].upper() if text else ""
    found = Organization.objects.filter(uscc=code).first()
    if found is None:
        named = list(Organization.objects.filter(name=text)[:2])
        found = named[0] if len(named) == 1 else None
    return found


def offered_organisations() -> QuerySet[Organization]:
    return Organization.objects.order_by("name", "pk")[:OFFERED]


def administrator_remains(day: date, *, without_user: int | None = None, without: int | None = None) -> bool:
    """Whether somebody who may log in is a system administrator on a day and after it, not counting this user or this membership."""
    rows = Membership.objects.filter(
        role=Role.SYSTEM_ADMIN, valid_from__lte=day, valid_to__isnull=True, user__is_active=True
    )
    if without_user is not None:
        rows = rows.exclude(user=without_user)
    if without is not None:
        rows = rows.exclude(pk=without)
    return rows.exists()
