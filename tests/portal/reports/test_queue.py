"""Papers wait in a queue of their own: a slow one delays no message."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import redis
from django.conf import settings

from portal.celery import app
from portal.outbox.wake import send
from portal.reports.tasks import render_pending
from tests.services.live import LiveDb
from tests.services.processes import wait_until

app.loader.import_default_modules()
OURS = sorted(name for name in app.tasks if not name.startswith("celery."))


@pytest.mark.parametrize("name", OURS)
def test_papers_and_nothing_else_go_to_their_queue(name: str):
    queue = app.amqp.router.route({}, name)["queue"].name

    assert queue == ("pdf" if name.startswith("portal.reports.tasks.") else "celery")


def test_a_worker_that_names_no_queue_takes_from_both():
    assert sorted(app.amqp.queues.consume_from) == ["celery", "pdf"]


@pytest.mark.parametrize("place", ["docker-compose.yml", "portal/launch/demo.py", "README.md"])
def test_every_queue_has_a_worker_of_its_own(place: str):
    text = Path(settings.BASE_DIR, place).read_text()

    assert sorted(re.findall(r"--queues\W+(\w+)", text)) == sorted(queue.name for queue in settings.CELERY_TASK_QUEUES)


def test_what_wakes_a_paper_does_not_reach_the_worker_of_messages(live_db: LiveDb, redis_url: str, broker_at):
    live_db.extra["REDIS_URL"] = redis_url
    broker_at(redis_url)
    client = redis.Redis.from_url(redis_url)

    with live_db.worker("--queues", "celery") as worker:
        send(render_pending.name)
        send("portal.outbox.tasks.relay_events")
        wait_until(lambda: "relay_events" in worker.output() and "succeeded" in worker.output(), what="the relay")

    assert (client.llen("pdf"), client.llen("celery"), f"{render_pending.name}[" in worker.output()) == (1, 0, False)
    client.close()
