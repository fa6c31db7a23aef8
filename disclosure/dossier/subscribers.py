"""With the result, the record of the opening becomes a public paper (O87 art. 41: it was read to all who bid)."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import SYSTEM
from portal.outbox import Event, subscribe
from portal.reports.actions import publish_report, reports_of
from portal.workflow.act import Act
from purchasing.models import Opening, Procurement


@subscribe("procurement.publish_result", effect=_("开标记录随结果公告一并公开。"))
def publish_opening_record(event: Event) -> None:
    opening = Opening.objects.filter(procurement=cast(Procurement, event.subject)).first()
    if opening is None:
        return
    for report in reports_of(opening):
        publish_report(report, act=Act(SYSTEM, event.at))
