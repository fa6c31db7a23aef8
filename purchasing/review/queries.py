"""Reads of a review: who qualifies and conforms, which sheets are open, what the report says."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.db.models import Exists, OuterRef, QuerySet

from portal import statutes
from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.files.models import StoredFile
from portal.values import clock
from purchasing.bid.models import Bid, State
from purchasing.opening.models import OpenedBid
from purchasing.plan.models import PlanItem
from purchasing.procurement.models import Procurement
from purchasing.procurement.models import State as ProcurementState
from purchasing.procurement.queries import law_day, minimum_bidders
from purchasing.review import scoring
from purchasing.review.models import Committee, CommitteeMember, ConformityResult, QualificationResult, Ranking, Score
from purchasing.review.policies import Can
from purchasing.tender.models import Criterion


def opened_bids(procurement: Procurement) -> list[Bid]:
    return list(
        Bid.objects.filter(procurement=procurement, state=State.OPENED, opened__problem="")
        .select_related("supplier__organization", "opened")
        .prefetch_related("qualification")
        .order_by("opened__version__received_at", "pk")
    )


@dataclass(frozen=True)
class Progress:
    """How far the qualification is: the opened bids and the findings on them, not read until they are used."""

    wanted: frozenset[str]
    bids: QuerySet[Bid]
    results: QuerySet[QualificationResult]

    @property
    def _found(self) -> list[dict[str, bool]]:
        found: dict[int, dict[str, bool]] = {bid.pk: {} for bid in self.bids}
        for result in self.results:
            found[result.bid_id][result.code] = result.passed
        return [findings for findings in found.values() if self.wanted <= findings.keys()]

    @property
    def checked(self) -> int:
        """Bids with a finding on every condition."""
        return len(self._found)

    @property
    def qualified(self) -> int:
        """Bids that passed every condition."""
        return sum(all(findings.values()) for findings in self._found)


def checked_so_far(procurement: Procurement) -> Progress:
    bids = Bid.objects.filter(procurement=procurement, state=State.OPENED, opened__problem="").order_by("pk")
    results = QualificationResult.objects.filter(bid__in=bids.order_by().values("pk"))
    return Progress(frozenset(row["code"] for row in conditions(procurement)), bids, results)


def conditions(procurement: Procurement) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = procurement.document.qualification
    return rows


def is_checked(bid: Bid, wanted: list[dict[str, str]]) -> bool:
    return {row["code"] for row in wanted} <= {r.code for r in bid.qualification.all()}


def qualified_bids(procurement: Procurement) -> list[Bid]:
    """Bids that passed every condition."""
    wanted = conditions(procurement)
    return [
        bid
        for bid in opened_bids(procurement)
        if is_checked(bid, wanted) and all(r.passed for r in bid.qualification.all())
    ]


def conforming_bids(procurement: Procurement) -> list[Bid]:
    """Qualified bids that most of those who sit found to conform."""
    votes: dict[int, list[bool]] = defaultdict(list)
    seated = sitting(procurement).order_by().values("pk")
    for result in ConformityResult.objects.filter(bid__procurement=procurement, member__in=seated):
        votes[result.bid_id].append(result.passed)
    return [b for b in qualified_bids(procurement) if scoring.carried(sum(votes[b.pk]), len(votes[b.pk]))]


def conformity_is_settled(procurement: Procurement) -> bool:
    """Whether a full committee has given its findings on every qualified bid: only then sheets are opened."""
    members, bids = members_of(procurement), qualified_bids(procurement)
    given = ConformityResult.objects.filter(member__in=members, bid__in=bids).count()
    return bool(members) and given == len(members) * len(bids) and len(members) == committee_size(procurement)[0]


def sheets_are_open(procurement: Procurement) -> bool:
    """Whether members may score: every finding on conformity is given, and enough bids conform (R-44)."""
    return conformity_is_settled(procurement) and len(conforming_bids(procurement)) >= least_conforming(procurement)


def least_conforming(procurement: Procurement) -> int:
    """How many bids must conform for a review to go on (R-44)."""
    return minimum_bidders(procurement).whole


def lacks_members(procurement: Procurement) -> bool:
    """Whether seats are still to be drawn."""
    return len(members_of(procurement)) < committee_size(procurement)[0]


def lacks_a_chair(procurement: Procurement) -> bool:
    """Whether a full committee has not named who leads it."""
    members = members_of(procurement)
    return bool(members) and not any(m.is_chair for m in members) and not lacks_members(procurement)


def is_ranked(procurement: Procurement) -> bool:
    return Ranking.objects.filter(procurement=procurement).exists()


def committee_of(procurement: Procurement) -> Committee | None:
    return Committee.objects.filter(procurement=procurement).first()


def seats_of(procurement: Procurement) -> list[CommitteeMember]:
    """Every seat there ever was, those who stepped back or were drawn anew included."""
    rows = CommitteeMember.objects.filter(committee__procurement=procurement)
    return list(rows.select_related("user").order_by("seq"))


def members_of(procurement: Procurement) -> list[CommitteeMember]:
    """Those who sit: whoever declared a conflict, or was drawn for another day, does not."""
    return list(sitting(procurement))


def sitting(procurement: Procurement) -> QuerySet[CommitteeMember]:
    """The same, not read yet."""
    rows = CommitteeMember.objects.filter(committee__procurement=procurement, conflict="", replaced_at__isnull=True)
    return rows.select_related("user").order_by("seq")


@dataclass(frozen=True)
class Seats:
    """How many of the members have declared, finished their sheet, signed."""

    members: QuerySet[CommitteeMember]

    @property
    def declared(self) -> int:
        return sum(m.declared_at is not None for m in self.members)

    @property
    def finished(self) -> int:
        return sum(m.sheet_done_at is not None for m in self.members)

    @property
    def signed(self) -> int:
        return sum(m.signed_at is not None for m in self.members)


def seats_for(actor: Actor | None) -> list[CommitteeMember]:
    """The actor's own running reviews, the latest first."""
    ranked = Ranking.objects.filter(procurement=OuterRef("committee__procurement"))
    rows = visible(actor, Can.SIT_IN_REVIEW, CommitteeMember.objects.annotate(ranked=Exists(ranked)))
    return list(rows.select_related("committee__procurement__purchaser__organization").order_by("-pk")[:50])


