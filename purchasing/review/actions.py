"""Writes of the review: findings, the draw, declarations, sheets, ranking and signatures."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from portal import statutes
from portal.accounts.actor import Actor
from portal.accounts.capability import Capability, allows
from portal.values import clock
from portal.values.refusal import Forbidden, Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.perform import acting
from purchasing.bid.models import Bid
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.models import Appointment, Procurement, State
from purchasing.review import queries, scoring
from purchasing.review.models import (
    Committee,
    CommitteeMember,
    ConformityResult,
    Expert,
    QualificationResult,
    Ranking,
    Score,
)
from purchasing.review.policies import Can


def record_qualification(actor: Actor, bid: Bid, findings: Mapping[str, tuple[bool, str]]) -> None:
    """Enter the agent's finding on each condition of one bid: code → (passed, reason). A failure needs a reason."""
    with acting(actor) as act:
        procurement = _locked(act, bid.procurement, Can.RUN_COMMITTEE, State.OPENED)
        for row in queries.conditions(procurement):
            passed, reason = findings[row["code"]]
            if not passed and not reason.strip():
                raise Refused(Refusal("reason-missing", _("不符合的条件必须写明理由。"), field=row["code"]))
            QualificationResult.objects.update_or_create(
                bid=bid,
                code=row["code"],
                defaults={
                    "item": row["text"],
                    "passed": passed,
                    "reason": "" if passed else reason.strip(),
                    "checked_by": act.user,
                    "at": act.at,
                },
            )
        act.record(procurement, "review.qualification", bid=bid.pk)


def draw_experts(actor: Actor, procurement: Procurement) -> Committee:
    """Draw the experts at random from the active bank, and seat the appointed representatives (R-32, R-35).

    Whoever works for the purchaser or a bidder, or was drawn and recused, is not in the pool. Refused while too few.
    """
    with acting(actor) as act:
        locked = _locked(act, procurement, Can.RUN_COMMITTEE, State.QUALIFICATION, State.OPENED)
        size, needed = queries.committee_size(locked)
        committee = queries.committee_of(locked)
        if committee is not None and len(queries.members_of(locked)) >= size:
            raise Refused(Refusal("already-drawn", _("本项目的评审专家已经抽取。")))
        recused = CommitteeMember.objects.filter(committee__procurement=locked).exclude(conflict="")
        pool = _pool(locked, exclude=list(recused.values_list("user_id", flat=True)))
        seed = secrets.token_hex(32)
        if committee is None:
            committee = Committee.objects.create(
                procurement=locked, drawn_at=act.at, drawn_by=act.user, seed=seed, pool=pool
            )
            _seat_representatives(act, committee, size - needed)
        seated = set(committee.members.filter(conflict="", kind="expert").values_list("user_id", flat=True))
        chosen = scoring.draw([user for user in pool if user not in seated], seed, needed - len(seated))
        if len(chosen) + len(seated) < needed:
            raise Refused(
                Refusal(
                    "pool-too-small",
                    _("符合条件的专家只有 %(count)s 人，需要 %(needed)s 人。") % {"count": len(pool), "needed": needed},
                    rule="R-32",
                    next_step=_("请扩大专家库范围后重新抽取。"),
                )
            )
        committee.seed, committee.pool, committee.drawn_at = seed, pool, act.at
        committee.watched_by = committee.watched_at = None
        committee.save()
        _seat(committee, chosen, CommitteeMember.Kind.EXPERT)
        act.record(locked, "review.draw", seed=seed, pool=len(pool), drawn=len(chosen))
        return committee


def watch_draw(actor: Actor, procurement: Procurement) -> None:
    """The supervisor confirms having watched the draw."""
    with acting(actor) as act:
        _check(act, Can.WATCH_DRAW, procurement)
        committee = Committee.objects.select_for_update().get(procurement=procurement)
        if committee.watched_at is None:
            committee.watched_by, committee.watched_at = act.user, act.at
            committee.save(update_fields=["watched_by", "watched_at"])
            act.record(procurement, "review.watch")


def choose_chair(actor: Actor, procurement: Procurement, member: CommitteeMember) -> None:
    """Register whom the members elected to chair: an expert, never a representative (SD4, O87 art. 47)."""
    with acting(actor) as act:
        locked = _locked(act, procurement, Can.RUN_COMMITTEE, State.QUALIFICATION, State.OPENED)
        if member.kind != CommitteeMember.Kind.EXPERT or member.committee.procurement_id != locked.pk:
            raise Refused(Refusal("chair-not-expert", _("采购人代表不得担任评标委员会组长。"), rule="SD4"))
        member.committee.members.update(is_chair=False)
        CommitteeMember.objects.filter(pk=member.pk).update(is_chair=True)
        act.record(locked, "review.chair", member=member.pk)


