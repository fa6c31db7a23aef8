"""The award is a row that drives the procurement: the result is drafted, checked, published, and the winner told."""

from django.utils.translation import gettext_lazy as _

from purchasing.award import guards
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.models import State
from purchasing.procurement.policies import Can

PROCUREMENT.transition(
    "prepare_result",
    label=_("起草中标结果公告"),
    source=State.CANDIDATE_CONFIRMED,
    who=Can.RUN_REVIEW,
    guards=[guards.result_is_not_drafted],
)
PROCUREMENT.requires("confirm_candidate", guards.ranking_is_there)
