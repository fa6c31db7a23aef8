"""Writes of a provider's profile, by the provider: registration is free and no gate to bidding (N38 §1(3))."""

from __future__ import annotations

from portal.accounts.capability import holds
from portal.values.refusal import NOT_ALLOWED, Forbidden, stale_version
from portal.workflow.act import Act
from purchasing.supplier.models import Supplier
from purchasing.supplier.policies import Can


def save_profile(act: Act, *, version: int, **values: str) -> Supplier:
    """Write what the actor's organisation is as a provider; the first time it becomes one.

    Contracts keep the account they were signed with. Raises Forbidden; Refused ("stale-version").
    """
    if act.actor.membership is None or not holds(act.actor, Can.KEEP_PROFILE):
        raise Forbidden(NOT_ALLOWED)
    row, new = Supplier.objects.select_for_update(of=("self",)).get_or_create(
        organization=act.actor.membership.organization, defaults=values
    )
    if not new:
        if row.version != version:
            raise stale_version()
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        row.save(update_fields=[*values, "version"])
    act.record(row, "supplier.save_profile")
    return row
