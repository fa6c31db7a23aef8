"""The evaluation's part on the page of a procurement, and its stop on the life line."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from evaluation.evaluation.policies import Can
from portal.accounts.actor import actor_of
from portal.accounts.capability import allows
from portal.ui.parts import Stop
from portal.values import clock
from purchasing.procurement.life import STAGES, later_stop
from purchasing.procurement.models import Procurement
from purchasing.procurement.panels import Part, panel


@panel(90, joins=("evaluation",), rights=(("evaluation", Can.READ_EVALUATION),))
def evaluation_part(request: HttpRequest, procurement: Procurement) -> Part | None:
    """State and result, for whoever may read the evaluation."""
    evaluation = getattr(procurement, "evaluation", None)
    if evaluation is None or not allows(actor_of(request), Can.READ_EVALUATION, evaluation):
        return None
    return {
        "title": _("绩效评价"),
        "template": "evaluation/evaluation/_part.html",
        "context": {"evaluation": evaluation},
        "href": evaluation.get_absolute_url(),
        "link": _("查看评价"),
    }


@later_stop("evaluation")
def evaluation_stop(procurement: Procurement) -> Stop | None:
    """Now from the completion of the contract on, done when the result is public."""
    evaluation = getattr(procurement, "evaluation", None)
    if evaluation is None:
        return None
    if evaluation.published_at is None:
        return Stop(STAGES["evaluation"], "now")
    return Stop(STAGES["evaluation"], "done", clock.day_of(evaluation.published_at))