def declare(actor: Actor, member: CommitteeMember, *, conflict: str = "") -> None:
    """A member declares that no conflict exists, or names it and steps back (SD5). Comes before everything else."""
    with acting(actor) as act:
        seat = _seat_of(act, member)
        if seat.declared_at is None:
            seat.declared_at, seat.conflict = act.at, conflict.strip()
            if seat.conflict:
                seat.is_chair = False
            seat.save(update_fields=["declared_at", "conflict", "is_chair"])
            act.record(seat.committee.procurement, "review.declare", conflict=bool(seat.conflict))


def find_conformity(actor: Actor, member: CommitteeMember, findings: Mapping[int, tuple[bool, str]]) -> None:
    """A member's findings on conformity: bid → (passed, reason)."""
    with acting(actor) as act:
        seat = _sitting(act, member)
        for bid in queries.qualified_bids(seat.committee.procurement):
            passed, reason = findings[bid.pk]
            if not passed and not reason.strip():
                raise Refused(Refusal("reason-missing", _("不符合的投标必须写明理由。"), field=str(bid.pk)))
            ConformityResult.objects.update_or_create(
                member=seat, bid=bid, defaults={"passed": passed, "reason": "" if passed else reason.strip()}
            )
        act.record(seat.committee.procurement, "review.conformity")


def save_sheet(actor: Actor, member: CommitteeMember, points: Mapping[tuple[int, int], Decimal | None]) -> None:
    """Save a member's points, (bid, criterion) → points; an empty cell stays open. Refused outside the range or step."""
    with acting(actor) as act:
        seat = _sitting(act, member)
        procurement = seat.committee.procurement
        step = procurement.document.score_step
        bids = {b.pk: b for b in queries.qualified_bids(procurement)}
        criteria = {c.pk: c for c in queries.criteria_of(procurement)}
        refusals = []
        for (bid, criterion), value in points.items():
            if value is None:
                continue
            if bid not in bids or criterion not in criteria:
                raise Refused(Refusal("unknown-cell", _("评分表中没有这一格。")))
            if not 0 <= value <= criteria[criterion].points or value % step:
                refusals.append(_out_of_range(bid, criterion, criteria[criterion].points, step))
                continue
            Score.objects.update_or_create(
                member=seat, bid=bids[bid], criterion=criteria[criterion], defaults={"points": value}
            )
        if refusals:
            raise Refused(*refusals)
        act.record(procurement, "review.sheet")


def finish_sheet(actor: Actor, member: CommitteeMember) -> None:
    """A member's sheet is complete. After the last one the ranking is computed, unless objective items differ (R-40)."""
    with acting(actor) as act:
        seat = _sitting(act, member)
        procurement = seat.committee.procurement
        bids = queries.conforming_bids(procurement)
        wanted = len(bids) * len(queries.criteria_of(procurement))
        given = Score.objects.filter(member=seat, bid__in=bids).count()
        if given < wanted:
            raise Refused(Refusal("sheet-incomplete", _("还有 %(count)s 处没有打分。") % {"count": wanted - given}))
        seat.sheet_done_at = act.at
        seat.save(update_fields=["sheet_done_at"])
        act.record(procurement, "review.finish_sheet")
        if all(m.sheet_done_at for m in queries.members_of(procurement)):
            _rank(act, procurement)


def sign_report(actor: Actor, member: CommitteeMember, *, dissent: str = "") -> None:
    """A member signs the report; the last signature finishes the review. Silence is no signature (O87 art. 61)."""
    with acting(actor) as act:
        seat = _seat_of(act, member)
        procurement = Procurement.objects.select_for_update().get(pk=seat.committee.procurement_id)
        if procurement.state != State.REVIEWING or not queries.ranking_of(procurement):
            raise Refused(Refusal("no-ranking", _("评分尚未全部完成，评审报告还不能签署。")))
        if seat.signed_at is None:
            seat.signed_at, seat.dissent = act.at, dissent.strip()
            seat.save(update_fields=["signed_at", "dissent"])
            act.record(procurement, "review.sign", dissent=bool(seat.dissent))
        if all(m.signed_at for m in queries.members_of(procurement)):
            act.perform_as_system(PROCUREMENT, procurement, "finish_review")


@PROCUREMENT.performs("check_qualification")
def check_qualification(procurement: Procurement, act: Act) -> None:
    """The findings stand; nothing else to write."""


@PROCUREMENT.performs("start_review")
def start_review(procurement: Procurement, act: Act) -> None:
    """The members may now see the qualified bids."""


@PROCUREMENT.performs("finish_review")
def finish_review(procurement: Procurement, act: Act) -> None:
    procurement.reviewed_at = act.at


