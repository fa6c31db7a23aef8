"""Who is told of an account's moves."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.roles import Role
from portal.notify import tell
from portal.outbox import Event, subscribe
from purchasing.account.models import FinalAccount


@subscribe("final_account.approve_in_unit", effect=gettext_lazy("通知财政部门经办人审核。"))
def tell_finance(event: Event) -> None:
    row = cast(FinalAccount, event.subject)
    tell(
        event=event,
        title=_("%(row)s已报送，请审核") % {"row": row},
        url=row.get_absolute_url(),
        memberships=[(row.plan.purchaser.finance_id, Role.FINANCE_CLERK)],
    )


@subscribe(
    "final_account.confirm",
    effect=gettext_lazy("年度计划关闭；通知购买单位和协调推进小组办公室；执行情况表交单位第二人作保密审查。"),
)
def tell_of_confirmation(event: Event) -> None:
    row = cast(FinalAccount, event.subject)
    _tell_unit(event, _("%(row)s已审定"), row.number or "", (None, Role.COORDINATION_OFFICE))


@subscribe(
    "final_account.return_to_unit", "final_account.send_back", effect=gettext_lazy("理由通知购买单位经办人和负责人。")
)
def tell_of_return(event: Event) -> None:
    _tell_unit(event, _("%(row)s被退回"), cast(FinalAccount, event.subject).return_reason)


def _tell_unit(event: Event, title: str, body: str, *more: tuple[int | None, Role]) -> None:
    row = cast(FinalAccount, event.subject)
    unit = row.plan.purchaser.organization_id
    tell(
        event=event,
        title=title % {"row": row},
        body=body,
        url=row.get_absolute_url(),
        memberships=[(unit, Role.PURCHASER_CLERK), (unit, Role.PURCHASER_HEAD), *more],
    )
