"""The broker may be down or hang: the act succeeds at once, and the rows wait for the schedule."""

from __future__ import annotations

import logging
import socket
import time

import redis

from portal.outbox import drain
from portal.outbox.models import Event
from portal.outbox.wake import quiet, send, wake
from tests.portal.outbox.conftest import happen, leave_row, listen, rows
from tests.services.processes import free_port, wait_until

TASK = "portal.outbox.tasks.relay_events"


def test_an_act_succeeds_at_once_while_the_broker_is_down(live_db, broker_at, caplog):
    broker_at(f"redis://127.0.0.1:{free_port()}/0")
    listen("works", lambda event: leave_row("done"))

    began = time.monotonic()
    happen()
    took = time.monotonic() - began

    assert took < 1
    assert Event.objects.count() == 1
    drain()
    assert rows() == ["done"]


def test_an_act_does_not_wait_for_a_broker_that_hangs(live_db, broker_at):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        broker_at(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")

        began = time.monotonic()
        for _ in range(20):
            happen()
        took = time.monotonic() - began

    assert took < 1
    assert Event.objects.count() == 20


def test_a_broker_that_refuses_is_logged_and_not_raised(broker_at, caplog):
    broker_at(f"redis://127.0.0.1:{free_port()}/0")

    with caplog.at_level(logging.WARNING, logger="portal.outbox"):
        assert send(TASK) is False

    assert {r.getMessage().split(": ")[0] for r in caplog.records if r.name == "portal.outbox"} == {
        f"broker did not take {TASK}; the schedule will run it"
    }


def test_events_are_relayed_by_the_schedule_though_redis_lost_everything(live_db, redis_url, tmp_path):
    live_db.extra["REDIS_URL"] = redis_url
    client = redis.Redis.from_url(redis_url)

    with live_db.worker("--beat", "--schedule", str(tmp_path / "beat")):
        happen()
        client.flushall()
        wait_until(lambda: Event.objects.filter(relayed=True).count() == 1, seconds=20, what="the event relayed")
    client.close()


def test_whoever_drains_alone_wakes_nobody(broker_at, redis_url):
    broker_at(redis_url)

    with quiet():
        wake(TASK)
    send("portal.notify.tasks.send_mails")

    client = redis.Redis.from_url(redis_url)
    assert client.llen("celery") == 1
    client.close()


def test_a_wake_up_reaches_the_broker(broker_at, redis_url):
    broker_at(redis_url)

    wake(TASK)

    client = redis.Redis.from_url(redis_url)
    wait_until(lambda: client.llen("celery") == 1, seconds=10, what="the task in the queue")
    client.close()
