"""Delivering: once for each subscriber, again after a crash, never for ever."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.db import connection

from portal.accounts.actor import SYSTEM
from portal.accounts.models import Organization
from portal.outbox import drain, registry
from portal.outbox.models import Delivery, Event
from portal.outbox.relay import LEASE, MAX_ATTEMPTS, dead, deliver, delivering, lease, relay_once, retry, spread
from portal.values import clock
from portal.workflow.perform import acting
from tests.portal.outbox.conftest import EVENT, happen, leave_row, listen, rows


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def fail(event: Event) -> None:
    leave_row("half done")
    raise LookupError("not today")


def later(delta: timedelta) -> None:
    clock.shift_to(clock.now() + delta)


def test_each_subscriber_gets_each_event_once(live_db):
    listen("first", lambda event: leave_row(f"first {event.payload['n']}"))
    listen("second", lambda event: leave_row(f"second {event.payload['n']}"))
    happen(n=1)
    happen(n=2)

    assert drain() == 4
    assert drain() == 0
    assert sorted(rows()) == ["first 1", "first 2", "second 1", "second 2"]


def test_what_a_subscriber_emits_is_delivered_in_the_same_drain(live_db):
    registry.declare("test.followed")
    listen("starts", lambda event: happen("test.followed"))
    listen("ends", lambda event: leave_row("end"), event="test.followed")
    happen()

    assert drain() == 2
    assert rows() == ["end"]


def test_urgent_subscribers_run_before_the_others_of_earlier_events(live_db):
    listen("mails", lambda event: leave_row(f"mail {event.payload['n']}"), priority=registry.LAST)
    listen("publishes", lambda event: leave_row(f"public {event.payload['n']}"), priority=registry.FIRST)
    happen(n=1)
    happen(n=2)

    drain()

    assert rows() == ["public 1", "public 2", "mail 1", "mail 2"]


def test_a_failing_subscriber_leaves_nothing_and_stops_nobody(live_db):
    listen("fails", fail, priority=registry.FIRST)
    listen("works", lambda event: leave_row("done"))
    happen()

    assert drain(strict=False) == 1
    assert rows() == ["done"]
    failed = Delivery.objects.get(state=Delivery.State.PENDING)
    assert (failed.attempts, failed.next_try_at > clock.now(), "not today" in failed.last_error) == (1, True, True)


def test_a_strict_drain_raises_the_subscribers_error(live_db):
    listen("fails", fail)
    happen()

    with pytest.raises(LookupError):
        drain()


def test_a_delivery_that_always_fails_is_dead_and_can_be_retried(live_db):
    listen("fails", fail)
    happen()
    for _ in range(MAX_ATTEMPTS):
        drain(strict=False)
        later(timedelta(days=1))

    assert [d.attempts for d in dead()] == [MAX_ATTEMPTS]
    assert drain(strict=False) == 0
    registry.subscribers[EVENT].clear()
    listen("fails", lambda event: leave_row("at last"))
    assert retry(dead().get().pk)
    assert drain() == 1
    assert not retry(Delivery.objects.get().pk)
    assert rows() == ["at last"]


def test_a_subscriber_that_is_gone_from_the_code_is_not_lost_in_silence(live_db):
    listen("leaves", lambda event: None)
    happen()
    spread()
    registry.subscribers[EVENT].clear()

    with pytest.raises(LookupError, match=r"no subscriber tests\.listeners\.leaves"):
        drain()


def test_a_lease_of_a_dead_worker_runs_out(live_db):
    listen("works", lambda event: leave_row("done"))
    happen()
    spread()
    assert len(lease(clock.now())) == 1

    assert drain() == 0
    later(LEASE)
    assert drain() == 1
    assert rows() == ["done"]


def test_work_that_kills_its_worker_each_time_is_dead_in_the_end(live_db):
    listen("kills", lambda event: None)
    happen()
    spread()
    for _ in range(MAX_ATTEMPTS):
        assert len(lease(clock.now())) == 1
        later(LEASE)

    assert lease(clock.now()) == []
    assert states() == ["dead"]


def test_two_tasks_for_one_delivery_have_one_effect(live_db):
    listen("works", lambda event: leave_row("done"))
    happen()
    spread()
    leased = lease(clock.now())[0]

    deliver(leased.pk, leased.attempts)
    deliver(leased.pk, leased.attempts)

    assert rows() == ["done"]


def test_a_second_worker_passes_by_a_delivery_that_is_running(live_db):
    running, go_on = threading.Event(), threading.Event()

    def slow(event: Event) -> None:
        running.set()
        assert go_on.wait(10)
        leave_row("done")

    listen("slow", slow)
    happen()
    spread()
    leased = lease(clock.now())[0]

    def work() -> None:
        deliver(leased.pk, leased.attempts)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    assert running.wait(10)
    assert deliver(leased.pk, leased.attempts) is None
    assert rows() == []
    go_on.set()
    worker.join()
    assert (rows(), states()) == (["done"], ["done"])


def test_a_worker_whose_lease_was_taken_over_has_no_effect(live_db):
    listen("works", lambda event: leave_row("done"))
    happen()
    spread()
    slow = lease(clock.now())[0]
    later(LEASE)
    quick = lease(clock.now())[0]

    deliver(slow.pk, slow.attempts)
    assert rows() == []
    deliver(quick.pk, quick.attempts)
    assert rows() == ["done"]


def test_many_workers_share_the_events_without_repeating_any(live_db):
    listen("works", leave_row_of)
    for number in range(60):
        happen(n=number)

    def work() -> None:
        relay_once()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(rows()) == sorted(f"{number}" for number in range(60))
    assert set(states()) == {"done"}


def leave_row_of(event: Event) -> None:
    Organization.objects.create(uscc=f"{event.pk:018d}", name=f"{event.payload['n']}", kind="other")


def test_code_can_tell_that_it_runs_in_a_delivery(live_db):
    seen = []
    listen("asks", lambda event: seen.append(delivering()))
    happen()

    drain()

    assert (seen, delivering()) == ([True], False)


def test_an_event_without_subscribers_is_done_at_once(live_db):
    happen()

    assert drain() == 0
    assert list(Event.objects.values_list("relayed", flat=True)) == [True]


# A worker in a process of its own that dies in the middle of a subscriber, after its effect and before the mark.
KILLED = """
import os, signal
import django
django.setup()
from portal.accounts.models import Organization
from portal.outbox import drain, declare, subscribe

def works(event):
    Organization.objects.create(uscc="1", name="half done", kind="other")
    os.kill(os.getpid(), signal.SIGKILL)

works.__module__, works.__qualname__ = "tests.listeners", "works"
declare("test.happened")
subscribe("test.happened", effect="")(works)
drain()
"""


def test_a_worker_killed_in_the_middle_of_a_subscriber_has_one_effect_in_the_end(live_db):
    listen("works", lambda event: leave_row("done"))
    happen()

    killed = subprocess.run([sys.executable, "-c", KILLED], env=dict(live_db.env), timeout=60, check=False)

    assert killed.returncode == -signal.SIGKILL
    assert (rows(), states()) == ([], ["leased"])
    later(LEASE)
    assert drain() == 1
    assert (rows(), states()) == (["done"], ["done"])


def test_an_act_performed_by_a_subscriber_belongs_to_its_delivery(live_db):
    def acts_then_fails(event: Event) -> None:
        with acting(SYSTEM):
            leave_row("half done")
        raise LookupError("not today")

    listen("acts", acts_then_fails)
    happen()

    assert drain(strict=False) == 0
    assert rows() == []
