"""Reads for the pages of accounts: users, organisations, who is what from when until when."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from portal.accounts.models import Membership, Organization, OrganizationName, User
from portal.accounts.roles import Role

OFFERED = 300  # organisations that a form offers by name; any other is typed by its code


def holding_on(day: date) -> Q:
    """The condition under which a membership holds on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def users_on(day: date) -> QuerySet[User]:
    """All users with what they are on a day (`posts`)."""
    posts = Membership.objects.filter(holding_on(day)).select_related("organization").order_by("pk")
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
    return user.memberships.select_related("organization").order_by("-valid_from", "-pk")


def members_on(organization: Organization, day: date) -> QuerySet[Membership]:
    """Who acts for an organisation on a day or will later."""
    rows = organization.memberships.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    return rows.select_related("user").order_by("role", "user__display_name", "pk")


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
