"""Who is told when money does not add up."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.roles import Role
from portal.notify import tell
from portal.outbox import Event, subscribe
from purchasing.budget.events import DRIFTED
from purchasing.budget.models import BudgetLine, Reconciliation

SHOWN = 20


@subscribe(DRIFTED, effect=gettext_lazy("差异通知财政审批人。"))
def tell_approvers_of_drift(event: Event) -> None:
    """Each finance body's approvers are told of its own lines, and only of those."""
    run = cast(Reconciliation, event.subject)
    finance = dict(
        BudgetLine.objects.filter(pk__in={drift["line"] for drift in run.drifts}).values_list(
            "pk", "purchaser__finance"
        )
    )
    for body in sorted(set(finance.values())):
        own = [drift for drift in run.drifts if finance[drift["line"]] == body]
        tell(
            event=event,
            key=f"{event.name}:{event.pk}:{body}",
            title=_("预算台账核对发现 %(count)s 处差异") % {"count": len(own)},
            body="\n".join(
                _("%(subject)s：%(check)s，应为 %(expected)s 元，实为 %(found)s 元。") % drift for drift in own[:SHOWN]
            ),
            url=run.get_absolute_url(),
            memberships=[(body, Role.FINANCE_APPROVER)],
        )
