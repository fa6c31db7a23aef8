"""A web worker killed at any point of a submission (F01, F02): the same form pressed again gives one bid and one receipt."""

from __future__ import annotations

import time

from portal.audit.verify import verify
from portal.outbox.models import Event
from purchasing.bid.actions import start_bid
from purchasing.models import BidVersion
from tests.purchasing.bid.tender import receiving
from tests.purchasing.bid.test_pages import filled
from tests.services.live import LiveDb
from tests.services.visitor import Answer, Visitor

BEFORE_COMMIT = (
    "before:purchasing.bid.actions:hold_open",
    "before:purchasing.bid.sealing:seal",
    "after:purchasing.bid.sealing:seal",
    "before:purchasing.bid.actions:write_in_time",
    "after:purchasing.bid.actions:write_in_time",
    "after:purchasing.bid.actions:_wipe_keys",
    "before:portal.workflow.perform:record_all",
    "after:portal.workflow.perform:record_all",
    "after:portal.workflow.perform:emit_all",
)
AFTER_COMMIT = ("after:purchasing.bid.views:submit_bid", "before:purchasing.bid.views:redirect")


def test_a_worker_killed_anywhere_leaves_one_bid_and_the_same_receipt(live_db: LiveDb) -> None:
    tender = receiving()
    bid = start_bid(tender.procurement, actor=tender.cast["s1"])
    armed = live_db.folder / "kill"
    live_db.extra |= {
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "PORTAL_KILL_FILE": str(armed),
        "PORTAL_KILL_POINTS": " ".join(BEFORE_COMMIT + AFTER_COMMIT),
    }
    address = f"/do/bid/{bid.reference}/replace/"

    with live_db.web() as base:
        visitor = Visitor(base, tender.cast.user("s1"))
        for number, point in enumerate(BEFORE_COMMIT + AFTER_COMMIT, start=1):
            values = filled(tender, form_key=f"key-{number}")
            armed.write_text(point)

            killed = visitor.post(address, values)
            kept = BidVersion.objects.count()
            retried = patiently(visitor, address, values)
            pressed_again = visitor.post(address, values)

            assert (killed.status, armed.exists()) == (0, False), point
            assert kept == (number if point in AFTER_COMMIT else number - 1), point
            assert (retried.status, retried.location) == (302, f"/desk/bids/{bid.reference}/receipt/{number}/"), point
            assert pressed_again.location == retried.location, point
            assert BidVersion.objects.count() == number, point

    points = len(BEFORE_COMMIT + AFTER_COMMIT)
    assert Event.objects.filter(name__in=["bid.submit", "bid.replace"]).count() == points
    assert BidVersion.objects.exclude(wrapped_key=b"").count() == 1
    assert list(verify()) == []


def patiently(visitor: Visitor, address: str, values: dict[str, str]) -> Answer:
    """The server takes a moment to put another worker in the killed one's place."""
    for _attempt in range(60):
        answer = visitor.post(address, values)
        if answer.status:
            return answer
        time.sleep(0.25)
    return Answer(0)
