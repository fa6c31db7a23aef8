"""A button pressed twice, or by two officers at once, over real HTTP: one act, and everybody lands where it was done (F17, F18)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

from portal.audit.models import AuditEntry
from portal.audit.verify import verify
from portal.demo.cast import build_cast
from portal.demo.story import bid as bids
from portal.demo.story import opening as openings
from portal.outbox.models import Event
from portal.values import clock
from purchasing.models import BudgetHold, KeyPart, Opening, PlanApproval
from tests.purchasing.bid.tender import receiving
from tests.purchasing.plan.conftest import first_plan
from tests.services.live import LiveDb
from tests.services.visitor import Answer, Visitor


def together(*presses: Callable[[], Answer]) -> list[Answer]:
    """All at the same moment, each on a connection of its own."""
    barrier, answers = threading.Barrier(len(presses)), [Answer(0)] * len(presses)

    def press(number: int) -> None:
        barrier.wait()
        answers[number] = presses[number]()

    threads = [threading.Thread(target=press, args=(number,)) for number in range(len(presses))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_an_approval_pressed_four_times_at_once_is_one_approval(live_db: LiveDb) -> None:
    plan = first_plan(build_cast(), "recommended")
    with live_db.web() as base:
        officer = Visitor(base, build_cast().user("fa1"))
        address = f"/do/plan/{plan.pk}/approve/"
        answers = together(*[lambda: officer.post(address, {"form_key": "one-press"})] * 4)
        later = officer.post(address, {"form_key": "one-press"})
        stale = officer.post(address, {"form_key": "another-tab"})

    assert {(answer.status, answer.location) for answer in (*answers, later)} == {(302, plan.get_absolute_url())}
    assert stale.status == 409
    assert "财政审批" in stale.body
    assert (PlanApproval.objects.count(), BudgetHold.objects.count()) == (1, 3)
    assert Event.objects.filter(name="plan.approve").count() == 1
    assert AuditEntry.objects.filter(verb="plan.approve").count() == 1
    assert list(verify()) == []


def test_three_holders_who_give_their_parts_at_once_release_one_opening(live_db: LiveDb) -> None:
    tender = receiving()
    for spec in (bids.SC01_S1, bids.SC01_S2, bids.SC01_S3):
        bids.submit(tender.cast, tender.procurement, spec)
    clock.shift_to(tender.procurement.closes_at + timedelta(seconds=1))
    openings.close(tender.procurement)
    opening = Opening.objects.get()
    address = f"/do/opening/{opening.pk}/give_part/"
    with live_db.web() as base:
        holders = {login: Visitor(base, tender.cast.user(login)) for login in ("po3", "ag2", "su1")}

        def part(login: str) -> Answer:
            return holders[login].post(address, {"passphrase": tender.passphrases[login], "form_key": f"part-{login}"})

        answers = together(*[lambda login=login: part(login) for login in holders])

    opening.refresh_from_db()
    assert sorted(answer.status for answer in answers) == [302, 302, 409]
    assert (opening.state, KeyPart.objects.count()) == ("released", 2)
    assert AuditEntry.objects.filter(verb="opening.release").count() <= 1
    assert list(verify()) == []
