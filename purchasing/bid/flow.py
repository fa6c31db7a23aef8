"""A bid is submitted, replaced or withdrawn before the clock; closing seals it, opening opens it (handbook §3.6)."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.workflow.flow import Flow
from purchasing.bid import guards
from purchasing.bid.models import KeyHolder, State
from purchasing.bid.policies import Can
from purchasing.bid.queries import lacks_holder
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.models import Procurement
from purchasing.procurement.models import State as ProcurementState

SUBMISSION = [
    guards.bids_are_received, guards.document_was_obtained, guards.offer_answers_the_document,
    guards.every_declaration_is_given, guards.price_is_within_ceiling,
]  # fmt: skip

BID = Flow(
    "bid",
    model="purchasing.Bid",
    states=State,
    initial=State.DRAFT,
    label=_("投标"),
    read=Can.READ_BID,
    key="reference",
)
BID.transition(
    "submit",
    label=_("提交投标文件"),
    source=State.DRAFT,
    target=State.SUBMITTED,
    who=Can.SUBMIT_BID,
    form="purchasing.bid.forms.BidForm",
    guards=SUBMISSION,
    official=True,
)
BID.transition(
    "replace",
    label=_("重新提交投标文件"),
    source={State.SUBMITTED, State.WITHDRAWN},
    target=State.SUBMITTED,
    who=Can.SUBMIT_BID,
    form="purchasing.bid.forms.BidForm",
    guards=SUBMISSION,
    official=True,
    optional=True,
)
BID.transition(
    "withdraw",
    label=_("撤回投标"),
    source=State.SUBMITTED,
    target=State.WITHDRAWN,
    who=Can.SUBMIT_BID,
    guards=[guards.bids_are_received],
    optional=True,
)
BID.transition("lapse", label=_("截止未投标"), source=State.DRAFT, target=State.LAPSED, joined=True)
BID.transition("seal", label=_("截止封存"), source=State.SUBMITTED, target=State.SEALED, joined=True)
BID.transition("open", label=_("开启"), source=State.SEALED, target=State.OPENED, joined=True)
BID.transition(
    "return_unopened",
    label=_("未开启退回"),
    source={State.SUBMITTED, State.SEALED},
    target=State.RETURNED_UNOPENED,
    joined=True,
)
PROCUREMENT.requires("announce", guards.three_key_holders_are_enrolled)


def _key(procurement: Procurement) -> str:
    return reverse("key")


# Whoever would hold a key of the procurement enrols before its notice; once for all that come.
ENROLMENTS = {
    "enrol_officer": (KeyHolder.Capacity.PURCHASER, Can.HOLD_PURCHASERS_KEY),
    "enrol_agent": (KeyHolder.Capacity.AGENT, Can.HOLD_AGENTS_KEY),
    "enrol_supervisor": (KeyHolder.Capacity.SUPERVISOR, Can.HOLD_SUPERVISORS_KEY),
}
for _name, (_capacity, _who) in ENROLMENTS.items():
    PROCUREMENT.task(
        _name,
        label=_("登记开标密钥"),
        source={ProcurementState.PREPARING, ProcurementState.DOCUMENT_READY},
        who=_who,
        needed=partial(lacks_holder, capacity=_capacity),
        page=_key,
    )
PROCUREMENT.requires("fail_insufficient", guards.too_few_bids)
