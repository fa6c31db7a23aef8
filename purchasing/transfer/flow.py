"""Recorded by one person of finance, confirmed or refused by another; only then does money move."""

from django.utils.translation import gettext_lazy as _

from portal.workflow.flow import Flow
from purchasing.transfer.guards import source_bears_the_transfer
from purchasing.transfer.models import State
from purchasing.transfer.policies import Can

BUDGET_TRANSFER = Flow(
    "budget_transfer",
    model="purchasing.BudgetTransfer",
    states=State,
    initial=State.RECORDED,
    label=_("预算调剂与核减"),
    read=Can.READ_TRANSFER,
)
BUDGET_TRANSFER.transition(
    "confirm",
    label=_("确认"),
    source=State.RECORDED,
    target=State.CONFIRMED,
    who=Can.CONFIRM_TRANSFER,
    guards=[source_bears_the_transfer],
    official=True,
)
BUDGET_TRANSFER.transition(
    "refuse",
    label=_("不予确认"),
    source=State.RECORDED,
    target=State.REFUSED,
    who=Can.CONFIRM_TRANSFER,
    form="purchasing.transfer.forms.ReasonForm",
    optional=True,
)
BUDGET_TRANSFER.transition(
    "withdraw",
    label=_("撤回"),
    source=State.RECORDED,
    target=State.WITHDRAWN,
    who=Can.RECORD_TRANSFER,
    optional=True,
)
