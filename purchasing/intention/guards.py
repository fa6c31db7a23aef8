"""Why an intention cannot be begun or is not yet old enough."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.values.refusal import Refusal
from purchasing.plan.models import STANDING, PlanItem


def item_is_approved(item: PlanItem) -> Refusal | None:
    """Finance has approved the plan item (政府采购法实施条例 第二十九条)."""
    if item.state in STANDING and item.ocid:
        return None
    return Refusal(
        "item-not-approved",
        _("该计划事项尚未获财政批准，不能进入采购准备。"),
        rule="R-12",
        article="政府采购法实施条例 第二十九条",
        next_step=_("请等待年度计划批复。"),
    )
