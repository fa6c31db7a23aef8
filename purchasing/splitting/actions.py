"""Writes: finance's approver permits purchases that R-06 would stop, up to a sum, on record with document and reason."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.values import clock
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refusal, Refused
from portal.workflow.formkeys import answered, keep, step
from portal.workflow.perform import acting
from purchasing.budget.actions import lock_lines
from purchasing.budget.models import BudgetLine
from purchasing.splitting.guards import THRESHOLD
from purchasing.splitting.models import SplittingPermit
from purchasing.splitting.policies import Can
from purchasing.splitting.queries import splittings

PERMITTED = "splitting"
"""Under this name the key of an answered form points to the line it permitted purchases on."""


def permit(
    actor: Actor, line: BudgetLine, category: str, *, up_to: Decimal, document: str, reason: str, form_key: str = ""
) -> None:
    """Permit the purchases of one category on one line, `up_to` yuan in all (IR art. 28: 经批准的除外).

    The same form sent twice permits once. Raises Forbidden; Refused ("not-split", "permit-too-low").
    """
    with acting(actor) as act:
        locked = lock_lines([line.pk])[line.pk]
        if not allows(actor, Can.PERMIT_SPLITTING, locked):
            raise Forbidden(NOT_ALLOWED)
        if answered(actor, form_key, PERMITTED, step(category, line.pk)):
            return
        limit = act.rule(THRESHOLD, clock.day_of(act.at)).value
        found = next(
            (each for each in splittings(BudgetLine.objects.filter(pk=line.pk), limit) if each.category == category),
            None,
        )
        if found is None:
            raise Refused(Refusal("not-split", _("该项目下没有需要核准的分次采购。")))
        if up_to < found.total:
            raise Refused(
                Refusal(
                    "permit-too-low",
                    _("现已计划 %(total)s 元，核准金额不能更低。") % {"total": f"{found.total:,.2f}"},
                    field="up_to",
                )
            )
        assert act.user is not None, "a person permits"
        row = SplittingPermit.objects.create(
            line=locked,
            category=category,
            up_to=up_to,
            document=document,
            reason=reason,
            at=act.at,
            permitted_by=act.user,
        )
        act.record(locked, "splitting.permit", category=category, up_to=str(up_to), document=document, permit=row.pk)
        keep(actor, form_key, flow=PERMITTED, transition=category, subject_pk=line.pk, at=act.at)
