"""Two officers at once, two workers at once, and a worker that really runs: one opening record (F17, F06)."""

from __future__ import annotations

import inspect
from datetime import timedelta

from portal.audit.models import AuditEntry
from portal.demo.story import bid as bids
from portal.demo.story import opening as story
from portal.values import clock
from portal.values.refusal import Refused
from purchasing.models import KeyPart, OpenedBid, Opening
from purchasing.opening.actions import open_all_released
from purchasing.opening.actions.gathering import OPEN_TASK
from purchasing.opening.tasks import open_released
from tests.purchasing.bid.tender import Tender, receiving
from tests.purchasing.bid.test_deadline import Running
from tests.services.live import LiveDb
from tests.services.processes import wait_until
from tests.services.visitor import Visitor


def closed() -> Tender:
    tender = receiving()
    for spec in (bids.SC01_S1, bids.SC01_S2, bids.SC01_S3):
        bids.submit(tender.cast, tender.procurement, spec)
    clock.shift_to(tender.procurement.closes_at + timedelta(seconds=1))
    story.close(tender.procurement)
    return tender


def test_three_officers_and_three_workers_at_once_make_one_record(live_db: LiveDb) -> None:
    tender = closed()
    row, keys = tender.procurement, tender.passphrases

    officers = [
        Running(lambda login=login: story.give_part(tender.cast, row, login, keys[login]))
        for login in ("po3", "ag2", "su1")
    ]
    for officer in officers:
        officer.join()
    workers = [Running(open_all_released) for _n in range(3)]
    for worker in workers:
        worker.join()

    refused = [officer.outcome for officer in officers if isinstance(officer.outcome, Refused)]
    assert [error.codes for error in refused] == [("state-moved",)]
    assert (KeyPart.objects.count(), sum(worker.outcome for worker in workers)) == (2, 1)
    assert (OpenedBid.objects.count(), Opening.objects.get().state) == (3, "done")
    assert AuditEntry.objects.filter(verb="opening.finish").count() == 1


def test_a_real_worker_opens_when_the_second_part_comes_by_a_task_that_takes_nothing(live_db: LiveDb) -> None:
    tender = closed()
    with live_db.web() as base, live_db.worker() as worker:
        give_by_page(tender, base, "ag2", "su1")
        wait_until(lambda: Opening.objects.get().state == "done", what=worker.output())
        told = worker.output()

    assert f"Task {OPEN_TASK}" in told
    assert list(inspect.signature(open_released.run).parameters) == []
    assert OpenedBid.objects.count() == 3


def test_a_worker_killed_while_it_opens_leaves_nothing_and_another_one_finishes(live_db: LiveDb) -> None:
    tender = closed()
    armed = live_db.folder / "kill"
    point = "before:purchasing.opening.actions.unsealing:wipe"
    armed.write_text(point)
    live_db.extra |= {
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings", "PORTAL_KILL_FILE": str(armed), "PORTAL_KILL_POINTS": point,
    }  # fmt: skip
    with live_db.web() as base, live_db.worker():
        give_by_page(tender, base, "po3", "ag2")
        wait_until(lambda: not armed.exists(), what="the worker reaches the point")

    between = Opening.objects.get()
    left = (between.state, OpenedBid.objects.count(), open_all_released())
    clock.shift_to(clock.now() + timedelta(minutes=6))
    found_again = open_all_released()

    assert left == ("released", 0, 0)
    assert (found_again, OpenedBid.objects.count(), Opening.objects.get().state) == (1, 3, "done")


def give_by_page(tender: Tender, base: str, *logins: str) -> None:
    address = f"/do/opening/{Opening.objects.get().pk}/give_part/"
    for login in logins:
        answer = Visitor(base, tender.cast.user(login)).post(
            address, {"passphrase": tender.passphrases[login], "form_key": f"by-page-{login}"}
        )
        assert answer.status == 302, answer.body
