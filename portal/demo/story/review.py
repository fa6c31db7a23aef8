"""Story steps of the review: qualification, the watched draw, declarations, seven sheets, signatures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from portal.demo.cast import Cast
from portal.demo.story.intention import At, beijing
from portal.values import clock
from portal.workflow.perform import perform
from purchasing.bid.models import Bid
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.models import Procurement
from purchasing.review import queries
from purchasing.review.actions import (
    choose_chair,
    declare,
    draw_experts,
    find_conformity,
    finish_sheet,
    record_qualification,
    save_sheet,
    sign_report,
    watch_draw,
)
from purchasing.review.models import CommitteeMember

# log-in of the member → log-in of the bidder → points in the order of the criteria
Table = Mapping[str, Mapping[str, tuple[str, ...]]]

SC01_QUALIFIED = beijing(2025, 2, 18, 14)
SC01_DRAWN = beijing(2025, 2, 18, 15)
SC01_REVIEWED = beijing(2025, 2, 19, 9)
SC01_FAILURES = {"s4": ("L4", "提交的纳税记录截至投标截止时间已逾六个月，不能证明依法缴纳税收。")}
_OBJECTIVE = {"s2": ("6", "6", "2"), "s1": ("10", "6", "4"), "s3": ("8", "4", "3")}
_JUDGED = {
    "ex1": {"s2": "22.9 17.6 14.6", "s1": "21.5 17.2 13.1", "s3": "21.4 17.7 13.1"},
    "ex2": {"s2": "22.1 17.7 13.4", "s1": "22.1 17.3 12.1", "s3": "21.6 16.9 12.5"},
    "ex3": {"s2": "23.1 17.4 14.9", "s1": "20.8 17.0 13.5", "s3": "20.6 16.7 12.4"},
    "ex4": {"s2": "22.6 17.6 13.3", "s1": "20.7 16.1 12.9", "s3": "21.1 17.1 12.0"},
    "ex5": {"s2": "23.3 18.6 13.5", "s1": "22.0 17.0 13.2", "s3": "21.9 16.7 12.9"},
    "pr1": {"s2": "22.8 17.5 14.5", "s1": "21.7 16.2 13.4", "s3": "21.3 16.3 12.5"},
    "pr2": {"s2": "22.0 17.5 13.9", "s1": "21.7 16.7 12.2", "s3": "21.7 17.3 13.3"},
}
SC01_TABLE: Table = {
    member: {bidder: (*judged.split(), *_OBJECTIVE[bidder]) for bidder, judged in row.items()}
    for member, row in _JUDGED.items()
}


def bid_of(cast: Cast, procurement: Procurement, login: str) -> Bid:
    """The bid of the organisation this person acts for."""
    return Bid.objects.select_related("procurement").get(
        procurement=procurement, supplier__organization=cast[login].organization_id
    )


def seats(cast: Cast, procurement: Procurement) -> dict[str, CommitteeMember]:
    """The sitting members by log-in."""
    return {m.user.username: m for m in queries.members_of(procurement)}


def qualify(
    cast: Cast, procurement: Procurement, failures: Mapping[str, tuple[str, str]] | None = None, *,
    checked: datetime | None = None, agent: str = "ag1", at: At = clock.at,
) -> None:  # fmt: skip
    """The agent finds on every condition of every bid. `failures` maps a bidder's log-in to (condition code, reason)."""
    with at(checked or clock.now()):
        wanted = [row["code"] for row in queries.conditions(procurement)]
        failing = {bid_of(cast, procurement, who).pk: what for who, what in (failures or {}).items()}
        for bid in queries.opened_bids(procurement):
            code, reason = failing.get(bid.pk, (None, ""))
            findings = {c: (c != code, reason if c == code else "") for c in wanted}
            record_qualification(cast[agent], bid, findings)
        perform(PROCUREMENT, procurement, "check_qualification", actor=cast[agent])
    procurement.refresh_from_db()


def draw_and_watch(
    cast: Cast, procurement: Procurement, *, drawn: datetime | None = None, agent: str = "ag1", supervisor: str = "su1",
    chair: str = "ex1", at: At = clock.at,
) -> None:  # fmt: skip
    """The agent draws while the supervisor watches; the members' choice of chair is registered."""
    with at(drawn or clock.now()):
        draw_experts(cast[agent], procurement)
        watch_draw(cast[supervisor], procurement)
        members = seats(cast, procurement)
        experts = [m for m in members.values() if m.kind == CommitteeMember.Kind.EXPERT]
        choose_chair(cast[agent], procurement, members.get(chair, experts[0]))


def declare_all(
    cast: Cast, procurement: Procurement, *, declared: datetime | None = None, agent: str = "ag1", at: At = clock.at
) -> None:
    """Every member declares that no conflict exists; the agent opens the review."""
    with at(declared or clock.now()):
        for login, seat in seats(cast, procurement).items():
            declare(cast[login], seat)
        perform(PROCUREMENT, procurement, "start_review", actor=cast[agent])
    procurement.refresh_from_db()


def find_all_conforming(
    cast: Cast, procurement: Procurement, *, found: datetime | None = None, at: At = clock.at
) -> None:
    """Every member finds that every qualified bid meets the document."""
    with at(found or clock.now()):
        bids = queries.qualified_bids(procurement)
        for login, seat in seats(cast, procurement).items():
            find_conformity(cast[login], seat, {bid.pk: (True, "") for bid in bids})


def score_from_table(
    cast: Cast, procurement: Procurement, table: Table = SC01_TABLE, *, members: Iterable[str] | None = None,
    scored: datetime | None = None, at: At = clock.at,
) -> None:  # fmt: skip
    """The members (all of the table, or those named) fill in and finish their sheets."""
    with at(scored or clock.now()):
        criteria = queries.criteria_of(procurement)
        sitting = seats(cast, procurement)
        for login in members or table:
            points = {
                (bid_of(cast, procurement, bidder).pk, criterion.pk): Decimal(value)
                for bidder, row in table[login].items()
                for criterion, value in zip(criteria, row, strict=True)
            }
            save_sheet(cast[login], sitting[login], points)
            finish_sheet(cast[login], sitting[login])


def sign_all(cast: Cast, procurement: Procurement, *, signed: datetime | None = None, at: At = clock.at) -> None:
    """Every member signs; with the last signature the review is finished."""
    with at(signed or clock.now()):
        for login, seat in seats(cast, procurement).items():
            sign_report(cast[login], seat)
    procurement.refresh_from_db()
