"""What a proposed calendar would do: the open limits that it moves, and those that become final."""

from __future__ import annotations

from dataclasses import dataclass

import portal.statutes as statutes
from catalog.rulebook.previews import SHOWN, Limit, limits_shown
from catalog.workdays.models import CalendarDraft
from catalog.workdays.queries import Proposal, proposal_of
from portal.accounts.actor import Actor
from portal.workflow.recount import differing, open_limits


@dataclass(frozen=True)
class Effect:
    """`loads` says that the year's counts are no longer provisional; `settled` how many limits keep their day for good."""

    proposal: Proposal
    loads: bool
    moves: list[Limit]
    moving: int
    settled: int


def effect_of(draft: CalendarDraft, actor: Actor | None) -> Effect:
    """What approval would do, counted but not written, as this reader may see it."""
    proposal = proposal_of(draft)
    loaded = statutes.is_loaded(draft.year)
    with statutes.supposing(proposal.kinds):
        changes = differing(open_limits().order_by("due_on", "pk"))
        loads = not loaded and statutes.is_loaded(draft.year)
    moved = [change for change in changes if change.moves]
    return Effect(proposal, loads, limits_shown(moved[:SHOWN], actor), len(moved), len(changes) - len(moved))
