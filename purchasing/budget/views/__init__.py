"""The pages of the budget."""

from purchasing.budget.views.board import board_chart, board_page
from purchasing.budget.views.lines import confirm, grant_line, line, lines, reconciliation, record

__all__ = ["board_chart", "board_page", "confirm", "grant_line", "line", "lines", "reconciliation", "record"]
