"""Clarifications have a flow of their own; the document moves with the procurement."""

from django.utils.translation import gettext_lazy as _

from portal.workflow.flow import Flow
from portal.workflow.separation import name_verbs
from purchasing.procurement.flow import PROCUREMENT
from purchasing.publication.guards import secrecy_is_checked
from purchasing.publication.models import Kind
from purchasing.tender import guards
from purchasing.tender.models import ClarificationState
from purchasing.tender.policies import Can

CLARIFICATION = Flow(
    "clarification",
    model="purchasing.Clarification",
    states=ClarificationState,
    initial=ClarificationState.DRAFT,
    label=_("澄清更正"),
    read=Can.READ_CLARIFICATION,
)
CLARIFICATION.transition(
    "release",
    label=_("发布澄清"),
    source=ClarificationState.DRAFT,
    target=ClarificationState.RELEASED,
    who=Can.RELEASE_CLARIFICATION,
    official=True,
    guards=[guards.bids_are_still_received, guards.enough_time_remains, secrecy_is_checked(Kind.CLARIFICATION)],
)
PROCUREMENT.requires(
    "prepare_document",
    guards.document_is_complete,
    guards.points_make_a_hundred,
    guards.price_weight_is_lawful,
    guards.small_business_rate_is_lawful,
    guards.no_forbidden_condition,
)
name_verbs(
    {
        "tender.begin": _("编制采购文件"),
        "tender.edit": _("修改采购文件"),
        "tender.take": _("获取招标文件"),
        "clarification.edit": _("修改澄清"),
    }
)
