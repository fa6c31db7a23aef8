"""Input of plans: the year, an item with its workload sheet, funding and targets, and the clerk's opinion."""

from purchasing.plan.forms.desk import DeskFilter, ProposalForm
from purchasing.plan.forms.items import FundingForm, ItemForm, TargetForm, TaskForm
from purchasing.plan.forms.plans import CopyForm, HintForm, OpinionForm, YearForm
from purchasing.plan.forms.sheets import MOST_ROWS, FundingRows, ItemSheets, TaskFormSet, funding_of, tasks_of

__all__ = [
    "MOST_ROWS",
    "CopyForm",
    "DeskFilter",
    "FundingForm",
    "FundingRows",
    "HintForm",
    "ItemForm",
    "ItemSheets",
    "OpinionForm",
    "ProposalForm",
    "TargetForm",
    "TaskForm",
    "TaskFormSet",
    "YearForm",
    "funding_of",
    "tasks_of",
]
