"""Writes of the review: findings, the draw, declarations, sheets, ranking and signatures."""

from purchasing.review.actions.drawing import choose_chair, draw_experts, excuse_member, watch_draw
from purchasing.review.actions.qualifying import record_qualification
from purchasing.review.actions.ranking import sign_report
from purchasing.review.actions.sitting import declare, find_conformity, finish_sheet, save_sheet

__all__ = [
    "choose_chair", "declare", "draw_experts", "excuse_member", "find_conformity", "finish_sheet", "record_qualification", "save_sheet",
    "sign_report", "watch_draw",
]  # fmt: skip
