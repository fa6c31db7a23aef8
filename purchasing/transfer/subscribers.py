"""Who is told of a transfer."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.roles import Role
from portal.notify import tell
from portal.outbox import Event, subscribe
from purchasing.transfer.models import BudgetTransfer


@subscribe("budget_transfer.begun", effect=gettext_lazy("通知财政部门审批人确认。"))
def tell_approvers(event: Event) -> None:
    transfer = cast(BudgetTransfer, event.subject)
    tell(
        event=event,
        title=_("%(transfer)s，请确认") % {"transfer": transfer},
        url=transfer.get_absolute_url(),
        memberships=[(transfer.source.purchaser.finance_id, Role.FINANCE_APPROVER)],
    )


@subscribe("budget_transfer.confirm", effect=gettext_lazy("通知登记人和有关单位的经办人。"))
def tell_of_confirmation(event: Event) -> None:
    _tell(event, _("%(transfer)s，已确认"))


@subscribe("budget_transfer.refuse", effect=gettext_lazy("理由通知登记人。"))
def tell_of_refusal(event: Event) -> None:
    transfer = cast(BudgetTransfer, event.subject)
    tell(
        event=event,
        title=_("%(transfer)s，未获确认") % {"transfer": transfer},
        body=transfer.refusal,
        url=transfer.get_absolute_url(),
        users=[transfer.recorded_by],
    )


def _tell(event: Event, title: str) -> None:
    transfer = cast(BudgetTransfer, event.subject)
    units = {line.purchaser.organization_id for line in (transfer.source, transfer.target) if line}
    tell(
        event=event,
        title=title % {"transfer": transfer},
        body=_("金额 %(amount)s 元。") % {"amount": f"{transfer.amount:,.2f}"},
        url=transfer.get_absolute_url(),
        users=[transfer.recorded_by],
        memberships=[(unit, Role.PURCHASER_CLERK) for unit in sorted(units)],
    )
