"""Reads of purchasers."""

from __future__ import annotations

from django.db.models import QuerySet

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
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
