"""A procurement that runs as far as a stage, on days counted from its closing day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from portal.demo.cases.days import ahead, back, fiscal_year, hour, on_or_before
from portal.demo.stage import Stage, at, let_time_pass
from portal.demo.story import award as awards
from portal.demo.story import bid as bids
from portal.demo.story import intention as intentions
from portal.demo.story import opening as openings
from portal.demo.story import plan as plans
from portal.demo.story import procurement as procurements
from portal.demo.story import requirement as requirements
from portal.demo.story import review as reviews
from portal.demo.story import tender as tenders
from portal.demo.story.procurement import Posts
from purchasing.plan.actions import Task
from purchasing.plan.models import PlanItem
from purchasing.procurement.models import Procurement
from purchasing.supplier.models import Supplier

INTENTION, COMMENT, COUNSEL, FILED, READY, RECEIVING, CLOSED, OPENED, REVIEWING, REVIEWED, CONFIRMED, AWARDED = range(
    12
)
SIZES = {
    "s1": Supplier.Size.LARGE, "s2": Supplier.Size.SMALL, "s3": Supplier.Size.MEDIUM, "s4": Supplier.Size.MICRO,
}  # fmt: skip
SURVEYED = (
    ("千窑城服（虚构）", "近三年承担过同类服务，报价在预算的九成至九成五之间，建议按月考核、按月支付。"),
    ("碧瓷环境（虚构）", "人员和设备可在签约后二十日内到位，建议写明节假日保障要求。"),
    ("青花物业（虚构）", "建议明确质量考核的抽查比例和扣分标准。"),
)
PANEL = (
    ("purchasing", "需求完整、指标可量化，未见倾向性条件。"),
    ("finance", "预算测算与计划一致，支付条款合理。"),
    ("business", "服务标准符合行业规范，考核办法可操作。"),
)


@dataclass(frozen=True)
class People:
    """Who acts for the purchaser, by log-in, and who speaks in the key review."""

    clerk: str = "po1"
    second: str = "po2"
    head: str = "ph1"
    officer: str = "po3"
    panel: tuple[str, ...] = ("po2", "pf1", "pb1")
    posts: Posts = field(default_factory=Posts)


@dataclass(frozen=True)
class Running:
    """What is bought, when bids close, how far it has come, and each bidder's price as a share of the standard."""

    key: str
    code: str
    title: str
    summary: str
    technical: str
    comment: str
    answer: str
    tasks: tuple[Task, ...]
    closing: date
    stage: int
    line: tuple[str, str]
    prices: dict[str, str] = field(default_factory=dict)
    failures: dict[str, tuple[str, str]] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    people: People = field(default_factory=People)
    months: int = 12
    announced: date | None = None  # the day of the notice, where not the usual time before the closing

    @property
    def notice(self) -> date:
        return self.announced or on_or_before(self.closing - timedelta(days=25))

    @property
    def year(self) -> int:
        return fiscal_year(self.notice)

    @property
    def amount(self) -> Decimal:
        return sum((task.amount for task in self.tasks), Decimal("0.00"))

    @property
    def item_spec(self) -> plans.ItemSpec:
        values = {"summary": self.summary, "term_months": self.months}
        month = self.notice.replace(day=1)
        return plans.ItemSpec(self.code, self.title, self.tasks, {self.line[0]: self.amount}, month, values)


def run(stage: Stage, spec: Running, item: PlanItem) -> Procurement | None:
    """From the approved item to the stage of the case; None where no procurement has begun."""
    if not specify(stage, spec, item):
        return None
    who = spec.people
    procurement = procurements.file_implementation(
        stage.cast, item, hour(back(spec.notice, 4), 11), who.posts, head=who.head, at=at
    )
    if spec.stage == FILED:
        return procurement
    announce(stage, spec, procurement)
    if spec.stage > READY:
        receive(stage, spec, procurement)
    if spec.stage >= CLOSED:
        close_and_review(stage, spec, procurement)
    return procurement


def specify(stage: Stage, spec: Running, item: PlanItem) -> bool:
    """Intention and requirement; True when the requirement is frozen."""
    cast, who, notice = stage.cast, spec.people, spec.notice
    released = on_or_before(notice - timedelta(days=34))
    days = intentions.IntentionDays(hour(released, 9), hour(released, 10), hour(released, 11))
    intentions.publish_intention(cast, item, days, clerk=who.clerk, second=who.second, head=who.head, at=at)
    if spec.stage == INTENTION:
        return False
    said = requirements.Said(hour(back(notice, 11), 20), "附近居民", spec.comment, spec.answer)
    wanted = requirements.RequirementSpec(
        texts={**requirements.TEXTS, "technical": spec.technical},
        survey=SURVEYED,
        comments=(said,),
        panel=tuple((login, *words) for login, words in zip(who.panel, PANEL, strict=True)),
    )
    requirements.write_requirement(
        cast, item, wanted, requirement_days(spec), clerk=who.clerk, second=who.second, head=who.head, at=at
    )
    return spec.stage > COUNSEL


