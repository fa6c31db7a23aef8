"""Reads of the group: who sits on it on a day, its meetings, its matters and their tasks."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Max, Q, QuerySet

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.accounts.models import Membership, Organization
from purchasing.group.models import GroupMatter, GroupMeeting, GroupMember, GroupTask, State
from purchasing.group.policies import ANSWERING, OFFICE, Can

RELATED = ("group", "proposer", "author", "meeting", "decided_by", "reply_scan")


def groups_on(day: date) -> QuerySet[Organization]:
    """The groups that have an office on a day."""
    offices = Membership.objects.held_on(day).filter(role=OFFICE)
    return Organization.objects.filter(pk__in=offices.values("organization")).order_by("name", "pk")


def members_for(actor: Actor | None) -> QuerySet[GroupMember]:
    """Everybody who sits or sat on the actor's group."""
    return visible(actor, Can.READ_GROUP, GroupMember.objects.select_related("organization"))


def seated_on(rows: QuerySet[GroupMember], day: date) -> QuerySet[GroupMember]:
    """Those of the members whose seat has begun on a day and not ended."""
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


def seats_of(group: Organization, day: date) -> QuerySet[GroupMember]:
    return seated_on(GroupMember.objects.filter(group=group).select_related("organization"), day)


def meetings_for(actor: Actor | None) -> QuerySet[GroupMeeting]:
    """The meetings with the number of their matters, the latest first."""
    return visible(actor, Can.READ_GROUP, GroupMeeting.objects.annotate(count=Count("matters")))


def matters_for(actor: Actor | None) -> QuerySet[GroupMatter]:
    return visible(actor, Can.READ_MATTER, GroupMatter.objects.select_related("proposer", "meeting"))


def agenda_of(meeting: GroupMeeting) -> QuerySet[GroupMatter]:
    """The matters of a meeting in their order."""
    return meeting.matters.select_related("proposer").order_by("place", "pk")


def next_place(meeting: GroupMeeting) -> int:
    """The number that a matter gets which comes last on the agenda."""
    last: int | None = meeting.matters.aggregate(last=Max("place"))["last"]
    return (last or 0) + 1


def open_meetings(group: Organization, day: date) -> QuerySet[GroupMeeting]:
    """The meetings that a matter may still be put before: those not held before the day."""
    return GroupMeeting.objects.filter(group=group, held_on__gte=day).order_by("held_on", "pk")


def tasks_of(matter: GroupMatter) -> QuerySet[GroupTask]:
    return matter.tasks.select_related("organization", "answered_by").order_by("due_on", "pk")


def unanswered(matter: GroupMatter) -> QuerySet[GroupTask]:
    return tasks_of(matter).filter(answered_at=None)


def answerable_on(day: date) -> QuerySet[Organization]:
    """The organisations that have somebody to answer a task on a day."""
    people = Membership.objects.held_on(day).filter(role__in=ANSWERING, on_behalf_of=None)
    return Organization.objects.filter(pk__in=people.values("organization")).order_by("name", "pk")


def is_open(matter: GroupMatter) -> bool:
    return matter.state in (State.DECIDED, State.TASKS)
