"""What R-06 asks of plans when they are put up, and of items when their procurement is to begin or they are adjusted."""

from django.utils.translation import gettext_lazy as _

from portal.workflow.separation import name_verbs
from purchasing.adjustment.flow import ADJUSTMENT
from purchasing.plan.flow import PLAN, PLAN_ITEM
from purchasing.splitting import guards

PLAN.requires("submit_for_review", guards.plan_is_not_split)
PLAN_ITEM.requires("release", guards.item_is_not_split)
ADJUSTMENT.requires("approve", guards.adjusted_item_is_not_split)
name_verbs({"splitting.permit": _("核准分次采购")})
