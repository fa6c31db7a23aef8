"""What a step of an adjustment is about: what changes, before and after."""

from __future__ import annotations

from django.utils.translation import gettext as _

from portal.ui.gist import gist
from portal.ui.parts import Fact
from purchasing.adjustment.models import PlanAdjustment
from purchasing.adjustment.queries import sides


@gist("adjustment")
def of_adjustment(adjustment: PlanAdjustment) -> list[Fact]:
    reason = Fact(_("调整理由"), adjustment.reason)
    return [
        *(Fact(label, after, _("原为 %(before)s") % {"before": before}) for label, before, after in sides(adjustment)),
        reason,
    ]
