"""Writes of adjustments: drafted by the unit, then moved and decided."""

from purchasing.adjustment.actions import decisions
from purchasing.adjustment.actions.drafts import (
    add_item,
    amounts,
    answer_hints,
    edit_added,
    edit_adjustment,
    start_adjustment,
)

__all__ = ["add_item", "amounts", "answer_hints", "decisions", "edit_added", "edit_adjustment", "start_adjustment"]
