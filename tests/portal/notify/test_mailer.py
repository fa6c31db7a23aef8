"""Mail servers that refuse, hang, greylist and drop; workers that die at every point."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.core.mail import get_connection
from django.db import connection

from portal.notify.mailer import LEASE, MAX_ATTEMPTS, attempt, lease, retry, send_due
from portal.notify.models import Mail
from portal.notify.queries import undelivered_mails
from portal.values import clock
from tests.portal.notify.conftest import point_at, tell_one
from tests.services.processes import free_port

State = Mail.State


def states() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("state", flat=True))


def later(delta: timedelta) -> None:
    clock.shift_to(clock.now() + delta)


def test_a_mail_says_what_happened_where_to_look_and_how_to_stop(live_db, smtp, settings):
    message = tell_one()

    assert send_due() == 1

    assert states() == [State.SENT]
    recipient, sent = smtp.taken[0]
    assert (recipient, sent["Subject"], sent["Message-ID"]) == (
        "po1@example.test", "【阳光购服】计划已批复", message.mail.message_id,
    )  # fmt: skip
    text = sent.get_content()
    for part in ("经办po1，您好：", "计划已批复", "景财购批〔2024〕47号", "http://testserver/p/1/", "不再发送邮件"):
        assert part in text


def test_a_mail_carries_the_portals_date(live_db, smtp):
    clock.shift_to(clock.now().replace(year=2024, month=12, day=18))
    tell_one()

    send_due()

    assert smtp.taken[0][1]["Date"].datetime.date() == clock.today()
    assert Mail.objects.get().sent_at.year == 2024


def test_text_is_not_escaped_and_dots_survive(live_db, smtp):
    message = tell_one()
    type(message).objects.update(body="第一行\n.\n..点\n<甲 & 乙>")

    send_due()

    assert "\n第一行\n.\n..点\n<甲 & 乙>\n" in smtp.taken[0][1].get_content().replace("\r\n", "\n")


def test_one_poison_mail_does_not_block_the_others(live_db, smtp):
    for name in ("a", "b", "c"):
        tell_one(name)
    smtp.behaviour = {"a@example.test": "unknown", "b@example.test": "drops early"}

    assert send_due() == 1

    assert smtp.recipients == ["c@example.test"]
    assert states() == [State.DEAD, State.QUEUED, State.SENT]
    assert undelivered_mails().get().last_error == "550 5.1.1 no such person"


def test_an_impossible_address_is_dead_at_once(live_db, smtp):
    tell_one("a", address="经办@example.test")
    tell_one("b")

    send_due()

    assert (states(), smtp.recipients) == ([State.DEAD, State.SENT], ["b@example.test"])


def test_a_greylisted_mail_is_sent_later_once(live_db, smtp):
    tell_one()
    smtp.behaviour = {"": "greylist"}

    assert send_due() == 0
    smtp.behaviour = {}
    assert send_due() == 0
    later(timedelta(minutes=2))
    assert send_due() == 1
    assert len(smtp.taken) == 1


def test_refused_content_is_dead_and_staff_can_send_it_again(live_db, smtp):
    tell_one()
    smtp.behaviour = {"": "content refused"}
    send_due()
    assert states() == [State.DEAD]

    smtp.behaviour = {}
    assert retry(Mail.objects.get().pk)
    assert send_due() == 1
    assert not retry(Mail.objects.get().pk)


def test_a_server_that_takes_the_text_and_drops_the_line_gets_it_once(live_db, smtp):
    tell_one()
    smtp.behaviour = {"": "stores and drops"}

    send_due()
    later(timedelta(days=1))
    send_due()

    assert (len(smtp.taken), states()) == (1, [State.UNCERTAIN])
    assert undelivered_mails().count() == 1


def test_while_the_server_is_down_mails_wait_and_end_as_dead(live_db, settings):
    point_at(settings, free_port())
    for name in ("a", "b", "c"):
        tell_one(name)

    assert send_due() == 0
    assert sorted(Mail.objects.values_list("attempts", flat=True)) == [0, 1, 1]
    for _ in range(3 * MAX_ATTEMPTS):
        later(timedelta(days=2))
        send_due()

    assert states() == [State.DEAD] * 3


def test_a_server_that_hangs_costs_a_run_seconds_and_no_mail(live_db, settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        point_at(settings, silent.getsockname()[1])
        for name in ("a", "b", "c"):
            tell_one(name)
        began = time.monotonic()
        send_due()
        took = time.monotonic() - began

    assert took < 5
    assert states() == [State.QUEUED] * 3


def test_two_workers_send_each_mail_once(live_db, smtp):
    for number in range(12):
        tell_one(f"u{number}")

    def work() -> None:
        send_due()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(smtp.recipients) == sorted(f"u{number}@example.test" for number in range(12))


def test_a_worker_whose_lease_was_taken_over_does_not_send(live_db, smtp):
    tell_one()
    slow = lease()
    later(LEASE)
    quick = lease()

    with get_connection() as server:
        assert attempt(server, slow)
        assert smtp.taken == []
        assert attempt(server, quick)
    assert (len(smtp.taken), states()) == (1, [State.SENT])


def test_other_mail_backends_are_used_as_they_are(live_db):
    tell_one()

    assert send_due() == 1
    assert [m.to for m in outbox.outbox] == [["po1@example.test"]]


# A worker in a process of its own that kills itself when it comes to a named point of the real code.
KILLED = """
import os, signal, sys
import django
django.setup()
from django.conf import settings
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", int(sys.argv[2]), 5
function, moment = sys.argv[1].split(" ")

def watch(frame, event, arg):
    if frame.f_code.co_name == function and frame.f_code.co_filename.endswith(("notify/mailer.py", "notify/smtp.py")):
        if moment == "begins":
            os.kill(os.getpid(), signal.SIGKILL)
        return lambda f, e, a: os.kill(os.getpid(), signal.SIGKILL) if e == "return" else None

sys.settrace(watch)
from portal.notify.mailer import send_due
send_due()
"""


def kill_worker_when(live_db, moment: str, port: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, moment, str(port)], env={**os.environ, **live_db.env}, timeout=60, check=False
    )
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    "moment",
    ["lease begins", "lease returns", "hand_over begins", "hand_over returns", "_finish returns"],
    ids=["before the lease", "after the lease", "before the text", "after the answer", "after the mark"],
)
def test_a_worker_killed_anywhere_leaves_one_mail(live_db, smtp, moment):
    tell_one()

    kill_worker_when(live_db, moment, smtp.port)
    for _ in range(3):
        later(LEASE)
        send_due()

    assert smtp.recipients == ["po1@example.test"]
    after_the_answer = moment == "hand_over returns"
    assert states() == [State.UNCERTAIN if after_the_answer else State.SENT]
    assert not Mail.objects.filter(lease_until__isnull=False).exists()
