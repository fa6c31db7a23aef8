"""Who is told of a refund; the supplier once it is confirmed."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.refund.models import Refund
from portal.accounts.roles import Role
from portal.notify import tell
from portal.outbox import Event, subscribe


@subscribe("refund.begun", effect=gettext_lazy("通知财政部门审批人确认。"))
def tell_approvers(event: Event) -> None:
    refund = cast(Refund, event.subject)
    finance = refund.payment.contract.procurement.purchaser.finance_id
    tell(
        event=event, title=_("%(refund)s，请确认") % {"refund": refund}, body=_amount(refund),
        url=refund.get_absolute_url(), memberships=[(finance, Role.FINANCE_APPROVER)],
    )  # fmt: skip


@subscribe(
    "refund.confirm", effect=gettext_lazy("款项回到原来列支的预算项目；通知登记人、单位和承接主体，并按期公开。")
)
def tell_of_confirmation(event: Event) -> None:
    refund = cast(Refund, event.subject)
    contract = refund.payment.contract
    unit = contract.procurement.purchaser.organization_id
    tell(
        event=event, title=_("%(refund)s，已确认") % {"refund": refund}, body=_amount(refund),
        url=refund.get_absolute_url(), users=[refund.recorded_by],
        memberships=[
            (unit, Role.PURCHASER_CLERK), (unit, Role.PURCHASER_HEAD), (contract.supplier.organization_id, Role.SUPPLIER),
        ],
    )  # fmt: skip


@subscribe("refund.refuse", effect=gettext_lazy("理由通知登记人。"))
def tell_of_refusal(event: Event) -> None:
    refund = cast(Refund, event.subject)
    tell(
        event=event, title=_("%(refund)s，未获确认") % {"refund": refund}, body=refund.refusal,
        url=refund.get_absolute_url(), users=[refund.recorded_by],
    )  # fmt: skip


def _amount(refund: Refund) -> str:
    return _("金额 %(amount)s 元。") % {"amount": f"{refund.amount:,.2f}"}
