"""Qualification: the agent's finding on each condition of each bid, before the committee sees any."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.values.refusal import Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.perform import acting
from purchasing.bid.models import Bid
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.models import Procurement, State
from purchasing.review import queries
from purchasing.review.actions.locking import locked
from purchasing.review.models import QualificationResult
from purchasing.review.policies import Can


def record_qualification(actor: Actor, bid: Bid, findings: Mapping[str, tuple[bool, str]]) -> None:
    """Enter the finding on each condition of one bid: code → (passed, reason). A failure needs a reason.

    Raises Refused: reason-missing, finding-missing, unknown-bid, state-moved.
    """
    with acting(actor) as act:
        procurement = locked(act, bid.procurement, Can.RUN_COMMITTEE, State.OPENED)
        if bid.pk not in {b.pk for b in queries.opened_bids(procurement)}:
            raise Refused(Refusal("unknown-bid", _("这份投标未能开启，不参加资格审查。")))
        assert act.user is not None
        wanted = queries.conditions(procurement)
        if refusals := [r for row in wanted if (r := _objection(row["code"], findings))]:
            raise Refused(*refusals)
        for row in wanted:
            passed, reason = findings[row["code"]]
            QualificationResult.objects.update_or_create(
                bid=bid,
                code=row["code"],
                defaults={
                    "item": row["text"][:300],
                    "passed": passed,
                    "reason": "" if passed else reason.strip(),
                    "checked_by": act.user,
                    "at": act.at,
                },
            )
        act.record(procurement, "review.qualification", bid=bid.reference)


def _objection(code: str, findings: Mapping[str, tuple[bool, str]]) -> Refusal | None:
    if code not in findings:
        return Refusal("finding-missing", _("每一条资格条件都要有结论。"), field=code)
    passed, reason = findings[code]
    if not passed and not reason.strip():
        return Refusal("reason-missing", _("不符合的条件必须写明理由，结果公告时告知投标人。"), field=code)
    return None


@PROCUREMENT.performs("check_qualification")
def check_qualification(procurement: Procurement, act: Act) -> None:
    """The findings stand; nothing else to write."""
