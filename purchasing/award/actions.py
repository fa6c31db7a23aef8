"""Writes of the award: the decision in ranked order, the result and the notice of award."""

from __future__ import annotations

from django.utils.translation import gettext as _

from portal import statutes
from portal.values import clock
from portal.workflow.act import Act
from portal.workflow.numbers import next_number
from purchasing.award.models import Award
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.models import Procurement
from purchasing.publication.actions import draft_publication, release_publication
from purchasing.publication.models import Kind
from purchasing.review.queries import ranking_of


@PROCUREMENT.performs("confirm_candidate")
def confirm_candidate(procurement: Procurement, act: Act) -> None:
    """The first of the ranked list is chosen; the law leaves no other choice (O87 art. 68, R-30)."""
    act.rule("R-30-award", clock.day_of(act.at))
    first = ranking_of(procurement)[0]
    assert act.user is not None
    Award.objects.create(
        procurement=procurement,
        bid=first.bid,
        supplier=first.bid.supplier,
        amount=first.price,
        total_score=first.total,
        rank=first.rank,
        decided_by=act.user,
        decided_at=act.at,
    )
    procurement.decided_at = act.at


@PROCUREMENT.performs("prepare_result")
def prepare_result(procurement: Procurement, act: Act) -> None:
    draft_publication(
        act,
        procurement,
        Kind.RESULT,
        title=_("%(title)s中标结果公告") % {"title": procurement.title},
        purchaser=procurement.purchaser,
        ocid=procurement.ocid,
    )


@PROCUREMENT.performs("publish_result")
def publish_result(procurement: Procurement, act: Act) -> None:
    """The result is public; challenges run seven working days from the end of its period (R-31, R-81)."""
    procurement.result_at = act.at
    period = statutes.due("R-31-period", clock.day_of(act.at))
    until = statutes.due("R-81", period.date)
    act.rules.update({"R-31-period": period.ruling, "R-81": until.ruling})
    Award.objects.filter(procurement=procurement).update(challenges_until=until.date)
    release_publication(act, procurement, Kind.RESULT)


@PROCUREMENT.performs("send_notice")
def send_notice(procurement: Procurement, act: Act) -> None:
    """The notice of award, on the day of the result (O87 art. 69)."""
    year = clock.local(act.at).year
    number = _("景购中〔%(year)s〕%(number)s号") % {"year": year, "number": next_number("award_notice", year)}
    Award.objects.filter(procurement=procurement).update(notice_number=number, notice_at=act.at)
    procurement.notice_sent_at = act.at
