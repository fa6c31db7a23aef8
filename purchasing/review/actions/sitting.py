"""A member's own acts: the declaration, findings on conformity, the sheet."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db.models import F
from django.utils.translation import gettext_lazy as _

import portal.statutes as statutes
from portal.accounts.actor import Actor
from portal.outbox import emit
from portal.values.refusal import Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.perform import acting
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.models import Procurement, State
from purchasing.procurement.queries import law_day
from purchasing.review import guards, queries, scoring
from purchasing.review.actions.locking import nameless, seat_of
from purchasing.review.actions.ranking import rank_bids
from purchasing.review.models import CommitteeMember, ConformityResult, Score

Cell = tuple[int, int]
FINDINGS_CLOSED = Refusal(
    "conformity-closed",
    _("全体评委已完成符合性审查，结论不能再改。"),
    rule="R-40",
    article="政府采购货物和服务招标投标管理办法 第六十四条",
)


def declare(actor: Actor, member: CommitteeMember, *, conflict: str = "") -> None:
    """Declare that no conflict exists, or name it and step back (SD5); only the first declaration counts."""
    with acting(actor) as act:
        seat = seat_of(act, member)
        if seat.declared_at is not None:
            return
        seat.declared_at, seat.conflict = act.at, conflict.strip()
        if seat.conflict:
            seat.is_chair = False
        seat.save(update_fields=["declared_at", "conflict", "is_chair"])
        act.record(seat, "review.declare", conflict=seat.conflict)
        if seat.conflict:
            emit("review.stepped_back", subject=seat.committee.procurement, act=nameless(act))
        act.renew_inbox(PROCUREMENT, seat.committee.procurement)


def find_conformity(actor: Actor, member: CommitteeMember, findings: Mapping[int, tuple[bool, str]]) -> None:
    """A member's findings on conformity: bid → (passed, reason). They stand once all members have given theirs.

    With fewer conforming bids than the law wants the review ends here: the purchaser is told to void it (R-44).
    Raises Refused: finding-missing, reason-missing, conformity-closed.
    """
    with acting(actor) as act:
        seat = _sitting(act, member)
        procurement = seat.committee.procurement
        bids = queries.qualified_bids(procurement)
        if queries.conformity_is_settled(procurement):
            if _found_already(seat, findings):
                return
            raise Refused(FINDINGS_CLOSED)
        if refusals := [r for bid in bids if (r := _objection(bid.pk, findings))]:
            raise Refused(*refusals)
        for bid in bids:
            passed, reason = findings[bid.pk]
            ConformityResult.objects.update_or_create(
                member=seat, bid=bid, defaults={"passed": passed, "reason": "" if passed else reason.strip()}
            )
        act.record(seat, "review.conformity")
        if queries.conformity_is_settled(procurement) and guards.enough_bids_conform(procurement, act):
            emit("review.too_few_conform", subject=procurement, act=nameless(act))
        act.renew_inbox(PROCUREMENT, procurement)


def save_sheet(
    actor: Actor, member: CommitteeMember, points: Mapping[Cell, Decimal | None], *, version: int | None = None
) -> CommitteeMember:
    """Save a member's points, (bid, criterion) → points; None leaves a cell as it is.

    `version` is the sheet as the member saw it. Raises Refused: score-out-of-range for every wrong cell (nothing is
    saved then), unknown-cell, cell-closed, sheet-done, stale-version, conformity-open, too-few-conforming.
    """
    with acting(actor) as act:
        seat = _scoring(act, member)
        given = {(s.bid_id, s.criterion_id): s.points for s in Score.objects.filter(member=seat)}
        changed = {cell: value for cell, value in points.items() if value is not None and given.get(cell) != value}
        if not changed:
            return seat
        _check_open(seat, changed, version)
        _check_cells(seat.committee.procurement, changed)
        for (bid, criterion), value in changed.items():
            Score.objects.update_or_create(member=seat, bid_id=bid, criterion_id=criterion, defaults={"points": value})
        CommitteeMember.objects.filter(pk=seat.pk).update(version=F("version") + 1)
        act.record(seat, "review.sheet", cells=len(changed))
        seat.version += 1
        return seat


def finish_sheet(actor: Actor, member: CommitteeMember) -> None:
    """A member's sheet is complete; after the last one the ranking is computed, unless objective items differ (R-40).

    A second press changes nothing. Raises Refused: sheet-incomplete.
    """
    with acting(actor) as act:
        seat = seat_of(act, member)
        if seat.sheet_done_at is not None:
            return
        seat = _scoring(act, member)
        procurement = seat.committee.procurement
        missing = _open_cells(seat)
        if missing:
            raise Refused(
                Refusal("sheet-incomplete", _("还有 %(count)s 处没有打分，补齐后才能完成。") % {"count": missing})
            )
        seat.sheet_done_at = act.at
        seat.save(update_fields=["sheet_done_at"])
        act.record(seat, "review.finish_sheet")
        if all(m.sheet_done_at for m in queries.members_of(procurement)):
            rank_bids(act, seat.committee)
        act.renew_inbox(PROCUREMENT, procurement)


def _sitting(act: Act, member: CommitteeMember) -> CommitteeMember:
    """The declared member's seat while the review is open."""
    seat = seat_of(act, member)
    procurement = seat.committee.procurement
    if seat.declared_at is None:
        raise Refused(
            Refusal("declaration-missing", _("请先签署回避声明。"), rule="SD5", article="政府采购法实施条例 第九条")
        )
    if procurement.state != State.REVIEWING:
        raise Refused(Refusal("not-reviewing", _("评审尚未开始，请等待代理机构宣布开始。")))
    if queries.ranking_of(procurement):
        raise Refused(
            Refusal(
                "already-ranked",
                _("评分已汇总，任何人不得改变评审结果。"),
                rule="R-40",
                article=statutes.on("R-40", law_day(procurement)).cites,
            )
        )
    return seat


