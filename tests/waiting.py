"""What a person finds in 待办, by the name of the move or task."""

from __future__ import annotations

from portal.accounts.actor import Actor
from portal.workflow.inbox import waiting_for


def waiting(actor: Actor, flow: str = "") -> list[str]:
    """The names of what waits for an actor, sorted; of one flow, where one is named."""
    rows = waiting_for(actor)
    return sorted((rows.filter(flow=flow) if flow else rows).values_list("transition", flat=True))