def _rank(act: Act, procurement: Procurement) -> None:
    differing = queries.differing_objectives(procurement)
    if differing:
        CommitteeMember.objects.filter(committee__procurement=procurement).update(sheet_done_at=None)
        act.record(procurement, "review.objective_items_differ", items=len(differing))
        return
    bids = queries.conforming_bids(procurement)
    document = procurement.document
    totals = queries.member_totals(procurement)
    places = scoring.rank(
        [scoring.Offer(b.pk, b.opened.price, queries.declared_small(b)) for b in bids],
        {b.pk: list(totals[b.pk].values()) for b in bids},
        weight=Decimal(document.price_weight),
        rate=document.small_business_rate,
        seed=procurement.committee.seed,
    )
    Ranking.objects.filter(procurement=procurement).delete()
    Ranking.objects.bulk_create(
        Ranking(
            procurement=procurement, bid_id=p.bid, price=p.price, adjusted_price=p.adjusted,
            price_score=p.price_score, other_score=p.other_score, total=p.total, rank=p.rank,
        )
        for p in places
    )  # fmt: skip
    act.record(procurement, "review.rank", places=len(places))


def _pool(procurement: Procurement, exclude: list[int]) -> list[int]:
    names = {b.supplier.organization.name for b in queries.opened_bids(procurement)}
    names.add(procurement.purchaser.organization.name)
    experts = Expert.objects.filter(active=True, user__is_active=True).exclude(user_id__in=exclude)
    return sorted(experts.exclude(employer__in=names).values_list("user_id", flat=True))


def _seat_representatives(act: Act, committee: Committee, count: int) -> None:
    appointed = Appointment.objects.filter(
        procurement=committee.procurement, duty=Appointment.Duty.REPRESENTATIVE
    ).order_by("pk")
    users = list(appointed.values_list("user_id", flat=True))[:count]
    if len(users) < count:
        raise Refused(
            Refusal(
                "representatives-missing",
                _("采购人代表应为 %(count)s 人，已委派 %(found)s 人。") % {"count": count, "found": len(users)},
                rule="R-32",
                next_step=_("请采购人在项目页委派采购人代表。"),
            )
        )
    _seat(committee, users, CommitteeMember.Kind.REPRESENTATIVE)


def _seat(committee: Committee, users: list[int], kind: str) -> None:
    start = committee.members.count() + 1
    CommitteeMember.objects.bulk_create(
        CommitteeMember(committee=committee, user_id=user, kind=kind, seq=start + n) for n, user in enumerate(users)
    )


def _seat_of(act: Act, member: CommitteeMember) -> CommitteeMember:
    seat = (
        CommitteeMember.objects.select_for_update(of=("self",))
        .select_related("committee__procurement")
        .get(pk=member.pk)
    )
    _check(act, Can.SIT_IN_REVIEW, seat)
    return seat


def _sitting(act: Act, member: CommitteeMember) -> CommitteeMember:
    """The member's seat, while sheets are open: locked with the procurement, so that ranking sees all sheets."""
    seat = _seat_of(act, member)
    procurement = Procurement.objects.select_for_update().get(pk=seat.committee.procurement_id)
    seat.committee.procurement = procurement
    if seat.declared_at is None or seat.conflict:
        raise Refused(Refusal("declaration-missing", _("请先签署回避声明。"), rule="SD5"))
    if procurement.state != State.REVIEWING:
        raise Refused(Refusal("not-reviewing", _("现在不是评审时间。")))
    if queries.ranking_of(procurement):
        raise Refused(
            Refusal(
                "already-ranked",
                _("评分已汇总，任何人不得改变评审结果。"),
                rule="R-40",
                article="政府采购货物和服务招标投标管理办法 第六十四条",
            )
        )
    return seat


def _locked(act: Act, procurement: Procurement, can: Capability, *states: str) -> Procurement:
    row = Procurement.objects.select_for_update(of=("self",)).get(pk=procurement.pk)
    _check(act, can, row)
    if row.state not in states:
        raise Refused(
            Refusal("state-moved", _("项目已进入“%(state)s”，不能再办理此步。") % {"state": row.get_state_display()})
        )
    return row


def _check(act: Act, can: Capability, row: Procurement | CommitteeMember) -> None:
    if not allows(act.actor, can, row):
        raise Forbidden(Refusal("not-allowed", _("您的岗位不能办理此事项。")))


def _out_of_range(bid: int, criterion: int, points: Decimal, step: Decimal) -> Refusal:
    return Refusal(
        "score-out-of-range",
        _("得分应在 0 到 %(points)s 之间，以 %(step)s 为步长。") % {"points": points, "step": step},
        rule="R-40",
        article=statutes.on("R-40", clock.today()).cites,
        field=f"s-{bid}-{criterion}",
    )
