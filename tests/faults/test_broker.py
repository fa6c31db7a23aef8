"""The broker away, emptied, restarted or handing a task out twice: the act stands, and each is told once (F08, F09, F10)."""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest
import redis

from portal.audit.verify import verify
from portal.celery import app
from portal.demo.cast import build_cast
from portal.notify.models import Mail, Notification
from portal.outbox.models import Delivery, Event
from portal.values import clock
from purchasing.models import AnnualPlan
from tests.purchasing.plan.conftest import first_plan
from tests.services.live import LiveDb
from tests.services.processes import Running, free_port, redis_server, wait_until
from tests.services.visitor import Visitor

KIND = "plan.return_to_unit"
TOLD = ["po1", "po2"]
RELAY = "portal.outbox.tasks.relay_events"


@pytest.fixture
def taken(live_db: LiveDb) -> AnnualPlan:
    """A plan that finance has taken; sending it back tells the unit's two clerks, by message and mail."""
    plan = first_plan(build_cast(), "taken")
    Event.objects.filter(relayed=False).update(relayed=True)
    Delivery.objects.update(state=Delivery.State.DONE)
    Notification.objects.all().update(read_at=clock.now())
    Mail.objects.all().delete()
    return plan


def send_back(plan: AnnualPlan, base: str) -> None:
    """By page, as the clerk of finance does it."""
    visitor = Visitor(base, build_cast().user("fo1"))
    answer = visitor.post(f"/do/plan/{plan.pk}/return_to_unit/", {"reason": "请细化标准", "form_key": "k1"})
    assert answer.status == 302, answer.body


def told() -> list[str]:
    return sorted(Notification.objects.filter(kind=KIND).values_list("recipient__username", flat=True))


def mails(live_db: LiveDb) -> int:
    """Messages that were really written out."""
    return sum(file.read_text(errors="replace").count("\nMessage-ID:") for file in (live_db.folder / "mail").glob("*"))


def all_sent() -> bool:
    return list(Mail.objects.values_list("state", flat=True)) == [Mail.State.SENT] * len(TOLD)


def test_an_act_by_page_succeeds_without_a_broker_and_the_administrator_sees_that_it_waits(
    live_db: LiveDb, taken: AnnualPlan
) -> None:
    live_db.extra["REDIS_URL"] = f"redis://127.0.0.1:{free_port()}/0"
    with live_db.web() as base:
        began = time.monotonic()
        send_back(taken, base)
        took = time.monotonic() - began
        waiting = list(Event.objects.filter(relayed=False).values_list("name", flat=True))
        clock.shift_to(clock.now() + timedelta(minutes=2))
        page = Visitor(base, build_cast().user("sa1")).get("/ops/undelivered/")
        public = Visitor(base, build_cast().user("fo1")).get(f"/desk/plans/{taken.pk}/")

    taken.refresh_from_db()
    assert (taken.state, KIND in waiting, told()) == ("returned", True, [])
    assert took < 5
    assert (page.status, "队列没有推进" in page.body) == (200, True)
    assert public.status == 200
    assert list(verify()) == []


def test_what_happened_while_redis_was_down_is_delivered_once_when_it_is_back_empty(
    live_db: LiveDb, taken: AnnualPlan, tmp_path: Path
) -> None:
    port = free_port()
    live_db.extra["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"
    beat = ("--beat", "--schedule", str(tmp_path / "beat"))
    with redis_server(log=tmp_path / "first.log", port=port), live_db.web() as base, live_db.worker(*beat):
        _kill_redis(port)
        send_back(taken, base)
        before = told()
        with redis_server(log=tmp_path / "second.log", port=port):
            wait_until(all_sent, seconds=90, what="both mails sent after Redis came back")

    assert before == []
    assert (told(), mails(live_db)) == (TOLD, 2)
    assert Delivery.objects.exclude(state=Delivery.State.DONE).count() == 0


def _kill_redis(port: int) -> None:
    with redis.Redis(port=port) as client:
        os.kill(int(client.info("server")["process_id"]), signal.SIGKILL)


@pytest.mark.parametrize("point", ["after:portal.outbox.relay:lease", "after:portal.notify.mailer:lease"])
def test_a_task_handed_out_twice_while_the_first_worker_still_runs_it_has_one_effect(
    live_db: LiveDb, taken: AnnualPlan, redis_url: str, tmp_path: Path, point: str
) -> None:
    armed = tmp_path / "hold"
    live_db.extra |= {
        "REDIS_URL": redis_url, "PORTAL_VISIBILITY_TIMEOUT": "1", "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "PORTAL_KILL_FILE": str(armed), "PORTAL_KILL_POINTS": point,
    }  # fmt: skip
    armed.write_text(f"hold {point}")
    with live_db.web() as base, live_db.worker("--hostname", "first@%h") as first:
        send_back(taken, base)
        wait_until(lambda: not armed.exists(), what=f"the first worker stands at the point\n{first.output()}")
        task = held_task(first)
        time.sleep(1.2)
        with live_db.worker("--hostname", "second@%h") as second:
            wait_until(lambda: f"{task}] received" in second.output(), seconds=40, what="the same task again")
            wait_until(lambda: f"{task}] succeeded" in second.output(), seconds=40, what="the second run")
            armed.with_suffix(".go").touch()
            wait_until(lambda: f"{task}] succeeded" in first.output(), seconds=40, what="the first run")
            finish(second, redis_url)

    assert (told(), mails(live_db)) == (TOLD, 2)
    assert Delivery.objects.exclude(state=Delivery.State.DONE).count() == 0
    assert list(verify()) == []


def held_task(worker: Running) -> str:
    """The id under which the worker runs what it stands in: received and not yet succeeded."""
    lines = worker.output()
    ids = [line.rpartition("[")[2].partition("]")[0] for line in lines.splitlines() if "] received" in line]
    return next(one for one in reversed(ids) if f"{one}] succeeded" not in lines)


def finish(worker: Running, redis_url: str) -> None:
    """Both schedules once more, as beat would send them."""
    with app.connection_for_write(redis_url) as connection:
        for task in (RELAY, "portal.notify.tasks.send_mails"):
            app.send_task(task, connection=connection)
    wait_until(all_sent, seconds=60, what=f"both mails sent\n{worker.output()[-3000:]}")
