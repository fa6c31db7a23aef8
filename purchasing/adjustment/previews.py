"""How an adjustment will read to the public, for the person who checks it for secrets."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from portal.values import clock
from purchasing.adjustment.models import PlanAdjustment
from purchasing.adjustment.queries import sides
from purchasing.publication.models import Kind
from purchasing.publication.queries import Preview, Table, previews

RELATED = ("item__plan__purchaser__organization",)


@previews(Kind.ADJUSTMENT, RELATED)
def adjustment_preview(adjustment: PlanAdjustment) -> Preview:
    """计划调整: both sides and the reason (domain handbook §3.3, R-10)."""
    item = adjustment.item
    facts: list[tuple[Any, Any]] = [
        (_("购买主体"), item.plan.purchaser.organization.name),
        (_("年度"), item.plan.fiscal_year),
        (_("项目编号"), item.ocid or "—"),
        (_("购买事项"), item.title),
        (_("调整类别"), adjustment.get_change_display()),
        (_("批复文号"), adjustment.number or "—"),
        (_("批准时间"), clock.day_of(adjustment.decided_at).isoformat() if adjustment.decided_at else "—"),
    ]
    columns = [_("调整事项"), _("调整前"), _("调整后")]
    table = Table(_("调整内容"), columns, [list(side) for side in sides(adjustment)])
    return Preview(str(adjustment), facts, [adjustment.reason], [table])
