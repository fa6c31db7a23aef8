"""Reads of suppliers."""

from __future__ import annotations

from portal.accounts.actor import Actor
from purchasing.supplier.models import Supplier


def supplier_of(actor: Actor | None) -> Supplier | None:
    """The provider for which the actor acts, if their organisation is one."""
    return Supplier.objects.filter(organization=actor.organization_id).first() if actor else None
