"""Reads of the award: the result as the public reads it, and what each bidder is told of its own bid."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from portal.values import clock
from portal.values.together import fetch_together
from purchasing.award.models import Award
from purchasing.bid.models import Bid
from purchasing.opening.models import OpenedBid
from purchasing.procurement.models import Procurement
from purchasing.publication.models import Kind
from purchasing.publication.queries import Preview, Table, previews
from purchasing.review import queries as reviews
from purchasing.review import scoring
from purchasing.review.models import CommitteeMember, Ranking, Score
from purchasing.review.tables import findings_of
from purchasing.tender.models import Criterion


@dataclass(frozen=True)
class OwnResult:
    """What one bidder learns: the place and the means of its own points, or why it was not ranked."""

    bid: Bid
    won: bool = False
    place: Ranking | None = None
    ranked: int = 0
    means: list[tuple[Criterion, Decimal]] = field(default_factory=list)
    outcome: str = ""
    reasons: list[str] = field(default_factory=list)


def award_of(procurement: Procurement) -> Award | None:
    rows = Award.objects.select_related("supplier__organization", "bid__opened", "procurement")
    return rows.filter(procurement=procurement).first()


def opened_offers(procurement: Procurement) -> list[OpenedBid]:
    """Every bid as read at the opening, in order of receipt."""
    return list(OpenedBid.objects.filter(bid__procurement=procurement).order_by("version__received_at", "pk"))


def experts_of(procurement: Procurement) -> list[CommitteeMember]:
    """The members whose names are public with the result, the chair first."""
    return sorted(reviews.members_of(procurement), key=lambda m: (not m.is_chair, m.kind != "expert", m.seq))


def own_result(bid: Bid, award: Award | None = None) -> OwnResult:
    """The result of one bid; nothing of any other bid and no single member's points."""
    procurement = bid.procurement
    award = award or award_of(procurement)
    place = Ranking.objects.filter(bid=bid).first()
    if place is not None:
        return OwnResult(
            bid, won=award is not None and award.bid_id == bid.pk, place=place,
            ranked=Ranking.objects.filter(procurement=procurement).count(), means=_means(bid),
        )  # fmt: skip
    found = next((f for f in findings_of(procurement, reviews.members_of(procurement)) if f.bid.pk == bid.pk), None)
    if found is None:
        return OwnResult(bid, outcome="unreadable", reasons=[bid.opened.problem])
    if not found.qualified:
        return OwnResult(
            bid, outcome="unqualified", reasons=[f"{r.item}：{r.reason}" for r in found.results if not r.passed]
        )
    return OwnResult(bid, outcome="nonconforming", reasons=list(dict.fromkeys(found.reasons)))


def _means(bid: Bid) -> list[tuple[Criterion, Decimal]]:
    sitting = reviews.sitting(bid.procurement).order_by().values("pk")
    scores = Score.objects.filter(bid=bid, member__in=sitting).order_by("pk")
    criteria = reviews.criteria_in(bid.procurement)
    fetch_together(scores, criteria)
    given: dict[int, list[Decimal]] = {}
    for score in scores:
        given.setdefault(score.criterion_id, []).append(score.points)
    return [(c, scoring.mean(given[c.pk])) for c in criteria if c.pk in given]


@previews(Kind.RESULT)
def result_preview(procurement: Procurement) -> Preview:
    """中标结果公告: all prices as read at the opening, the winner with its total, the names of the committee."""
    award = award_of(procurement)
    assert award is not None
    winner = award.supplier.organization
    document = procurement.document
    offers = [[row.supplier_name, f"{row.price:,.2f}"] for row in opened_offers(procurement)]
    members = [[str(m), str(_("组长")) if m.is_chair else str(m.get_kind_display())] for m in experts_of(procurement)]
    opened = clock.local(procurement.opened_at).strftime("%Y-%m-%d %H:%M") if procurement.opened_at else ""
    return Preview(
        str(_("%(title)s中标结果公告") % {"title": procurement.title}),
        facts=[
            (_("项目编号"), procurement.ocid),
            (_("采购人"), procurement.purchaser.organization.name),
            (_("采购代理机构"), procurement.agency.name),
            (_("开标时间"), opened),
            (_("中标供应商"), winner.name),
            (_("统一社会信用代码"), winner.uscc),
            (_("供应商地址"), winner.address),
            (_("中标金额（元）"), f"{award.amount:,.2f}"),
            (_("总分"), f"{award.total_score:.2f}"),
        ],
        paragraphs=[document.scope],
        tables=[
            Table(_("投标报价（开标时宣读）"), [_("投标人"), _("投标报价（元）")], offers, frozenset({1})),
            Table(_("评标委员会成员"), [_("姓名"), _("身份")], members),
        ],
    )