class Stage(StrEnum):
    """What a member has to do next."""

    DECLARE = "declare"
    WAIT = "wait"
    OPEN = "open"
    CONFORMITY = "conformity"
    CONFORMITY_WAIT = "conformity_wait"
    TOO_FEW = "too_few"
    SHEET = "sheet"
    SHEET_WAIT = "sheet_wait"
    SIGN = "sign"
    SIGNED = "signed"


def rough_stage_of(seat: CommitteeMember) -> Stage:
    """The stage as a list tells it, from the row alone (as `seats_for` reads it); the page says it exactly."""
    if seat.declared_at is None:
        return Stage.DECLARE
    if seat.committee.procurement.state != ProcurementState.REVIEWING:
        return Stage.WAIT
    if seat.sheet_done_at is None:
        return Stage.OPEN
    if not seat.ranked:  # type: ignore[attr-defined]
        return Stage.SHEET_WAIT
    return Stage.SIGNED if seat.signed_at else Stage.SIGN


def stage_of(seat: CommitteeMember) -> Stage:
    """Where a member stands: declaration, findings, sheet, signature, and the waits for the others between them."""
    procurement = seat.committee.procurement
    if seat.declared_at is None:
        return Stage.DECLARE
    if procurement.state != ProcurementState.REVIEWING:
        return Stage.WAIT
    if seat.sheet_done_at is not None:
        if not ranking_of(procurement):
            return Stage.SHEET_WAIT
        return Stage.SIGNED if seat.signed_at else Stage.SIGN
    if not conformity_is_settled(procurement):
        return Stage.CONFORMITY_WAIT if seat.conformity.exists() else Stage.CONFORMITY
    return Stage.SHEET if len(conforming_bids(procurement)) >= least_conforming(procurement) else Stage.TOO_FEW


def files_of_bids(bids: list[Bid]) -> dict[int, list[StoredFile]]:
    """The files that came out of these bids, by bid."""
    files: dict[int, list[StoredFile]] = {bid.pk: [] for bid in bids}
    rows = StoredFile.objects.filter(
        subject_label="purchasing.bid", subject_pk__in=[str(b.pk) for b in bids], purpose="bid"
    )
    for file in rows.order_by("pk"):
        files[int(file.subject_pk)].append(file)
    return files


def draw_is_stale(committee: Committee) -> bool:
    """Whether the draw is too old for a review today (R-35), so that the experts are to be drawn anew."""
    return clock.day_of(committee.drawn_at) < statutes.not_before("R-35", clock.today()).date


def is_replayable(committee: Committee) -> bool:
    """Draw again from the recorded pool and seed: the same experts come out."""
    drawn = committee.members.filter(kind=CommitteeMember.Kind.EXPERT, seated_at=committee.drawn_at)
    users = set(drawn.values_list("user_id", flat=True))
    return set(scoring.draw(committee.pool, committee.seed, len(users))) == users


