"""From the last sheet to the last signature."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.outbox import emit
from portal.values.refusal import Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.perform import acting
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.models import Procurement, State
from purchasing.procurement.queries import law_day
from purchasing.review import queries, scoring
from purchasing.review.actions.locking import nameless, seat_of
from purchasing.review.models import Committee, CommitteeMember, Ranking


def rank_bids(act: Act, committee: Committee) -> None:
    """All sheets are done: rank, or, where objective items differ, open the sheets again for those items (R-40)."""
    procurement = committee.procurement
    act.rule("R-40", law_day(procurement))
    differing = queries.differing_objectives(procurement)
    committee.recheck = [[bid.pk, criterion.pk] for bid, criterion in differing]
    committee.save(update_fields=["recheck"])
    if differing:
        committee.members.update(sheet_done_at=None)
        act.record(committee, "review.recheck", items=len(differing))
        emit("review.recheck", subject=procurement, act=nameless(act))
        return
    _write_ranking(act, procurement)
    act.record(committee, "review.rank")
    emit("review.ranked", subject=procurement, act=nameless(act))


def _write_ranking(act: Act, procurement: Procurement) -> None:
    bids = queries.conforming_bids(procurement)
    document = procurement.document
    totals = queries.member_totals(procurement)
    for code in ("R-41", "R-42"):
        act.rule(code, law_day(procurement))
    places = scoring.rank(
        [scoring.Offer(b.pk, b.opened.price, queries.declared_small(b)) for b in bids],
        {b.pk: list(totals[b.pk].values()) for b in bids},
        weight=Decimal(document.price_weight),
        rate=document.small_business_rate,
        seed=procurement.committee.seed,
    )
    Ranking.objects.bulk_create(
        Ranking(
            procurement=procurement, bid_id=p.bid, price=p.price, adjusted_price=p.adjusted,
            price_score=p.price_score, other_score=p.other_score, total=p.total, rank=p.rank,
        )
        for p in places
    )  # fmt: skip


def sign_report(actor: Actor, member: CommitteeMember, *, dissent: str = "") -> None:
    """A member signs the report; the last signature finishes the review. Silence is no signature (O87 art. 61).

    A second press changes nothing. Raises Refused: no-ranking.
    """
    with acting(actor) as act:
        seat = seat_of(act, member)
        procurement = seat.committee.procurement
        if procurement.state != State.REVIEWING or not queries.ranking_of(procurement):
            raise Refused(Refusal("no-ranking", _("评分尚未全部完成，评审报告还不能签署。")))
        if seat.signed_at is not None:
            return
        seat.signed_at, seat.dissent = act.at, dissent.strip()
        seat.save(update_fields=["signed_at", "dissent"])
        act.record(seat, "review.sign", dissent=bool(seat.dissent))
        if all(m.signed_at for m in queries.members_of(procurement)):
            nameless(act).perform_as_system(PROCUREMENT, procurement, "finish_review")
        else:
            act.renew_inbox(PROCUREMENT, procurement)


@PROCUREMENT.performs("start_review")
def start_review(procurement: Procurement, act: Act) -> None:
    """The members may now see the qualified bids."""


@PROCUREMENT.performs("finish_review")
def finish_review(procurement: Procurement, act: Act) -> None:
    """Seven signatures: from here the members see nothing of it any more (SD13)."""
    procurement.reviewed_at = act.at
