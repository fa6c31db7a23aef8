"""Contested acts: one release of an item, one taking by a supplier, a closing against a clarification."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

from django.db import connection, transaction

from portal.demo.cast import Cast, build_cast
from portal.demo.story.procurement import Posts
from portal.values import clock
from portal.workflow.perform import perform
from purchasing.models import DocumentTaking, Procurement, TenderDocument
from purchasing.plan.flow import PLAN_ITEM
from purchasing.procurement.flow import PROCUREMENT
from purchasing.tender.actions import edit_document, take_document
from purchasing.tender.flow import CLARIFICATION
from tests.factories import preparation
from tests.services.contest import at_once
from tests.services.live import LiveDb


def made(make: Callable[[Cast], object]) -> tuple[Cast, object]:
    with transaction.atomic():
        cast = build_cast()
        return cast, make(cast)


def test_an_item_pressed_by_four_at_once_becomes_one_procurement(live_db: LiveDb) -> None:
    def ready(cast: Cast) -> object:
        item = preparation.approved_item(cast)
        preparation.requirement(cast, state="frozen", item=item)
        preparation.intention(cast, state="released", item=item)
        return item

    cast, item = made(ready)

    answers = at_once(*[lambda: perform(PLAN_ITEM, item, "release", actor=cast["ph1"], data=Posts().people(cast))] * 4)

    assert answers == ["done", "state-moved", "state-moved", "state-moved"]
    assert Procurement.objects.count() == 1


def test_a_supplier_pressing_four_times_has_one_taking(live_db: LiveDb) -> None:
    cast, row = made(preparation.receiving)

    answers = at_once(*[lambda: take_document(cast["s1"], row)] * 4)

    assert answers == ["done"] * 4
    assert DocumentTaking.objects.count() == 1


def test_a_clarification_released_four_times_moves_the_closing_once(live_db: LiveDb) -> None:
    later = clock.now() + timedelta(days=60)
    cast, row = made(lambda cast: preparation.clarification(cast, affects_bids=True, new_closes_at=later))

    answers = at_once(*[lambda: perform(CLARIFICATION, row, "release", actor=cast["ph1"])] * 4)

    assert answers == ["done", "state-moved", "state-moved", "state-moved"]
    assert Procurement.objects.get().closes_at == later


def test_what_is_edited_in_the_same_moment_is_what_is_handed_over(live_db: LiveDb) -> None:
    cast, row = made(preparation.prepared)
    document, ceiling = row.document, row.ceiling - 1

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            TenderDocument.objects.select_for_update().get(pk=document.pk)
            edit = pool.submit(alone, edit_document, cast["ag2"], document, version=1, values={"ceiling": ceiling})
            wait([edit], timeout=1)
            hand_over = pool.submit(alone, perform, PROCUREMENT, row, "prepare_document", actor=cast["ag1"])
            wait([hand_over], timeout=1)
            assert (edit.done(), hand_over.done()) == (False, False)
        edit.result()
        hand_over.result()

    row.refresh_from_db()
    document.refresh_from_db()
    assert (row.state, row.ceiling, document.ceiling) == ("document_ready", ceiling, ceiling)


def alone(work: Callable[..., object], *args: object, **kwargs: object) -> None:
    try:
        work(*args, **kwargs)
    finally:
        connection.close()
