"""Reads of intentions."""

from __future__ import annotations

from django.db.models import QuerySet

import portal.statutes as statutes
from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.statutes.daycount import Due
from portal.values import clock
from purchasing.intention.models import Intention
from purchasing.intention.policies import Can
from purchasing.plan.models import PlanItem


def intentions_for(actor: Actor | None) -> QuerySet[Intention]:
    """Those the actor may read, newest first, with what a list shows."""
    rows = visible(actor, Can.READ_INTENTION, Intention.objects.all())
    return rows.select_related("plan_item__plan__purchaser__organization").order_by("-pk")


def intention_of(item: PlanItem) -> Intention | None:
    """The item's intention, if it has one; none is read again that was joined to the item."""
    if PlanItem.intention.is_cached(item):
        return getattr(item, "intention", None)
    return Intention.objects.filter(plan_item=item).first()


def runs_until(intention: Intention) -> Due | None:
    """The first day on which the procurement may be announced (R-11), or None before the release."""
    if intention.released_at is None:
        return None
    return statutes.earliest("R-11", clock.day_of(intention.released_at))
