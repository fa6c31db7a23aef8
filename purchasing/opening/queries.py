"""Reads of openings: who holds, who gave a part, and which released ones wait for a worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from portal.values import clock
from portal.values.together import fetch_together
from purchasing.bid.models import KeyHolder
from purchasing.opening.models import Opening, State
from purchasing.procurement.models import Procurement

PARTS_NEEDED = 2


@dataclass(frozen=True)
class HolderStatus:
    """One of the three holders as the opening page shows them; `at` is when the part was given."""

    holder: KeyHolder
    at: datetime | None


def holders_with_parts(opening: Opening) -> list[HolderStatus]:
    parts = opening.parts.order_by("pk").values_list("holder_id", "at")
    holders = KeyHolder.objects.filter(keys__procurement=opening.procurement_id).select_related(
        "membership__user", "membership__organization"
    )
    holders = holders.order_by("pk")
    fetch_together(parts, holders)
    given = dict(parts)
    return [HolderStatus(holder, given.get(holder.pk)) for holder in holders]


def waiting_for_worker() -> QuerySet[Opening]:
    """Released openings that nobody works on: new, or left behind by a worker that was killed."""
    return Opening.objects.filter(
        Q(lease_until__isnull=True) | Q(lease_until__lte=clock.now()), state=State.RELEASED
    ).order_by("released_at", "pk")


def opening_of(procurement: Procurement) -> Opening | None:
    return Opening.objects.filter(procurement=procurement).first()
