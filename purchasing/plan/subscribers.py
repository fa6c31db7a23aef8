"""Who is told of a plan's moves."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.roles import Role
from portal.notify import tell
from portal.outbox import Event, subscribe
from purchasing.plan.models import AnnualPlan
from purchasing.plan.queries import approval_of


@subscribe("plan.submit", effect=gettext_lazy("通知财政部门经办人受理。"))
def tell_finance(event: Event) -> None:
    plan = cast(AnnualPlan, event.subject)
    tell(
        event=event,
        title=_("%(plan)s已报送，请受理") % {"plan": plan},
        url=plan.get_absolute_url(),
        memberships=[(plan.purchaser.finance_id, Role.FINANCE_CLERK)],
    )


@subscribe(
    "plan.approve",
    effect=gettext_lazy("通知购买单位经办人、负责人和协调推进小组办公室；公开稿交单位第二人作保密审查。"),
)
def tell_unit_of_approval(event: Event) -> None:
    plan = cast(AnnualPlan, event.subject)
    unit, approval = plan.purchaser.organization_id, approval_of(plan)
    tell(
        event=event,
        title=_("%(plan)s已批复") % {"plan": plan},
        body=_("批复文号：%(number)s。") % {"number": approval.number} if approval else "",
        url=plan.get_absolute_url(),
        memberships=[
            (unit, Role.PURCHASER_CLERK), (unit, Role.PURCHASER_HEAD), (None, Role.COORDINATION_OFFICE),
        ],
    )  # fmt: skip


@subscribe("plan.question", effect=gettext_lazy("理由通知财政部门经办人，重新审核后再次提出意见。"))
def tell_first_clerk(event: Event) -> None:
    plan = cast(AnnualPlan, event.subject)
    tell(
        event=event,
        title=_("%(plan)s经复核退回，请重新审核") % {"plan": plan},
        body=plan.second_opinion,
        url=plan.get_absolute_url(),
        memberships=[(plan.purchaser.finance_id, Role.FINANCE_CLERK)],
    )


@subscribe("plan.return_to_unit", effect=gettext_lazy("理由通知购买单位经办人。"))
def tell_unit_of_return(event: Event) -> None:
    _tell_unit(event, _("%(plan)s被财政部门退回"))


@subscribe("plan.reject", effect=gettext_lazy("理由通知购买单位经办人。"))
def tell_unit_of_rejection(event: Event) -> None:
    _tell_unit(event, _("%(plan)s未获批准"))


@subscribe("plan.send_back", effect=gettext_lazy("理由通知购买单位经办人。"))
def tell_clerk_of_correction(event: Event) -> None:
    _tell_unit(event, _("%(plan)s需要修改"))


def _tell_unit(event: Event, title: str) -> None:
    plan = cast(AnnualPlan, event.subject)
    tell(
        event=event,
        title=title % {"plan": plan},
        body=plan.reason,
        url=plan.get_absolute_url(),
        memberships=[(plan.purchaser.organization_id, Role.PURCHASER_CLERK)],
    )
