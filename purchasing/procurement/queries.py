"""Reads of procurements: lists by scope, the life line, what a page of one procurement shows."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.accounts.models import Organization, User
from portal.accounts.roles import Role
from portal.audit import trail
from portal.audit.models import AuditEntry
from portal.values import clock
from portal.workflow.models import DueDate
from purchasing.intention.queries import intention_of
from purchasing.procurement.models import Appointment, Procurement, State
from purchasing.procurement.policies import Can
from purchasing.publication.models import Publication

ORDER = list(State.values)
ENDED = {State.FAILED_INSUFFICIENT, State.VOIDED, State.TERMINATED}


def procurements_for(actor: Actor | None) -> QuerySet[Procurement]:
    """Those the actor may read, newest first, with what a list shows."""
    rows = visible(actor, Can.READ_PROCUREMENT, Procurement.objects.all())
    return rows.select_related("purchaser__organization", "agency").order_by("-pk")


def open_procurements() -> QuerySet[Procurement]:
    """Announced and still receiving: what a supplier can take part in. Soonest closing first."""
    rows = Procurement.objects.filter(state=State.RECEIVING, closes_at__gt=clock.now())
    return rows.select_related("purchaser__organization", "agency").order_by("closes_at", "pk")


def appointments_of(procurement: Procurement) -> QuerySet[Appointment]:
    return procurement.appointments.select_related("user").order_by("pk")


def appointed(procurement: Procurement, duty: str) -> list[User]:
    """The people charged with one duty."""
    return list(User.objects.filter(appointments__procurement=procurement, appointments__duty=duty).order_by("pk"))


def is_appointed(procurement: Procurement, user: User | None, duty: str) -> bool:
    return user is not None and procurement.appointments.filter(user=user, duty=duty).exists()


def staff_of(organisation_id: int | None, day: date) -> QuerySet[User]:
    """Clerks and appointees of a unit on a day: whom it can charge with a duty."""
    return User.objects.filter(
        pk__in=User.objects.filter(
            memberships__organization=organisation_id,
            memberships__role__in=(Role.PURCHASER_CLERK, Role.PURCHASER_APPOINTEE),
            memberships__valid_from__lte=day,
        )
        .exclude(memberships__valid_to__lte=day)
        .values("pk"),
        is_active=True,
    ).order_by("display_name")


def agencies() -> QuerySet[Organization]:
    """Organisations with people in the role of the procurement agent."""
    return Organization.objects.filter(
        pk__in=Organization.objects.filter(memberships__role=Role.AGENT).values("pk")
    ).order_by("name")


def limits_of(procurement: Procurement) -> QuerySet[DueDate]:
    return DueDate.objects.filter(root=procurement.audit_root)


def publications_of(procurement: Procurement) -> QuerySet[Publication]:
    return Publication.objects.filter(ocid=procurement.ocid).order_by("pk")


def history_of(procurement: Procurement, last: int = 60) -> list[AuditEntry]:
    """The latest acts of the file, newest first; bids and takings have chains of their own and are not among them."""
    return list(trail(procurement).order_by("-number")[:last])


def reached(procurement: Procurement, state: str) -> bool:
    """Whether the common path has got to `state`; ended procurements are judged by their dates."""
    if procurement.state in ENDED:
        dates = {State.ANNOUNCED: procurement.announced_at, State.OPENED: procurement.opened_at}
        return bool(dates.get(State(state)))
    return ORDER.index(procurement.state) >= ORDER.index(state)


def released_intention_at(procurement: Procurement) -> datetime | None:
    intention = intention_of(procurement.plan_item)
    return intention.released_at if intention else None
