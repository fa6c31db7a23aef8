"""Input of plans: the year, an item with its workload sheet, funding and targets, and the clerk's opinion."""

from purchasing.plan.forms.items import FundingForm, ItemForm, TargetForm, TaskForm
from purchasing.plan.forms.plans import CopyForm, HintForm, OpinionForm, YearForm
from purchasing.plan.forms.sheets import MOST_ROWS, ItemSheets

__all__ = [
    "MOST_ROWS",
    "CopyForm",
    "FundingForm",
    "HintForm",
    "ItemForm",
    "ItemSheets",
    "OpinionForm",
    "TargetForm",
    "TaskForm",
    "YearForm",
]
