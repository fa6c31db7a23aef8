"""Members who press at the same moment: the last two sheets make one ranking, the last two signatures one end."""

from __future__ import annotations

from django.db import transaction

from portal.audit.models import AuditEntry
from portal.demo.cast import Cast, build_cast
from portal.demo.story import review as reviews
from portal.values import clock
from purchasing.models import Committee, Procurement, Ranking
from purchasing.review import actions
from tests.purchasing.review.case import at_stage, opened, points_of
from tests.services.contest import at_once
from tests.services.live import LiveDb


def case_at(stage: str) -> tuple[Cast, Procurement]:
    with transaction.atomic():
        cast = build_cast()
        row = opened(cast)
    return cast, at_stage(cast, stage, row)


def test_the_last_two_sheets_at_once_make_one_ranking(live_db: LiveDb) -> None:
    cast, row = case_at("conforming")
    first = ["ex1", "ex2", "ex3", "ex4", "ex5"]
    reviews.score_from_table(cast, row, members=first, scored=reviews.SC01_REVIEWED)
    clock.shift_to(reviews.SC01_REVIEWED)
    seats = reviews.seats(cast, row)
    for login in ("pr1", "pr2"):
        actions.save_sheet(cast[login], seats[login], points_of(cast, row, login))

    answers = at_once(*(lambda who=who: actions.finish_sheet(cast[who], seats[who]) for who in ("pr1", "pr2")))

    assert answers == ["done", "done"]
    assert (Ranking.objects.count(), AuditEntry.objects.filter(verb="review.rank").count()) == (3, 1)


def test_the_last_two_signatures_at_once_end_the_review_once(live_db: LiveDb) -> None:
    cast, row = case_at("ranked")
    clock.shift_to(reviews.SC01_REVIEWED)
    seats = reviews.seats(cast, row)
    for login in ("ex1", "ex2", "ex3", "ex4", "ex5"):
        actions.sign_report(cast[login], seats[login])

    answers = at_once(*(lambda who=who: actions.sign_report(cast[who], seats[who]) for who in ("pr1", "pr2")))

    row.refresh_from_db()
    assert (answers, row.state) == (["done", "done"], "reviewed")
    assert AuditEntry.objects.filter(verb="procurement.finish_review").count() == 1


def test_two_draws_at_once_seat_one_committee(live_db: LiveDb) -> None:
    cast, row = case_at("qualified")
    clock.shift_to(reviews.SC01_DRAWN)

    answers = at_once(*(lambda who=who: actions.draw_experts(cast[who], row) for who in ("ag1", "ag2")))

    assert answers == ["already-drawn", "done"]
    assert Committee.objects.get().members.count() == 7