def _scoring(act: Act, member: CommitteeMember) -> CommitteeMember:
    """The seat once sheets are open: all findings on conformity given, and enough bids conform."""
    seat = _sitting(act, member)
    if not queries.conformity_is_settled(seat.committee.procurement):
        raise Refused(
            Refusal(
                "conformity-open",
                _("全体评委完成符合性审查后才能打分。"),
                next_step=_("请先提交您的符合性结论，并等待其他评委；有评委退出的，须补足后继续。"),
            )
        )
    if refusal := guards.enough_bids_conform(seat.committee.procurement, act):
        raise Refused(refusal)
    return seat


def _check_open(seat: CommitteeMember, changed: Mapping[Cell, Decimal], version: int | None) -> None:
    if seat.sheet_done_at is not None:
        raise Refused(Refusal("sheet-done", _("您已完成打分，评分表不能再改。"), rule="R-40"))
    if version is not None and version != seat.version:
        raise Refused(
            Refusal(
                "stale-version",
                _("这份评分表已在别的窗口保存过，您的改动没有保存。"),
                next_step=_("请核对下面保留的填写内容，再保存一次。"),
            )
        )
    recheck = {(bid, criterion) for bid, criterion in seat.committee.recheck}
    if recheck and not set(changed) <= recheck:
        raise Refused(
            Refusal(
                "cell-closed",
                _("复核时只能修改各评委不一致的客观分项。"),
                rule="R-40",
                article="政府采购货物和服务招标投标管理办法 第六十四条",
            )
        )


def _check_cells(procurement: Procurement, changed: Mapping[Cell, Decimal]) -> None:
    step = procurement.document.score_step
    bids = {b.pk for b in queries.conforming_bids(procurement)}
    criteria = {c.pk: c for c in queries.criteria_of(procurement)}
    if any(bid not in bids or criterion not in criteria for bid, criterion in changed):
        raise Refused(Refusal("unknown-cell", _("评分表中没有这一格。")))
    refusals = [
        Refusal(
            "score-out-of-range",
            _("“%(criterion)s”的得分应在 0 到 %(points)s 之间，以 %(step)s 为步长。")
            % {"criterion": criteria[criterion].name, "points": criteria[criterion].points, "step": step},
            rule="R-40",
            article="政府采购货物和服务招标投标管理办法 第六十四条",
            field=f"s-{bid}-{criterion}",
        )
        for (bid, criterion), value in changed.items()
        if not scoring.fits(value, criteria[criterion].points, step)
    ]
    if refusals:
        raise Refused(*refusals)


def _open_cells(seat: CommitteeMember) -> int:
    procurement = seat.committee.procurement
    bids = queries.conforming_bids(procurement)
    wanted = len(bids) * len(queries.criteria_of(procurement))
    return wanted - Score.objects.filter(member=seat, bid__in=bids).count()


def _found_already(seat: CommitteeMember, findings: Mapping[int, tuple[bool, str]]) -> bool:
    stored = {r.bid_id: r.passed for r in seat.conformity.all()}
    return stored == {bid: passed for bid, (passed, _reason) in findings.items()}


def _objection(bid: int, findings: Mapping[int, tuple[bool, str]]) -> Refusal | None:
    if bid not in findings:
        return Refusal("finding-missing", _("每份投标都要有符合性结论。"), field=str(bid))
    passed, reason = findings[bid]
    if not passed and not reason.strip():
        return Refusal("reason-missing", _("不符合的投标必须写明理由。"), field=str(bid))
    return None
