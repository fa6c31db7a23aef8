"""Who is told of the sheets: the unit's head of a finished one, its author of a return."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.assessment.models import Assessment
from portal.accounts.roles import Role
from portal.notify import tell
from portal.outbox import Event, subscribe


@subscribe("assessment.submit", effect=gettext_lazy("购买主体的评分交单位负责人确认。"))
def tell_head(event: Event) -> None:
    assessment = cast(Assessment, event.subject)
    if assessment.party == Assessment.Party.PURCHASER:
        tell(
            event=event,
            title=_("%(sheet)s待确认") % {"sheet": assessment},
            url=assessment.get_absolute_url(),
            memberships=[(assessment.evaluation.procurement.purchaser.organization_id, Role.PURCHASER_HEAD)],
        )


@subscribe("assessment.send_back", effect=gettext_lazy("理由通知评分人。"))
def tell_author(event: Event) -> None:
    assessment = cast(Assessment, event.subject)
    tell(
        event=event,
        title=_("%(sheet)s被退回") % {"sheet": assessment},
        body=assessment.reason,
        url=assessment.get_absolute_url(),
        users=[assessment.author] if assessment.author else [],
    )
