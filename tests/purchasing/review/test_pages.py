"""The pages of the review and the award, as each reader meets them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.demo.cast import Cast
from portal.demo.story import review as reviews
from portal.demo.story.intention import beijing
from portal.values import clock
from purchasing.models import Award, Committee, CommitteeMember, QualificationResult, Score
from purchasing.review import queries
from tests.factories.cases import plan, plan_item, procurement
from tests.purchasing.review.case import at_stage, opened

pytestmark = pytest.mark.django_db
NAMES = ("评审专家一", "评审专家二", "评审专家三", "评审专家四", "评审专家五")


@pytest.fixture
def on_review_day(db: None) -> Iterator[None]:
    yield
    clock.reset()


def as_(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login))
    return client


def answer(cast: Cast, login: str, path: str, day=reviews.SC01_REVIEWED, **data: str):
    with clock.at(day):
        client = as_(cast, login)
        return client.post(path, data) if data else client.get(path)


def seat_of(cast: Cast, row, login: str) -> CommitteeMember:
    return reviews.seats(cast, row)[login]


def cells(cast: Cast, row, login: str, version: int = 1, **changes: str) -> dict[str, str]:
    """What a member types into the whole sheet, with `changes` by criterion name."""
    typed = {"version": str(version)}
    for bidder, points in reviews.SC01_TABLE[login].items():
        bid = reviews.bid_of(cast, row, bidder)
        for criterion, value in zip(queries.criteria_of(row), points, strict=True):
            typed[f"s-{bid.pk}-{criterion.pk}"] = changes.get(f"{bidder}_{criterion.seq}", value)
    return typed


def test_the_agent_checks_each_bid_and_a_failure_without_a_reason_stays_on_the_page(cast: Cast) -> None:
    row = opened(cast)
    path = f"/desk/procurements/{row.ocid}/qualification/"
    bid = reviews.bid_of(cast, row, "s4")
    typed = {"bid": bid.reference, f"b{bid.pk}-v-L1": "yes", f"b{bid.pk}-v-L4": "no", f"b{bid.pk}-r-L1": "备注"}

    page = answer(cast, "ag1", path, reviews.SC01_QUALIFIED)
    refused = answer(cast, "ag1", path, reviews.SC01_QUALIFIED, **typed)
    saved = answer(cast, "ag1", path, reviews.SC01_QUALIFIED, **typed, **{f"b{bid.pk}-r-L4": "纳税记录不符"})

    assert (page.status_code, refused.status_code, saved.status_code) == (200, 422, 302)
    assert "不符合的条件必须写明理由" in refused.content.decode()
    assert "备注" in refused.content.decode()
    assert list(QualificationResult.objects.filter(bid=bid).values_list("code", "passed", "reason").order_by("code")) == [
        ("L1", True, ""), ("L4", False, "纳税记录不符"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("login", "status"), [("ag1", 200), ("su1", 200), ("ph1", 404), ("fo1", 404), ("s1", 404), ("ex1", 404)]
)
def test_only_agent_and_supervision_read_findings_and_names_before_the_result(
    cast: Cast, login: str, status: int
) -> None:
    row = at_stage(cast, "drawn")

    for part in ("qualification", "committee"):
        assert answer(cast, login, f"/desk/procurements/{row.ocid}/{part}/").status_code == status


def test_a_supervisor_cannot_draw_and_the_agent_cannot_watch(cast: Cast) -> None:
    row = at_stage(cast, "qualified")
    base = f"/desk/procurements/{row.ocid}/committee/"

    answers = [answer(cast, who, base + what, reviews.SC01_DRAWN, x="1").status_code for who, what in (
        ("su1", "draw/"), ("su1", "watch/"), ("ag1", "draw/"), ("ag1", "watch/"), ("ag1", "draw/"), ("su1", "watch/"), ("su1", "watch/"),
    )]  # fmt: skip

    assert answers == [403, 409, 302, 403, 409, 302, 302]


def test_the_chair_is_an_expert(cast: Cast) -> None:
    row = at_stage(cast, "drawn")
    path = f"/desk/procurements/{row.ocid}/committee/chair/"

    representative = answer(cast, "ag1", path, reviews.SC01_DRAWN, chair=str(seat_of(cast, row, "pr1").pk))
    expert = answer(cast, "ag1", path, reviews.SC01_DRAWN, chair=str(seat_of(cast, row, "ex2").pk))

    assert (representative.status_code, expert.status_code) == (422, 302)
    assert [m.user.username for m in queries.members_of(row) if m.is_chair] == ["ex2"]


def test_a_member_meets_each_stage_on_one_page(cast: Cast) -> None:
    row = at_stage(cast, "drawn")
    seat = seat_of(cast, row, "ex1")
    path = seat.get_absolute_url()
    bids = {login: reviews.bid_of(cast, row, login) for login in ("s1", "s2", "s3")}
    findings = {f"v-{bid.pk}": "yes" for bid in bids.values()}

    declare_first = answer(cast, "ex1", path)
    declared = answer(cast, "ex1", path + "declaration/", choice="none")
    waits = answer(cast, "ex1", path)
    for login, other in reviews.seats(cast, row).items():
        if login != "ex1":
            answer(cast, login, other.get_absolute_url() + "declaration/", choice="none")
    reviews.declare_all(cast, row, declared=reviews.SC01_REVIEWED)
    conformity = answer(cast, "ex1", path)
    found = answer(cast, "ex1", path + "conformity/", **findings)
    reviews.find_all_conforming(cast, row, found=reviews.SC01_REVIEWED)
    sheet = answer(cast, "ex1", path)
    finished = answer(cast, "ex1", path + "sheet/", finish="1", **cells(cast, row, "ex1"))
    after = answer(cast, "ex1", path)
    reviews.score_from_table(
        cast, row, members=["ex2", "ex3", "ex4", "ex5", "pr1", "pr2"], scored=reviews.SC01_REVIEWED
    )
    to_sign = answer(cast, "ex1", path)
    signed = answer(cast, "ex1", path + "signature/", dissent="对业绩认定保留意见")
    mine = answer(cast, "ex1", "/desk/reviews/")

    assert "签署声明" in declare_first.content.decode()
    assert [r.status_code for r in (declared, found, finished, signed)] == [302, 302, 302, 302]
    assert "代理机构宣布开始后" in waits.content.decode()
    assert "提交符合性结论" in conformity.content.decode()
    assert "保存并完成打分" in sheet.content.decode()
    assert "9,120,000.00" not in sheet.content.decode()
    assert "等待其他评委完成打分" in after.content.decode()
    assert "89.64" in to_sign.content.decode()
    assert "已签署" in mine.content.decode()


def test_wrong_cells_stay_as_typed_while_the_others_are_saved(cast: Cast) -> None:
    row = at_stage(cast, "conforming")
    seat = seat_of(cast, row, "ex1")
    typed = cells(cast, row, "ex1", s1_1="25.1", s1_2="abc", s2_1="２２．９", s3_1="18.55", s3_2="")

    page = answer(cast, "ex1", seat.get_absolute_url() + "sheet/", **typed)

    assert page.status_code == 422
    body = page.content.decode()
    assert all(value in body for value in ('value="25.1"', 'value="abc"', 'value="18.55"'))
    assert re.search(r'<a href="#id_s-[\d-]+">\S+（虚构） 服务方案', body)
    assert Score.objects.filter(member=seat).count() == 14
    seat.refresh_from_db()
    assert (seat.version, f'name="version" value="{seat.version}"' in body) == (2, True)


def test_a_sheet_read_before_another_save_is_refused_and_kept(cast: Cast) -> None:
    row = at_stage(cast, "conforming")
    seat = seat_of(cast, row, "ex1")
    path = seat.get_absolute_url() + "sheet/"

    first = answer(cast, "ex1", path, **cells(cast, row, "ex1"))
    same_again = answer(cast, "ex1", path, **cells(cast, row, "ex1"))
    stale = answer(cast, "ex1", path, **cells(cast, row, "ex1", s1_1="19.5"))

    assert (first.status_code, same_again.status_code, stale.status_code) == (302, 302, 409)
    assert 'value="19.5"' in stale.content.decode()


def test_no_member_sees_anothers_sheet_and_no_expert_the_page_after_the_last_signature(cast: Cast) -> None:
    row = at_stage(cast, "conforming")
    seat = seat_of(cast, row, "ex1")
    reviews.score_from_table(cast, row, members=["ex2"], scored=reviews.SC01_REVIEWED)
    page = answer(cast, "ex1", seat.get_absolute_url()).content.decode()

    other = answer(cast, "ex2", seat.get_absolute_url())
    assert other.status_code == 404
    assert "22.1" not in page
    at_rest = at_stage_after_scores(cast, row)
    assert answer(cast, "ex1", seat.get_absolute_url()).status_code == 404
    bid = reviews.bid_of(cast, at_rest, "s1")
    assert answer(cast, "ex1", bid.get_absolute_url()).status_code == 404


def at_stage_after_scores(cast: Cast, row):
    reviews.score_from_table(
        cast, row, members=["ex1", "ex3", "ex4", "ex5", "pr1", "pr2"], scored=reviews.SC01_REVIEWED
    )
    reviews.sign_all(cast, row, signed=reviews.SC01_REVIEWED)
    return row


@pytest.mark.parametrize(
    ("login", "status"),
    [("po1", 200), ("ph1", 200), ("ag1", 200), ("su1", 200), ("au1", 200), ("fo1", 404), ("s1", 404), ("ex1", 404)],
)
def test_the_report_is_for_the_purchaser_its_agent_and_supervision(cast: Cast, login: str, status: int) -> None:
    row = at_stage(cast, "signed")

    page = answer(cast, login, f"/desk/procurements/{row.ocid}/report/")

    assert page.status_code == status
    assert ("89.64" in page.content.decode()) == (status == 200)


def test_each_bidder_reads_its_own_result_and_no_other(cast: Cast) -> None:
    row = at_stage(cast, "published")
    paths = {who: f"{reviews.bid_of(cast, row, who).get_absolute_url()}result/" for who in ("s1", "s2", "s4")}
    day = beijing(2025, 2, 24, 18)

    own = {who: answer(cast, who, path, day).content.decode() for who, path in paths.items()}

    assert "88.40" in own["s2"]
    assert "68.40" in own["s2"]
    assert "71.20" not in own["s2"]
    assert "83.56" not in own["s2"]
    assert "纳税记录" in own["s4"]
    assert "中标通知书" in own["s1"]
    assert answer(cast, "s3", paths["s2"], day).status_code == 404
    assert answer(cast, "ph1", paths["s2"], day).status_code == 404


def test_a_result_is_read_only_after_it_is_public(cast: Cast) -> None:
    row = at_stage(cast, "confirmed")

    page = answer(cast, "s2", f"{reviews.bid_of(cast, row, 's2').get_absolute_url()}result/", beijing(2025, 2, 21, 18))

    assert page.status_code == 404
    assert Award.objects.count() == 1


def test_the_members_list_asks_as_much_for_three_reviews_as_for_one(cast: Cast) -> None:
    def seated(count: int, years: Iterator[int]) -> None:
        for _number in range(count):
            item = plan_item(cast, plan_row=plan(cast, state="published", year=next(years)), state="released")
            row = procurement(cast, state="qualification", item=item)
            committee = Committee.objects.create(
                procurement=row, drawn_at=clock.now(), drawn_by=cast.user("ag1"), seed="0"
            )
            CommitteeMember.objects.create(
                committee=committee, user=cast.user("ex1"), kind="expert", seq=1, seated_at=clock.now()
            )

    years = iter((2025, 2026, 2027))
    client = as_(cast, "ex1")
    client.get("/desk/reviews/")
    counts = []
    for more in (1, 2):
        seated(more, years)
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/desk/reviews/")
        counts.append(len(asked))

    assert page.content.decode().count("请签署回避声明") == 3
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize(("login", "status"), [("ag1", 200), ("po2", 200), ("s1", 404), ("fo1", 404)])
def test_the_result_is_previewed_by_agent_and_unit_with_the_winners_total_only(
    cast: Cast, login: str, status: int
) -> None:
    row = at_stage(cast, "confirmed")

    page = answer(cast, login, f"/desk/procurements/{row.ocid}/result/", beijing(2025, 2, 21, 18))
    file = answer(cast, "ag1", row.get_absolute_url(), beijing(2025, 2, 21, 18))

    body = page.content.decode()
    assert (page.status_code, file.status_code) == (status, 200)
    if status == 200:
        assert "89.64" in body
        assert "9,480,000.00" in body
        assert "评审专家一" in body
        assert "88.40" not in body


def test_who_confirms_the_winner_sees_whom_and_for_how_much(cast: Cast) -> None:
    row = at_stage(cast, "signed")

    page = answer(cast, "ph1", f"/do/procurement/{row.ocid}/confirm_candidate/")

    first = queries.ranking_of(row)[0]
    text = page.content.decode()
    assert f"{first.bid.opened.supplier_name}，中标金额 {first.price:,.2f} 元" in text
    assert "状态变为“已确定中标人”" in text


def test_until_the_agent_has_drafted_it_the_head_reads_that_no_result_notice_is_there(cast: Cast) -> None:
    row = at_stage(cast, "confirmed")

    text = answer(cast, "ph1", row.get_absolute_url()).content.decode()

    assert "公开稿还没有起草。" in text
    assert "公开稿尚未通过第二人的保密审查。" not in text


def test_a_step_that_leaves_the_state_does_not_promise_another(cast: Cast) -> None:
    row = at_stage(cast, "confirmed")

    text = answer(cast, "ag1", f"/do/procurement/{row.ocid}/prepare_result/").content.decode()

    assert "采购单位会收到保密审查的通知" in text
    assert "状态变为" not in text