def criteria_of(procurement: Procurement) -> list[Criterion]:
    return list(criteria_in(procurement))


def criteria_in(procurement: Procurement) -> QuerySet[Criterion]:
    """The criteria, not read yet."""
    return Criterion.objects.filter(document__procurement=procurement).order_by("seq")


def committee_size(procurement: Procurement) -> tuple[int, int]:
    """(members, of them experts): odd, at least 5; 7 from the budget of R-32 on or for high social impact.

    A service to the public counts as of high social impact (O87 art. 47); at most a third are representatives.
    """
    return size_of_committee(procurement.plan_item, procurement.budget, law_day(procurement))


def size_of_committee(item: PlanItem, budget: Decimal, day: date) -> tuple[int, int]:
    """The same for an item before its procurement is begun, by the law of a day."""
    rules = statutes.several(
        ("R-32-large-budget", "R-32-members-large", "R-32-members", "R-32-members-per-representative"), day
    )
    large = item.to_public or budget >= rules["R-32-large-budget"].value
    members = rules["R-32-members-large" if large else "R-32-members"].whole
    representatives = members // rules["R-32-members-per-representative"].whole
    return members, members - representatives


def differing_objectives(procurement: Procurement) -> list[tuple[Bid, Criterion]]:
    """Objective items on which the members' sheets differ: to be settled before signing (R-40)."""
    seen: dict[tuple[int, int], set[Decimal]] = defaultdict(set)
    bids = {b.pk: b for b in conforming_bids(procurement)}
    scores = Score.objects.filter(bid__in=list(bids), criterion__objective=True, member__in=members_of(procurement))
    for score in scores:
        seen[(score.bid_id, score.criterion_id)].add(score.points)
    differing = [key for key, points in seen.items() if len(points) > 1]
    criteria = {c.pk: c for c in criteria_of(procurement)}
    return [(bids[bid], criteria[criterion]) for bid, criterion in sorted(differing)]


@dataclass(frozen=True)
class Differing:
    """One objective cell on which sheets differ, with what each member gave, and those who stand apart."""

    bid: Bid
    criterion: Criterion
    given: list[tuple[CommitteeMember, Decimal]]
    to_settle: list[CommitteeMember]


def recheck_of(committee: Committee) -> list[Differing]:
    """The cells that the members were asked to settle, as they stand now; nothing of any other cell."""
    procurement = committee.procurement
    bids = {b.pk: b for b in opened_bids(procurement)}
    criteria = {c.pk: c for c in criteria_of(procurement)}
    members = {m.pk: m for m in members_of(procurement)}
    points: dict[tuple[int, int], list[tuple[CommitteeMember, Decimal]]] = defaultdict(list)
    for score in Score.objects.filter(member__in=list(members), criterion__objective=True).order_by("member__seq"):
        points[(score.bid_id, score.criterion_id)].append((members[score.member_id], score.points))
    rows = []
    for bid, criterion in committee.recheck:
        given = points[(bid, criterion)]
        values = [value for _member, value in given]
        usual = max(sorted(set(values)), key=values.count)
        rows.append(Differing(bids[bid], criteria[criterion], given, [m for m, value in given if value != usual]))
    return rows


@dataclass(frozen=True)
class SheetRow:
    bid: Bid
    cells: list[tuple[Criterion, Decimal | None]]
    total: Decimal


def sheet(member: CommitteeMember, bids: list[Bid]) -> list[SheetRow]:
    """One member's sheet: a row for each bid, a cell for each criterion."""
    criteria = criteria_of(member.committee.procurement)
    given = {(s.bid_id, s.criterion_id): s.points for s in Score.objects.filter(member=member)}
    rows = []
    for bid in bids:
        cells = [(c, given.get((bid.pk, c.pk))) for c in criteria]
        rows.append(SheetRow(bid, cells, sum((p for _c, p in cells if p is not None), Decimal(0))))
    return rows


def ranking_of(procurement: Procurement) -> list[Ranking]:
    return list(places_of(procurement))


def places_of(procurement: Procurement) -> QuerySet[Ranking]:
    """The ranking, not read yet."""
    rows = Ranking.objects.filter(procurement=procurement)
    return rows.select_related("bid__supplier__organization", "bid__opened").order_by("rank")


def member_totals(procurement: Procurement) -> dict[int, dict[int, Decimal]]:
    """bid → member → total of that sheet."""
    totals: dict[int, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for score in Score.objects.filter(bid__procurement=procurement, member__in=members_of(procurement)):
        totals[score.bid_id][score.member_id] += score.points
    return totals


def declared_small(bid: Bid) -> bool:
    opened: OpenedBid = bid.opened
    return opened.size in ("small", "micro")
