"""The committee: drawn by lot under the eyes of a supervisor, led by an expert."""

from __future__ import annotations

import secrets
from hashlib import sha256

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

import portal.statutes as statutes
from portal.accounts.actor import Actor
from portal.outbox import emit
from portal.values import clock
from portal.values.refusal import Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.perform import acting
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.models import Appointment, Procurement, State
from purchasing.review import queries, scoring
from purchasing.review.actions.locking import check, locked, nameless
from purchasing.review.models import Committee, CommitteeMember, Expert, Ranking
from purchasing.review.policies import Can

Kind = CommitteeMember.Kind
SEATING = (State.OPENED, State.QUALIFICATION, State.REVIEWING)


def draw_experts(actor: Actor, procurement: Procurement) -> Committee:
    """Draw the missing experts at random from the active bank, and seat the appointed representatives (R-32, R-35).

    Whoever works for a party of the procurement, or stepped back, is not in the pool. A draw that is too old for a review
    today is drawn anew as a whole; in a running review only empty seats are filled (O87 art. 49). Raises Refused: already-drawn, pool-too-small, representatives-missing, state-moved.
    """
    with acting(actor) as act:
        row = locked(act, procurement, Can.RUN_COMMITTEE, *SEATING)
        assert act.user is not None
        size, experts = queries.committee_size(row)
        committee = queries.committee_of(row)
        if committee is not None:
            if row.state != State.REVIEWING:
                _dismiss_stale(act, committee)
            if len(queries.members_of(row)) >= size:
                raise Refused(Refusal("already-drawn", _("本项目的评审专家已经抽取。")))
        seed = secrets.token_hex(32)
        if committee is None:
            committee = Committee.objects.create(procurement=row, drawn_at=act.at, drawn_by=act.user, seed=seed)
        _seat_representatives(act, committee, size - experts)
        seated = [m.user_id for m in queries.members_of(row) if m.kind == Kind.EXPERT]
        if len(seated) < experts:
            _draw(act, committee, seed, experts - len(seated), leaving_out=seated)
        emit("review.drawn", subject=row, act=nameless(act))
        act.renew_inbox(PROCUREMENT, row)
        return committee


def _draw(act: Act, committee: Committee, seed: str, wanted: int, *, leaving_out: list[int]) -> None:
    pool = _pool(committee, leaving_out)
    _check_pool(pool, wanted)
    chosen = scoring.draw(pool, seed, wanted)
    assert act.user is not None
    committee.seed, committee.pool = seed, pool
    committee.drawn_at, committee.drawn_by = act.at, act.user
    committee.watched_by = committee.watched_at = None
    committee.save()
    _seat(act, committee, chosen, Kind.EXPERT)
    act.record(committee, "review.draw", seed=seed, pool=pool, drawn=chosen)
    act.record(committee.procurement, "review.draw", seed_sha256=sha256(seed.encode()).hexdigest(), drawn=len(chosen))


def excuse_member(actor: Actor, member: CommitteeMember, *, reason: str) -> None:
    """A member is absent, ill or has to step back: the seat is filled anew and what the member found is void (O87 art. 49).

    In a running review the ranking and every signature on it fall, and each sheet is finished again once the new
    member has caught up. Raises Refused: not-seated, reason-missing, state-moved.
    """
    with acting(actor) as act:
        row = locked(act, member.committee.procurement, Can.RUN_COMMITTEE, *SEATING)
        seat = (
            CommitteeMember.objects.select_for_update(of=("self",))
            .select_related("committee", "user")
            .get(pk=member.pk)
        )
        if not seat.sits:
            raise Refused(Refusal("not-seated", _("此人已不在评标委员会中。")))
        if not reason.strip():
            raise Refused(Refusal("reason-missing", _("请写明更换评委的理由。"), field="reason"))
        seat.conflict, seat.is_chair = reason.strip(), False
        seat.save(update_fields=["conflict", "is_chair"])
        places = [[place.bid_id, str(place.total)] for place in queries.ranking_of(row)]
        signed = [[m.user_id, m.dissent] for m in seat.committee.members.exclude(signed_at=None)]
        Ranking.objects.filter(procurement=row).delete()
        seat.committee.members.update(sheet_done_at=None, signed_at=None, dissent="")
        Committee.objects.filter(pk=seat.committee_id).update(recheck=[])
        act.record(seat, "review.excuse", reason=seat.conflict, ranking=places, signed=signed)
        emit("review.stepped_back", subject=row, act=nameless(act))
        act.renew_inbox(PROCUREMENT, row)