def requirement_days(spec: Running) -> requirements.RequirementDays:
    """Fifteen working days before the notice, of which six are open to comment; as far as the stage."""
    notice, reached = spec.notice, spec.stage
    reviewed = reached >= COUNSEL
    return requirements.RequirementDays(
        drafted=hour(back(notice, 16), 10), surveyed=hour(back(notice, 14), 10), checked=hour(back(notice, 14), 15),
        opened=hour(back(notice, 13), 9), comment_until=back(notice, 7),
        answered=hour(back(notice, 6), 9) if reviewed else None,
        reviewed=hour(back(notice, 6), 10) if reviewed else None,
        counsel=hour(back(notice, 5), 10) if reached > COUNSEL else None,
        frozen=hour(back(notice, 4), 9) if reached > COUNSEL else None,
    )  # fmt: skip


def announce(stage: Stage, spec: Running, procurement: Procurement) -> None:
    who, notice = spec.people, spec.notice
    ready = spec.stage == READY
    days = tenders.TenderDays(
        drafted=hour(back(notice, 3), 9),
        prepared=hour(back(notice, 2), 15),
        checked=None if ready else hour(back(notice), 10),
        announced=None if ready else hour(notice, 10),
    )
    wanted = tenders.TenderSpec(tenders.CRITERIA, hour(spec.closing, 9, 30))
    tenders.announce_tender(stage.cast, procurement, wanted, days, head=who.head, second=who.second, at=at)


def receive(stage: Stage, spec: Running, procurement: Procurement) -> None:
    """Two days after the notice the bidders take the document; they bid on the last days, or already now."""
    takers = ("s1", "s2", "s3", "s4", "s5")
    tenders.take_documents(
        stage.cast, procurement, takers, hour(ahead(spec.notice, 1), 9), every=timedelta(hours=1), at=at
    )
    first = back(spec.closing, 2) if spec.stage > RECEIVING else ahead(spec.notice, 3)
    for number, (login, share) in enumerate(spec.prices.items()):
        with at(hour(first, 10) + timedelta(hours=2 * number)):
            bids.submit(stage.cast, procurement, bid_of(spec, login, share))


def bid_of(spec: Running, login: str, share: str) -> bids.BidSpec:
    cent = Decimal("0.01")
    prices = [(line.unit_price * Decimal(share)).quantize(cent, ROUND_HALF_UP) for line in spec.tasks]
    return bids.BidSpec(login, tuple(str(price) for price in prices), SIZES[login])


def close_and_review(stage: Stage, spec: Running, procurement: Procurement) -> None:
    closing, reached = spec.closing, spec.stage
    let_time_pass(hour(closing, 9, 30) + timedelta(seconds=1))
    procurement.refresh_from_db()
    if reached == CLOSED:
        return
    with at(hour(closing, 9, 40)):
        openings.open_with(stage.cast, procurement, stage.passphrases, (spec.people.officer, "ag2"))
    if reached == OPENED:
        return
    review(stage, spec, procurement)
    if reached <= REVIEWED:
        return
    awards.confirm(stage.cast, procurement, confirmed=hour(ahead(closing, 3), 10), head=spec.people.head, at=at)
    if reached >= AWARDED:
        awards.publish_result(
            stage.cast, procurement, published=published(spec), head=spec.people.head, second=spec.people.second, at=at
        )


def published(spec: Running) -> datetime:
    return hour(ahead(spec.closing, 4), 15)


def review(stage: Stage, spec: Running, procurement: Procurement) -> None:
    """Qualification and draw on the day of the opening, the review on the next; `sheets` names who has finished."""
    cast, day = stage.cast, ahead(spec.closing)
    reviews.qualify(cast, procurement, spec.failures, checked=hour(spec.closing, 14), at=at)
    reviews.draw_and_watch(cast, procurement, drawn=hour(spec.closing, 15), at=at)
    reviews.declare_all(cast, procurement, declared=hour(day, 9), at=at)
    reviews.find_all_conforming(cast, procurement, found=hour(day, 10), at=at)
    judged = [login for login in spec.prices if login not in spec.failures]
    seated = dict(zip(Posts().representatives, spec.people.posts.representatives, strict=True))
    table = {seated.get(member, member): {b: row[b] for b in judged} for member, row in reviews.SC01_TABLE.items()}
    members = spec.sheets or tuple(table)
    reviews.score_from_table(cast, procurement, table, members=members, scored=hour(day, 14), at=at)
    if not spec.sheets:
        reviews.sign_all(cast, procurement, signed=hour(day, 16), at=at)
