"""Who is told of an adjustment's moves."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.roles import Role
from portal.notify import tell
from portal.outbox import Event, subscribe
from purchasing.adjustment.models import PlanAdjustment


@subscribe("adjustment.approve_in_unit", effect=gettext_lazy("通知财政部门经办人审核。"))
def tell_finance(event: Event) -> None:
    row = cast(PlanAdjustment, event.subject)
    tell(
        event=event,
        title=_("计划调整已报送，请审核：%(row)s") % {"row": row},
        body=row.reason,
        url=row.get_absolute_url(),
        memberships=[(row.item.plan.purchaser.finance_id, Role.FINANCE_CLERK)],
    )


@subscribe(
    "adjustment.approve",
    effect=gettext_lazy("通知购买单位和协调推进小组办公室；公开稿交单位第二人作保密审查。"),
)
def tell_of_approval(event: Event) -> None:
    row = cast(PlanAdjustment, event.subject)
    _tell_unit(event, _("计划调整已批准：%(row)s"), row.number or "", (None, Role.COORDINATION_OFFICE))


@subscribe("adjustment.question", effect=gettext_lazy("理由通知财政部门经办人，重新审核后再次提出意见。"))
def tell_first_clerk(event: Event) -> None:
    row = cast(PlanAdjustment, event.subject)
    tell(
        event=event,
        title=_("计划调整经复核退回，请重新审核：%(row)s") % {"row": row},
        body=row.second_opinion,
        url=row.get_absolute_url(),
        memberships=[(row.item.plan.purchaser.finance_id, Role.FINANCE_CLERK)],
    )


@subscribe("adjustment.refuse", effect=gettext_lazy("理由通知购买单位经办人和负责人。"))
def tell_of_refusal(event: Event) -> None:
    _tell_unit(event, _("计划调整未获批准：%(row)s"), cast(PlanAdjustment, event.subject).return_reason)


@subscribe("adjustment.return_to_unit", "adjustment.send_back", effect=gettext_lazy("理由通知购买单位经办人和负责人。"))
def tell_of_return(event: Event) -> None:
    _tell_unit(event, _("计划调整被退回：%(row)s"), cast(PlanAdjustment, event.subject).return_reason)


def _tell_unit(event: Event, title: str, body: str, *more: tuple[int | None, Role]) -> None:
    row = cast(PlanAdjustment, event.subject)
    unit = row.item.plan.purchaser.organization_id
    tell(
        event=event,
        title=title % {"row": row},
        body=body,
        url=row.get_absolute_url(),
        memberships=[(unit, Role.PURCHASER_CLERK), (unit, Role.PURCHASER_HEAD), *more],
    )
