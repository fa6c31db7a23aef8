"""Writes of the group: its matters with their tasks and reports, its members and its meetings."""

from purchasing.group.actions.matters import (
    ANSWERED,
    RETURNED,
    add_task,
    answer_task,
    begin_matter,
    draft_report,
    edit_matter,
    propose,
    remove_task,
    return_answer,
)
from purchasing.group.actions.seats import call_meeting, edit_meeting, end_seat, seat_member

__all__ = [
    "ANSWERED", "RETURNED", "add_task", "answer_task", "begin_matter", "call_meeting", "draft_report", "edit_matter",
    "edit_meeting", "end_seat", "propose", "remove_task", "return_answer", "seat_member",
]  # fmt: skip
