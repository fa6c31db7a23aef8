"""Who is told of a change of a rule on its way."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.rulebook.models import RuleDraft
from portal.accounts.roles import Role
from portal.notify import tell
from portal.outbox import Event, subscribe


@subscribe("rule_draft.submit", effect=gettext_lazy("本财政部门的审批人会收到通知。"))
def tell_approvers(event: Event) -> None:
    draft = cast(RuleDraft, event.subject)
    tell(
        event=event,
        title=_("%(draft)s待批准") % {"draft": draft},
        body=_("自 %(day)s 起施行；依据：%(cites)s。") % {"day": draft.effective_from, "cites": draft.cites},
        url=draft.get_absolute_url(),
        memberships=[(draft.finance_id, Role.FINANCE_APPROVER)],
    )


@subscribe(
    "rule_draft.approve",
    effect=gettext_lazy("新版本向社会公布，现行版本到施行日前一日为止；本财政部门的经办会收到通知。"),
)
def tell_of_approval(event: Event) -> None:
    draft = cast(RuleDraft, event.subject)
    tell(
        event=event,
        title=_("%(draft)s已批准") % {"draft": draft},
        body=_("自 %(day)s 起施行。") % {"day": draft.effective_from},
        url=f"/rules/{draft.code}/",
        users=[draft.author],
        memberships=[(draft.finance_id, Role.FINANCE_CLERK)],
    )


@subscribe("rule_draft.send_back", effect=gettext_lazy("理由通知拟定人。"))
def tell_author(event: Event) -> None:
    draft = cast(RuleDraft, event.subject)
    tell(
        event=event,
        title=_("%(draft)s被退回") % {"draft": draft},
        body=draft.reason,
        url=draft.get_absolute_url(),
        users=[draft.author],
    )
