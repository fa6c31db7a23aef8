"""What the review refuses, what it keeps secret, and how it goes on after a difference or a recusal."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.accounts.actor import SYSTEM
from portal.accounts.capability import allows
from portal.accounts.roles import Role
from portal.audit import trail
from portal.audit.models import AuditEntry
from portal.demo.cast import Cast, add_person
from portal.demo.story import review as reviews
from portal.demo.story.bid import SC01_S1, SC01_S2, SC01_S3
from portal.demo.story.intention import beijing
from portal.notify.models import Notification
from portal.outbox import drain
from portal.outbox.models import Event
from portal.reports.models import Report
from portal.values import clock
from portal.values.refusal import Refused
from portal.workflow.act import Act
from portal.workflow.perform import perform
from purchasing.bid.policies import Can as BidCan
from purchasing.models import Expert, Ranking, Score
from purchasing.procurement.flow import PROCUREMENT
from purchasing.review import actions, guards, queries, scoring
from tests.purchasing.review.case import at_stage, opened, points_of

pytestmark = pytest.mark.django_db
DAY = reviews.SC01_REVIEWED


def codes(call) -> tuple[str, ...]:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.codes


def test_qualification_is_not_done_before_every_bid_is_checked(cast: Cast) -> None:
    row = opened(cast)

    assert codes(lambda: perform(PROCUREMENT, row, "check_qualification", actor=cast["ag1"])) == (
        "qualification-incomplete",
    )
    reviews.qualify(cast, row, {})
    assert row.state == "qualification"


def test_fewer_than_three_qualified_bids_are_not_reviewed(cast: Cast) -> None:
    row = opened(cast, (SC01_S1, SC01_S2, SC01_S3))
    with clock.at(reviews.SC01_QUALIFIED):
        reviews.qualify(cast, row, {"s3": ("L4", "无纳税记录")})

    refusal = guards.enough_bids_qualify(row, Act(cast["ag1"], clock.now()))
    assert refusal is not None
    assert (refusal.code, refusal.rule) == ("too-few-qualified", "R-44")
    perform(PROCUREMENT, row, "void", actor=cast["ph1"], data={"ground": "too_few", "reason": "合格投标人两家"})
    row.refresh_from_db()
    assert (row.state, row.end_reason) == ("voided", "符合条件或作实质响应的供应商不足 3 家：合格投标人两家")


@pytest.mark.parametrize(
    ("drawn", "reviewed", "recent"),
    [
        (beijing(2025, 2, 17, 9), DAY, True),
        (beijing(2025, 2, 14, 16), DAY, False),
        (beijing(2025, 2, 18, 15), beijing(2025, 2, 20, 9), True),
        (beijing(2025, 2, 18, 15), beijing(2025, 2, 21, 9), False),
    ],
)
def test_experts_are_drawn_at_most_two_working_days_before_the_review(
    cast: Cast, drawn, reviewed, recent: bool
) -> None:
    row = at_stage(cast, "drawn")
    committee = queries.committee_of(row)
    committee.drawn_at = drawn
    committee.save()

    refusal = guards.draw_is_recent(row, Act(cast["ag1"], reviewed))

    assert (refusal is None) == recent


def test_a_stale_draw_is_drawn_anew_and_watched_anew(cast: Cast) -> None:
    row = at_stage(cast, "drawn")
    with clock.at(beijing(2025, 2, 24, 9)):
        actions.draw_experts(cast["ag1"], row)

        committee = queries.committee_of(row)
        members = queries.members_of(row)
    assert committee.watched_at is None
    assert (len(members), sum(m.is_chair for m in members), sum(m.declared_at is not None for m in members)) == (
        7,
        0,
        0,
    )


def test_the_draw_can_be_replayed_and_leaves_out_who_works_for_a_party(cast: Cast) -> None:
    row = at_stage(cast, "qualified")
    for login, employer in (
        ("ex6", "千窑城服（虚构）"),
        ("ex7", "昌南城管服务中心（虚构）"),
        ("ex8", "某大学"),
        ("ex9", "瓷都招标代理（虚构）"),
    ):
        add_person(login, login, cast.organisations["experts"], Role.EXPERT)
        user = add_person(login, login, cast.organisations["experts"], Role.EXPERT).user
        Expert.objects.create(user=user, employer=employer)
    with clock.at(reviews.SC01_DRAWN):
        committee = actions.draw_experts(cast["ag1"], row)

    names = {u.username for u in (m.user for m in queries.members_of(row))}
    assert len(committee.pool) == 6
    assert not names & {"ex6", "ex7", "ex9"}
    assert queries.is_replayable(committee)
    committee.seed = "0" * 64
    drawn = scoring.draw(committee.pool, committee.seed, 5)
    assert queries.is_replayable(committee) == (
        set(drawn) == {m.user_id for m in queries.members_of(row) if m.kind == "expert"}
    )


def test_a_member_with_a_conflict_is_replaced_and_sees_nothing_more(cast: Cast) -> None:
    row = at_stage(cast, "qualified")
    extra = add_person("ex6", "评审专家六", cast.organisations["experts"], Role.EXPERT)
    Expert.objects.create(user=extra.user)
    with clock.at(reviews.SC01_DRAWN):
        actions.draw_experts(cast["ag1"], row)
        leaver = next(m for m in queries.members_of(row) if m.kind == "expert")
        actor = cast.actors.get(leaver.user.username, extra)
        actions.declare(actor, leaver, conflict="三年内在投标人处任职")
        assert len(queries.members_of(row)) == 6
        actions.draw_experts(cast["ag1"], row)

    members = queries.members_of(row)
    assert (len(members), leaver.user_id in {m.user_id for m in members}) == (7, False)
    assert codes(lambda: actions.declare(actor, leaver)) == ("not-allowed",)


def test_too_small_a_pool_is_refused_and_nothing_is_kept(cast: Cast) -> None:
    row = at_stage(cast, "qualified")
    Expert.objects.filter(user=cast.user("ex3")).update(active=False)

    with clock.at(reviews.SC01_DRAWN):
        assert codes(lambda: actions.draw_experts(cast["ag1"], row)) == ("pool-too-small",)
    assert queries.committee_of(row) is None


def test_the_review_does_not_start_before_all_have_declared_and_a_chair_is_chosen(cast: Cast) -> None:
    row = at_stage(cast, "drawn")
    queries.committee_of(row).members.update(is_chair=False)

    with clock.at(DAY):
        found = codes(lambda: perform(PROCUREMENT, row, "start_review", actor=cast["ag1"]))

    assert found == ("committee-incomplete", "declaration-missing")


def test_sheets_open_only_when_all_findings_on_conformity_are_given(cast: Cast) -> None:
    row = at_stage(cast, "started")
    seat = reviews.seats(cast, row)["ex1"]

    with clock.at(DAY):
        assert codes(lambda: actions.save_sheet(cast["ex1"], seat, points_of(cast, row, "ex1"))) == ("conformity-open",)


def test_with_fewer_than_three_conforming_bids_nothing_is_scored_and_the_purchaser_is_told_to_void(cast: Cast) -> None:
    row = at_stage(cast, "started")
    bids = {login: reviews.bid_of(cast, row, login).pk for login in ("s1", "s2", "s3")}
    with clock.at(DAY):
        for login, seat in reviews.seats(cast, row).items():
            actions.find_conformity(
                cast[login],
                seat,
                {bids["s1"]: (True, ""), bids["s2"]: (True, ""), bids["s3"]: (False, "未响应服务标准")},
            )
        seat = reviews.seats(cast, row)["ex1"]
        found = codes(lambda: actions.save_sheet(cast["ex1"], seat, points_of(cast, row, "ex1")))
        drain()
        perform(PROCUREMENT, row, "void", actor=cast["ph1"], data={"ground": "too_few", "reason": "实质响应两家"})
        drain()

    told = Notification.objects.filter(kind="review.too_few_conform").values_list("recipient__username", flat=True)
    assert found == ("too-few-conforming",)
    assert set(told) == {"ph1", "ag1", "ag2"}
    assert Ranking.objects.count() == 0
    ended = Notification.objects.filter(kind="procurement.void", recipient__username="s3")
    assert [n.title for n in ended] == ["采购项目已结束（废标）：市容环境卫生一体化作业服务"]


def test_differing_objective_items_open_the_sheets_again_for_those_items_only(cast: Cast) -> None:
    row = at_stage(cast, "conforming")
    table = {who: dict(values) for who, values in reviews.SC01_TABLE.items()}
    table["ex4"]["s1"] = ("20.7", "16.1", "12.9", "8", "6", "4")
    reviews.score_from_table(cast, row, table, scored=DAY)

    committee = queries.committee_of(row)
    differing = queries.recheck_of(committee)
    seats = reviews.seats(cast, row)
    assert Ranking.objects.count() == 0
    assert [
        (d.bid.supplier.organization.name, d.criterion.name, [m.user.username for m in d.to_settle]) for d in differing
    ] == [("千窑城服（虚构）", "类似业绩", ["ex4"])]
    assert all(seat.sheet_done_at is None for seat in seats.values())
    judged = (reviews.bid_of(cast, row, "s1").pk, queries.criteria_of(row)[0].pk)
    with clock.at(DAY):
        assert codes(lambda: actions.save_sheet(cast["ex4"], seats["ex4"], {judged: Decimal("25")})) == ("cell-closed",)

    reviews.score_from_table(cast, row, scored=DAY)
    assert [r.total for r in queries.ranking_of(row)] == [Decimal("89.64"), Decimal("88.40"), Decimal("83.56")]


def test_a_sheet_is_not_finished_with_open_cells_and_not_changed_after_it_is(cast: Cast) -> None:
    row = at_stage(cast, "conforming")
    seat = reviews.seats(cast, row)["ex1"]
    points = points_of(cast, row, "ex1")
    last = list(points)[-1]
    with clock.at(DAY):
        actions.save_sheet(cast["ex1"], seat, {**points, last: None})
        assert codes(lambda: actions.finish_sheet(cast["ex1"], seat)) == ("sheet-incomplete",)
        actions.save_sheet(cast["ex1"], seat, points)
        actions.finish_sheet(cast["ex1"], seat)
        actions.finish_sheet(cast["ex1"], seat)

        assert codes(lambda: actions.save_sheet(cast["ex1"], seat, {last: Decimal(1)})) == ("sheet-done",)


@pytest.mark.parametrize("value", ["-0.1", "25.1", "18.55"])
def test_points_outside_range_or_step_are_refused_and_nothing_of_the_sheet_is_saved(cast: Cast, value: str) -> None:
    row = at_stage(cast, "conforming")
    seat = reviews.seats(cast, row)["ex1"]
    points = points_of(cast, row, "ex1")
    points[next(iter(points))] = Decimal(value)

    with clock.at(DAY):
        assert codes(lambda: actions.save_sheet(cast["ex1"], seat, points)) == ("score-out-of-range",)
    assert Score.objects.count() == 0


def test_another_member_cannot_write_into_a_sheet(cast: Cast) -> None:
    row = at_stage(cast, "conforming")
    seat = reviews.seats(cast, row)["ex1"]

    with clock.at(DAY):
        assert codes(lambda: actions.save_sheet(cast["ex2"], seat, {})) == ("not-allowed",)
        assert codes(lambda: actions.save_sheet(cast["ag1"], seat, {})) == ("not-allowed",)


def test_nothing_changes_after_the_ranking_and_signing_twice_is_signing_once(cast: Cast) -> None:
    row = at_stage(cast, "ranked")
    seat = reviews.seats(cast, row)["ex1"]
    with clock.at(DAY):
        assert codes(lambda: actions.save_sheet(cast["ex1"], seat, points_of(cast, row, "ex1"))) == ("already-ranked",)
        actions.sign_report(cast["ex1"], seat, dissent="保留意见")
        actions.sign_report(cast["ex1"], seat, dissent="")

    seat.refresh_from_db()
    assert seat.dissent == "保留意见"
    assert AuditEntry.objects.filter(verb="review.sign").count() == 1


def test_no_trail_event_or_message_to_others_names_a_member_before_the_result(cast: Cast) -> None:
    row = at_stage(cast, "signed")
    members = {m.user_id: m.user.display_name for m in queries.members_of(row)}

    entries = list(trail(row))
    events = Event.objects.filter(root=row.audit_root)
    others = Notification.objects.exclude(recipient__in=members)

    assert {e.actor_id for e in entries} & set(members) == set()
    assert {e.user_id for e in events} & set(members) == set()
    texts = [f"{e.grounds}" for e in entries] + [f"{e.payload}" for e in events] + [n.title + n.body for n in others]
    assert not [text for text in texts for name in members.values() if name in text]
    assert not [text for text in texts if queries.committee_of(row).seed in text]


def test_the_report_and_the_letter_are_issued_and_not_public(cast: Cast) -> None:
    row = at_stage(cast, "published")

    report, letter = (Report.objects.get(kind=kind) for kind in ("review_report", "award_notice"))

    assert (report.public, letter.public) == (False, False)
    assert [t["caption"][:2] for t in report.context["tables"]] == ["一、", "二、", "三、", "四、", "四、", "四、"]
    first, *totals, mean = report.context["tables"][3]["foot"]
    assert (first, sorted(totals), mean) == ("合计", ["69.7", "70.6", "71.3", "71.3", "71.5", "71.8", "72.2"], "71.20")
    assert letter.context["to"] == "千窑城服（虚构）"
    assert letter.context["amount"] == "8900000.00"
    assert letter.context["sign_by"] == "2025-03-26"
    assert letter.number == "景购中〔2025〕1号"
    assert row.state == "notice_sent"


def test_each_bidder_is_told_its_own_result_only(cast: Cast) -> None:
    at_stage(cast, "published")

    told = dict(
        Notification.objects.filter(kind__in=["procurement.publish_result", "procurement.send_notice"], recipient__username__in=["s1", "s2", "s3", "s4"])
        .values_list("recipient__username", "body")
    )  # fmt: skip

    assert told == {
        "s1": "通知书编号 景购中〔2025〕1号。请在法定期限内与采购人签订合同。",
        "s2": "您的评审总分 88.40 分，排序第 2。",
        "s3": "您的评审总分 83.56 分，排序第 3。",
        "s4": "未通过资格审查：有依法缴纳税收和社会保障资金的良好记录：" + reviews.SC01_FAILURES["s4"][1],
    }


def test_the_first_of_the_ranked_list_is_the_only_choice_and_needs_a_signed_report(cast: Cast) -> None:
    row = at_stage(cast, "ranked")

    assert codes(lambda: perform(PROCUREMENT, row, "confirm_candidate", actor=cast["ph1"])) == ("state-moved",)
    assert codes(lambda: perform(PROCUREMENT, row, "finish_review", actor=SYSTEM)) == ("report-unsigned",)


def test_a_recused_member_reads_no_bid_while_the_others_do(cast: Cast) -> None:
    row = at_stage(cast, "started")
    bid = reviews.bid_of(cast, row, "s1")
    seats = reviews.seats(cast, row)
    seats["ex1"].conflict = "与投标人有利害关系"
    seats["ex1"].save()

    assert [allows(cast[login], BidCan.READ_BID_FILES, bid) for login in ("ex1", "ex2", "pr1", "po1")] == [
        False,
        True,
        True,
        True,
    ]
