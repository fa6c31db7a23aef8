"""Reads of purchasers."""

from __future__ import annotations

from portal.accounts.actor import Actor
from purchasing.purchaser.models import Purchaser


def purchaser_of(actor: Actor | None) -> Purchaser | None:
    """The purchaser for which the actor acts, if their organisation is one."""
    if actor is None or actor.organization_id is None:
        return None
    return Purchaser.objects.select_related("organization").filter(organization=actor.organization_id).first()
