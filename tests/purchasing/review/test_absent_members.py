"""A member who cannot go on gives up the seat; the committee is made complete and goes on (财政部令第87号 第四十九条)."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.accounts.roles import Role
from portal.demo.cast import Cast, add_person
from portal.demo.story import review as reviews
from portal.notify.models import Notification
from portal.outbox import drain
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.perform import perform
from purchasing.bid.policies import Can as BidCan
from purchasing.models import CommitteeMember, Expert, Procurement, Ranking
from purchasing.procurement.actions import add_appointee
from purchasing.procurement.flow import PROCUREMENT
from purchasing.review import actions, queries
from tests.purchasing.review.case import at_stage, points_of
from tests.waiting import waiting

pytestmark = pytest.mark.django_db
DAY = reviews.SC01_REVIEWED


def reserve(cast: Cast) -> Actor:
    """One more expert in the bank, after the draw."""
    actor = add_person("ex6", "评审专家六", cast.organisations["experts"], Role.EXPERT)
    Expert.objects.create(user=actor.user)
    cast.actors["ex6"] = actor
    return actor


def seat(row: Procurement, login: str) -> CommitteeMember:
    return next(m for m in queries.members_of(row) if m.user.username == login)


def replace_expert(cast: Cast, row: Procurement, leaver: str = "ex2") -> CommitteeMember:
    actions.excuse_member(cast["ag1"], seat(row, leaver), reason="突发疾病")
    actions.draw_experts(cast["ag1"], row)
    actions.watch_draw(cast["su1"], row)
    return seat(row, "ex6")


def test_a_review_goes_on_with_the_expert_drawn_for_an_absent_one(cast: Cast) -> None:
    row = at_stage(cast, "ranked")
    reserve(cast)

    with clock.at(DAY):
        new = replace_expert(cast, row)

        assert not Ranking.objects.filter(procurement=row).exists()
        assert [waiting(cast[login], "procurement") for login in ("ex1", "ex2", "ex6")] == [[], [], ["declare"]]
        bid = reviews.bid_of(cast, row, "s2")
        assert not allows(cast["ex6"], BidCan.READ_BID_FILES, bid)
        actions.declare(cast["ex6"], new)
        assert allows(cast["ex6"], BidCan.READ_BID_FILES, bid)
        actions.find_conformity(cast["ex6"], new, {b.pk: (True, "") for b in queries.qualified_bids(row)})
        actions.save_sheet(cast["ex6"], new, points_of(cast, row, "ex2"))
        for member in queries.members_of(row):
            actions.finish_sheet(cast[member.user.username], member)
        reviews.sign_all(cast, row, signed=DAY)

    row.refresh_from_db()
    assert row.state == "reviewed"
    assert [p.rank for p in queries.ranking_of(row)] == [1, 2, 3]


def test_nothing_is_scored_or_ranked_while_a_seat_is_empty(cast: Cast) -> None:
    row = at_stage(cast, "conforming")
    with clock.at(DAY):
        actions.excuse_member(cast["ag1"], seat(row, "ex2"), reason="突发疾病")
        mine = seat(row, "ex1")
        with pytest.raises(Refused) as saving:
            actions.save_sheet(cast["ex1"], mine, points_of(cast, row, "ex1"))
        with pytest.raises(Refused) as finishing:
            actions.finish_sheet(cast["ex1"], mine)

    assert (saving.value.codes, finishing.value.codes) == (("conformity-open",),) * 2
    assert waiting(cast["ex1"], "procurement") == []


def test_findings_of_whoever_left_do_not_count(cast: Cast) -> None:
    row = at_stage(cast, "started")
    bids = queries.qualified_bids(row)
    with clock.at(DAY):
        for member in queries.members_of(row):
            passed = member.user.username not in ("ex2", "ex3", "ex4", "ex5")
            actions.find_conformity(cast[member.user.username], member, {b.pk: (passed, "缺项") for b in bids})
        assert queries.conforming_bids(row) == []

        actions.excuse_member(cast["ag1"], seat(row, "ex2"), reason="突发疾病")
        actions.excuse_member(cast["ag1"], seat(row, "ex3"), reason="突发疾病")

    assert queries.conforming_bids(row) == bids


def test_an_unwatched_draw_or_a_missing_chair_ends_no_review(cast: Cast) -> None:
    row = at_stage(cast, "ranked")
    reserve(cast)
    with clock.at(DAY):
        actions.excuse_member(cast["ag1"], seat(row, "ex1"), reason="突发疾病")
        actions.draw_experts(cast["ag1"], row)
        new = seat(row, "ex6")
        actions.declare(cast["ex6"], new)
        actions.find_conformity(cast["ex6"], new, {b.pk: (True, "") for b in queries.qualified_bids(row)})
        actions.save_sheet(cast["ex6"], new, points_of(cast, row, "ex1"))
        for member in queries.members_of(row):
            actions.finish_sheet(cast[member.user.username], member)
        assert [waiting(cast[login], "procurement") for login in ("ag1", "su1")] == [["choose_chair"], ["watch_draw"]]
        with pytest.raises(Refused) as refused:
            reviews.sign_all(cast, row, signed=DAY)
        assert refused.value.codes == ("committee-incomplete", "draw-unwatched")

        actions.watch_draw(cast["su1"], row)
        actions.choose_chair(cast["ag1"], row, seat(row, "ex6"))
        reviews.sign_all(cast, row, signed=DAY)

    row.refresh_from_db()
    assert row.state == "reviewed"


def test_a_representative_is_followed_by_one_appointed_in_the_meantime(cast: Cast) -> None:
    row = at_stage(cast, "started")
    with clock.at(DAY):
        actions.excuse_member(cast["ag1"], seat(row, "pr2"), reason="调离")
        with pytest.raises(Refused) as refused:
            actions.draw_experts(cast["ag1"], row)
        assert refused.value.codes == ("representatives-missing",)

        add_appointee(cast["po1"], row, "representative", cast.user("po3"), remark="接替")
        watched = queries.committee_of(row).watched_at
        actions.draw_experts(cast["ag1"], row)

    assert {m.user.username for m in queries.members_of(row)} >= {"pr1", "po3"}
    assert queries.committee_of(row).watched_at == watched
    assert queries.is_replayable(queries.committee_of(row))


def test_only_those_whom_a_draw_seats_are_called(cast: Cast) -> None:
    row = at_stage(cast, "started")
    reserve(cast)
    earlier = list(Notification.objects.values_list("pk", flat=True))

    with clock.at(DAY):
        replace_expert(cast, row)
        drain()

    told = Notification.objects.filter(kind="review.drawn").exclude(pk__in=earlier)
    assert set(told.values_list("recipient__username", flat=True)) == {"ex6"}


def test_nobody_but_the_agent_replaces_a_member_and_only_once(cast: Cast) -> None:
    row = at_stage(cast, "started")
    leaver = seat(row, "ex2")
    with clock.at(DAY):
        with pytest.raises(Forbidden):
            actions.excuse_member(cast["ph1"], leaver, reason="换人")
        actions.excuse_member(cast["ag1"], leaver, reason="突发疾病")
        with pytest.raises(Refused) as refused:
            actions.excuse_member(cast["ag1"], leaver, reason="突发疾病")

    assert refused.value.codes == ("not-seated",)


def test_it_is_done_on_a_page_and_never_after_the_report(cast: Cast) -> None:
    row = at_stage(cast, "started")
    client = Client()
    client.force_login(cast.user("ag1"))
    address = f"/desk/procurements/{row.ocid}/committee/{seat(row, 'ex2').pk}/excuse/"

    linked = address in client.get(f"/desk/procurements/{row.ocid}/committee/").content.decode()
    page, empty = client.get(address), client.post(address, {"reason": ""})
    with clock.at(DAY):
        done = client.post(address, {"reason": "突发疾病"})
    again = client.get(f"/desk/procurements/{row.ocid}/committee/").content.decode()

    assert (linked, page.status_code, empty.status_code, done.status_code) == (True, 200, 422, 302)
    assert "突发疾病" in again
    assert "补足评委" in again


def test_a_signed_review_keeps_its_members(cast: Cast) -> None:
    row = at_stage(cast, "signed")

    with pytest.raises(Refused) as refused:
        actions.excuse_member(cast["ag1"], seat(row, "ex2"), reason="突发疾病")

    assert refused.value.codes == ("state-moved",)
    perform(PROCUREMENT, row, "confirm_candidate", actor=cast["ph1"])
