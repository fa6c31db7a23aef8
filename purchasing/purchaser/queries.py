"""Reads of purchasers."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.accounts.models import Organization
from purchasing.purchaser.models import Purchaser
from purchasing.purchaser.policies import Can


def purchaser_of(actor: Actor | None) -> Purchaser | None:
    """The purchaser for which the actor acts, if their organisation is one."""
    if actor is None or actor.organization_id is None:
        return None
    return Purchaser.objects.select_related("organization").filter(organization=actor.organization_id).first()


def purchasers_for(actor: Actor) -> QuerySet[Purchaser]:
    """The purchasers whose money the actor's finance body decides on, by name."""
    rows = visible(actor, Can.READ_PURCHASER, Purchaser.objects.select_related("organization", "budget_supervisor"))
    return rows.order_by("organization__name", "pk")


DEPARTMENT: dict[str, Combinable] = {
    "department": Coalesce("budget_supervisor", "organization"),
    "department_name": Coalesce("budget_supervisor__name", "organization__name"),
}
"""The department whose budget a purchaser's money belongs to, by key and name: its 主管预算单位, or itself where it has none."""


def department_of(purchaser: Purchaser) -> Organization:
    """The same of a purchaser in hand."""
    return purchaser.budget_supervisor or purchaser.organization


def of_department(department: int, path: str = "") -> Q:
    """That the purchaser at the end of `path` belongs to a department, by its key."""
    own = {f"{path}budget_supervisor": None, f"{path}organization": department}
    return Q(**{f"{path}budget_supervisor": department}) | Q(**own)


def in_region(code: str, path: str = "") -> Q:
    """That the purchaser at the end of `path` is of that county, or of the city itself."""
    return Q(**{f"{path}organization__region__startswith": code})
