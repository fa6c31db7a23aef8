"""The review as tables: what the report, its page and the members who sign it read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from portal.values.together import fetch_together
from purchasing.bid.models import Bid
from purchasing.procurement.models import Procurement
from purchasing.review import queries, scoring
from purchasing.review.low_price import LowPrice, low_price_of
from purchasing.review.models import Committee, CommitteeMember, ConformityResult, QualificationResult, Ranking, Score
from purchasing.tender.models import Criterion


@dataclass(frozen=True)
class Findings:
    """What was found on one opened bid: the conditions, the votes on conformity, and why it is out, if it is."""

    bid: Bid
    name: str
    results: list[QualificationResult]
    in_favour: int
    votes: int
    reasons: list[str]

    @property
    def qualified(self) -> bool:
        return all(result.passed for result in self.results)

    @property
    def conforms(self) -> bool:
        return self.qualified and scoring.carried(self.in_favour, self.votes)


@dataclass(frozen=True)
class SheetLine:
    criterion: Criterion
    given: list[tuple[CommitteeMember, Decimal | None]]
    mean: Decimal | None


@dataclass(frozen=True)
class BidSheet:
    """All members' points on one bid: a line for each criterion, then the members' totals and their mean."""

    bid: Bid
    name: str
    lines: list[SheetLine]
    totals: list[tuple[CommitteeMember, Decimal]]
    mean: Decimal


@dataclass(frozen=True)
class ReportView:
    procurement: Procurement
    committee: Committee
    members: list[CommitteeMember]
    findings: list[Findings]
    sheets: list[BidSheet]
    ranking: list[Ranking]
    low_price: LowPrice


def name_of(bid: Bid) -> str:
    """The bidder's name as it was opened."""
    return str(bid.opened.supplier_name)


def findings_of(
    procurement: Procurement, members: list[CommitteeMember], findings: Iterable[ConformityResult] | None = None
) -> list[Findings]:
    """What agent and members found on each opened bid, in order of receipt."""
    if findings is None:
        given_by = ConformityResult.objects.filter(member__in=members, bid__procurement=procurement)
        findings = given_by.order_by("member__seq")
    votes: dict[int, list[ConformityResult]] = {}
    for vote in findings:
        votes.setdefault(vote.bid_id, []).append(vote)
    rows = []
    for bid in queries.opened_bids(procurement):
        given = votes.get(bid.pk, [])
        results = sorted(bid.qualification.all(), key=lambda r: r.pk)
        against = [v.reason for v in given if not v.passed]
        rows.append(Findings(bid, name_of(bid), results, sum(v.passed for v in given), len(given), against))
    return rows


def sheets_of(
    members: list[CommitteeMember], criteria: Iterable[Criterion], scores: Iterable[Score], ranking: list[Ranking]
) -> list[BidSheet]:
    """Every member's points on every ranked bid."""
    points = {(s.bid_id, s.criterion_id, s.member_id): s.points for s in scores}
    sheets = []
    for place in ranking:
        lines = [_line(c, [(m, points.get((place.bid_id, c.pk, m.pk))) for m in members]) for c in criteria]
        totals = [
            (m, sum((line.given[n][1] or Decimal(0) for line in lines), Decimal(0))) for n, m in enumerate(members)
        ]
        sheets.append(BidSheet(place.bid, name_of(place.bid), lines, totals, place.other_score))
    return sheets


def _line(criterion: Criterion, given: list[tuple[CommitteeMember, Decimal | None]]) -> SheetLine:
    points = [p for _member, p in given if p is not None]
    return SheetLine(criterion, given, scoring.mean(points) if points else None)


def report_view(procurement: Procurement) -> ReportView:
    """The whole table. Raises Committee.DoesNotExist before the draw."""
    committee = Committee.objects.select_related("watched_by", "drawn_by").get(procurement=procurement)
    sitting, ranking, criteria = (
        queries.sitting(procurement),
        queries.places_of(procurement),
        queries.criteria_in(procurement),
    )
    scores = Score.objects.filter(member__committee=committee).order_by("pk")
    votes = ConformityResult.objects.filter(member__in=sitting.order_by().values("pk"), bid__procurement=procurement)
    votes = votes.order_by("member__seq")
    fetch_together(sitting, ranking, criteria, scores, votes)
    members = sorted(sitting, key=lambda m: (not m.is_chair, m.kind != "expert", m.seq))
    findings = findings_of(procurement, members, votes)
    sheets = sheets_of(members, criteria, scores, list(ranking))
    low_price = low_price_of(procurement, ranking)
    return ReportView(procurement, committee, members, findings, sheets, list(ranking), low_price)