def watch_draw(actor: Actor, procurement: Procurement) -> None:
    """The supervisor confirms having watched the draw; a second time changes nothing."""
    with acting(actor) as act:
        row = Procurement.objects.select_for_update(of=("self",)).get(pk=procurement.pk)
        check(act, Can.WATCH_DRAW, row)
        committee = queries.committee_of(row)
        if committee is None:
            raise Refused(Refusal("not-drawn", _("专家尚未抽取。"), next_step=_("请代理机构先抽取专家。")))
        if committee.watched_at is None:
            committee.watched_by, committee.watched_at = act.user, act.at
            committee.save(update_fields=["watched_by", "watched_at"])
            act.record(row, "review.watch")
            act.renew_inbox(PROCUREMENT, row)


def choose_chair(actor: Actor, procurement: Procurement, member: CommitteeMember) -> None:
    """Register whom the members elected to chair: an expert, never a representative (SD4, O87 art. 47)."""
    with acting(actor) as act:
        row = locked(act, procurement, Can.RUN_COMMITTEE, *SEATING)
        sitting = {m.pk: m for m in queries.members_of(row)}
        if member.pk not in sitting or sitting[member.pk].kind != Kind.EXPERT:
            raise Refused(
                Refusal(
                    "chair-not-expert",
                    _("采购人代表不得担任评标委员会组长。"),
                    rule="SD4",
                    article="政府采购货物和服务招标投标管理办法 第四十七条",
                    field="chair",
                )
            )
        member.committee.members.filter(is_chair=True).update(is_chair=False)
        CommitteeMember.objects.filter(pk=member.pk).update(is_chair=True)
        act.record(member.committee, "review.chair", member=member.pk)
        act.renew_inbox(PROCUREMENT, row)


def _dismiss_stale(act: Act, committee: Committee) -> None:
    """Experts drawn too long before today are let go (R-35); they were never shown a bid."""
    earliest = statutes.not_before("R-35", clock.day_of(act.at))
    if clock.day_of(committee.drawn_at) >= earliest.date:
        return
    act.rules["R-35"] = earliest.ruling
    committee.members.filter(kind=Kind.EXPERT, replaced_at=None).update(replaced_at=act.at, is_chair=False)


def _pool(committee: Committee, leaving_out: list[int]) -> list[int]:
    """Active experts without a tie to purchaser, agency (SD4) or a bidder, who have not stepped back; in order of their key."""
    procurement = committee.procurement
    parties = [b.supplier.organization for b in queries.opened_bids(procurement)]
    parties += [procurement.purchaser.organization, procurement.agency]
    recused = committee.members.exclude(conflict="").values("user")
    experts: QuerySet[Expert] = Expert.objects.filter(active=True, user__is_active=True)
    experts = experts.exclude(employer__in=[o.name for o in parties]).exclude(
        user__memberships__organization__in=parties
    )
    return sorted(experts.exclude(user__in=leaving_out).exclude(user__in=recused).values_list("user_id", flat=True))


def _check_pool(pool: list[int], wanted: int) -> None:
    if len(pool) < wanted:
        raise Refused(
            Refusal(
                "pool-too-small",
                _("符合条件的专家只有 %(count)s 人，还需要 %(wanted)s 人。") % {"count": len(pool), "wanted": wanted},
                rule="R-32",
                article="政府采购货物和服务招标投标管理办法 第四十七条",
                next_step=_("请扩大专家库范围后重新抽取。"),
            )
        )


def _seat_representatives(act: Act, committee: Committee, wanted: int) -> None:
    seats = list(committee.members.filter(kind=Kind.REPRESENTATIVE))
    sitting = sum(seat.conflict == "" for seat in seats)
    appointed = Appointment.objects.filter(
        procurement=committee.procurement, duty=Appointment.Duty.REPRESENTATIVE
    ).exclude(user__in=[seat.user_id for seat in seats])
    users = list(appointed.order_by("pk").values_list("user_id", flat=True))[: wanted - sitting]
    if sitting + len(users) < wanted:
        raise Refused(
            Refusal(
                "representatives-missing",
                _("采购人代表应为 %(wanted)s 人，已委派且未回避的有 %(found)s 人。")
                % {"wanted": wanted, "found": sitting + len(users)},
                rule="R-32",
                article="政府采购货物和服务招标投标管理办法 第四十七条",
                next_step=_("请采购人在项目页委派采购人代表。"),
            )
        )
    _seat(act, committee, users, Kind.REPRESENTATIVE)


def _seat(act: Act, committee: Committee, users: list[int], kind: str) -> None:
    """Give the drawn their seats; whoever was let go and is drawn again takes the old one, undeclared."""
    for user in users:
        seq = committee.members.count() + 1
        fresh = {"kind": kind, "seated_at": act.at, "replaced_at": None, "declared_at": None, "is_chair": False}
        earlier = committee.members.filter(user_id=user).first()
        if earlier is None:
            CommitteeMember.objects.create(committee=committee, user_id=user, seq=seq, **fresh)
        else:
            CommitteeMember.objects.filter(pk=earlier.pk).update(**fresh)
