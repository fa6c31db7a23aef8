"""Writes of plans: drafting, what finance proposes item by item, and the body of each move but the approval."""

from purchasing.plan.actions import moves as moves
from purchasing.plan.actions.items import (
    ItemDraft,
    Task,
    answer_hints,
    copy_items,
    next_seq,
    put_item,
    remove_item,
    start_plan,
    write_answers,
    write_funding,
    write_item,
    write_workload,
)
from purchasing.plan.actions.moves import follow
from purchasing.plan.actions.proposals import Proposal, propose

__all__ = [
    "ItemDraft",
    "Proposal",
    "Task",
    "answer_hints",
    "copy_items",
    "follow",
    "next_seq",
    "propose",
    "put_item",
    "remove_item",
    "start_plan",
    "write_answers",
    "write_funding",
    "write_item",
    "write_workload",
]
