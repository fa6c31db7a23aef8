"""Recorded by one person of finance, confirmed or refused by another; only then does money return to the lines."""

from django.utils.translation import gettext_lazy as _

from contracts.refund.guards import within_paid
from contracts.refund.models import State
from contracts.refund.policies import Can
from portal.workflow.flow import Flow

REFUND = Flow(
    "refund",
    model="contracts.Refund",
    states=State,
    initial=State.RECORDED,
    label=_("支付退回"),
    read=Can.READ_REFUND,
)
REFUND.transition(
    "confirm",
    label=_("确认退回"),
    source=State.RECORDED,
    target=State.CONFIRMED,
    who=Can.CONFIRM_REFUND,
    guards=[within_paid],
    official=True,
)
REFUND.transition(
    "refuse",
    label=_("不予确认"),
    source=State.RECORDED,
    target=State.REFUSED,
    who=Can.CONFIRM_REFUND,
    form="purchasing.publication.forms.ReasonForm",
    optional=True,
)
REFUND.transition(
    "withdraw",
    label=_("撤回"),
    source=State.RECORDED,
    target=State.WITHDRAWN,
    who=Can.WITHDRAW_REFUND,
    optional=True,
)
