"""Reads of procurements: lists by scope, the life line, what a page of one procurement shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import portal.statutes as statutes
from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.accounts.models import Membership, Organization, User
from portal.audit import trail
from portal.audit.models import AuditEntry
from portal.values import clock
from portal.workflow.models import DueDate
from purchasing.intention.queries import intention_of, runs_until
from purchasing.procurement.methods import rules_of
from purchasing.procurement.models import Appointment, Procurement, State
from purchasing.procurement.policies import AGENT, APPOINTABLE, FITTING, Can
from purchasing.publication.models import Publication

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def procurements_for(actor: Actor | None) -> QuerySet[Procurement]:
    """Those the actor may read, newest first, with what a list shows."""
    rows = visible(actor, Can.READ_PROCUREMENT, Procurement.objects.all())
    return rows.select_related("purchaser__organization", "agency").order_by("-pk")


def open_procurements() -> QuerySet[Procurement]:
    """Announced and still receiving: what a supplier can take part in. Soonest closing first."""
    rows = Procurement.objects.filter(state=State.RECEIVING, closes_at__gt=clock.now())
    return rows.select_related("purchaser__organization", "agency").order_by("closes_at", "pk")


def law_day(procurement: Procurement) -> date:
    """The day whose law governs the whole procurement: the notice's (handbook §0.2), before it today."""
    announced = procurement.announced_at
    return clock.day_of(announced) if announced else clock.today()


def minimum_bidders(procurement: Procurement) -> statutes.Ruling:
    """How many bidders must be left at each step (R-44)."""
    return statutes.on(rules_of(procurement.method).minimum_bidders, law_day(procurement))


def void_grounds(procurement: Procurement) -> dict[str, str]:
    """The grounds of 政府采购法 第三十六条 in words, by their code."""
    least = minimum_bidders(procurement).whole
    return {
        "too_few": gettext("符合条件或作实质响应的供应商不足 %(least)s 家") % {"least": least},
        "unlawful": gettext("出现影响采购公正的违法、违规行为"),
        "too_expensive": gettext("投标人的报价均超过采购预算"),
        "cancelled": gettext("因重大变故，采购任务取消"),
    }


def appointments_of(procurement: Procurement) -> QuerySet[Appointment]:
    return procurement.appointments.select_related("user").order_by("pk")


def appointed(procurement: Procurement, duty: str) -> list[User]:
    """The people charged with one duty."""
    return list(User.objects.filter(appointments__procurement=procurement, appointments__duty=duty).order_by("pk"))


def staff_of(organisation_id: int | None, day: date, duty: str = "") -> QuerySet[User]:
    """Clerks and appointees of a unit on a day: whom it can charge with a duty, or with this one."""
    roles = FITTING[duty] if duty else APPOINTABLE
    held = Membership.objects.held_on(day).filter(organization=organisation_id, role__in=roles)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("display_name")


def posts_for(duty: str) -> str:
    """The posts that a duty is given to, as a form and a refusal name them."""
    return "、".join(str(role.label) for role in FITTING[duty])


def agencies() -> QuerySet[Organization]:
    """Organisations that procure for others today."""
    held = Membership.objects.held_on(clock.today()).filter(role=AGENT)
    return Organization.objects.filter(pk__in=held.values("organization")).order_by("name")


def limits_of(procurement: Procurement) -> QuerySet[DueDate]:
    return DueDate.objects.filter(root=procurement.audit_root)


@dataclass(frozen=True)
class Period:
    """A day the law fixes for this procurement now: until it, or from it on, something may be done."""

    label: _StrPromise
    day: date
    cites: str
    opens: bool = False
    """Whether something may be done from the day on, and not until it."""


def periods_of(procurement: Procurement) -> list[Period]:
    """The days that matter in the present state: the earliest notice (R-11), and the last day to obtain the document (R-22)."""
    if procurement.state in (State.PREPARING, State.DOCUMENT_READY) and not procurement.intention_waiver:
        intention = intention_of(procurement.plan_item)
        due = runs_until(intention) if intention else None
        if due is not None and due.ruling is not None:
            return [Period(_("最早可发布采购公告"), due.date, due.ruling.cites, opens=True)]
    if procurement.state == State.RECEIVING and procurement.announced_at and procurement.documents_until:
        supply = statutes.on(rules_of(procurement.method).document_supply, clock.day_of(procurement.announced_at))
        return [Period(_("招标文件获取截止"), procurement.documents_until, supply.cites)]
    return []


def publications_of(procurement: Procurement) -> QuerySet[Publication]:
    return Publication.objects.filter(ocid=procurement.ocid).order_by("pk")


def history_of(procurement: Procurement, last: int = 60) -> QuerySet[AuditEntry]:
    """The latest acts of the file, newest first; bids and takings have chains of their own and are not among them."""
    return trail(procurement).order_by("-number")[:last]
