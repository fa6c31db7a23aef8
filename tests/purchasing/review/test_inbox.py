"""The agent, the supervisor and each member find their part of the review in 待办, and only while it is theirs."""

from __future__ import annotations

import pytest

from portal.demo.cast import Cast
from portal.demo.story import review as reviews
from portal.values import clock
from portal.workflow.inbox import waiting_for
from purchasing.review import actions, queries
from tests.purchasing.review.case import at_stage, points_of
from tests.waiting import waiting

pytestmark = pytest.mark.django_db


def seats(row):
    return [(m, m.user) for m in queries.members_of(row)]


def test_the_draw_waits_for_the_agent_its_watching_for_the_supervisor(cast: Cast) -> None:
    row = at_stage(cast, "qualified")
    assert "draw_experts" in waiting(cast["ag1"])
    assert "watch_draw" not in waiting(cast["su1"])

    with clock.at(reviews.SC01_DRAWN):
        actions.draw_experts(cast["ag1"], row)
    assert "draw_experts" not in waiting(cast["ag1"])
    assert "watch_draw" in waiting(cast["su1"])
    assert "choose_chair" in waiting(cast["ag1"])

    actions.watch_draw(cast["su1"], row)
    assert "watch_draw" not in waiting(cast["su1"])


def test_a_member_is_asked_for_one_thing_after_the_other(cast: Cast) -> None:
    row = at_stage(cast, "started")
    (first, user), *others = seats(row)
    me = cast[user.username]
    assert waiting(me) == ["find_conformity"]

    with clock.at(reviews.SC01_REVIEWED):
        reviews.find_all_conforming(cast, row, found=reviews.SC01_REVIEWED)
        assert waiting(me) == ["fill_sheet"]
        actions.save_sheet(me, first, points_of(cast, row, user.username))
        actions.finish_sheet(me, first)
        assert waiting(me) == []
        for other, person in others:
            actor = cast[person.username]
            assert waiting(actor) == ["fill_sheet"]
            actions.save_sheet(actor, other, points_of(cast, row, person.username))
            actions.finish_sheet(actor, other)
        assert waiting(me) == ["sign_report"]
        actions.sign_report(me, first)
        assert waiting(me) == []
        reviews.sign_all(cast, row, signed=reviews.SC01_REVIEWED)
    assert not any(waiting(cast[person.username]) for _seat, person in others)


def test_whoever_waits_keeps_the_day_since_when(cast: Cast) -> None:
    row = at_stage(cast, "started")
    (first, user), (_second, other), *_rest = seats(row)
    before = waiting_for(cast[other.username]).get()

    with clock.at(reviews.SC01_REVIEWED.replace(hour=17)):
        bids = queries.qualified_bids(row)
        actions.find_conformity(cast[user.username], first, {bid.pk: (True, "") for bid in bids})

    after = waiting_for(cast[other.username]).get()
    assert (after.transition, after.waiting_since) == (before.transition, before.waiting_since)


def test_a_task_opens_at_the_members_own_sheet(cast: Cast) -> None:
    row = at_stage(cast, "started")
    for seat, user in seats(row):
        assert waiting_for(cast[user.username]).get().url == f"/desk/reviews/{seat.pk}/"


def test_a_declaration_waits_only_for_whoever_has_not_declared(cast: Cast) -> None:
    row = at_stage(cast, "qualified")
    with clock.at(reviews.SC01_DRAWN):
        actions.draw_experts(cast["ag1"], row)
        (first, user), (_second, other), *_rest = seats(row)
        assert waiting(cast[user.username]) == waiting(cast[other.username]) == ["declare"]
        actions.declare(cast[user.username], first)
    assert waiting(cast[user.username]) == []
    assert waiting(cast[other.username]) == ["declare"]
