"""Sending the queued mails, one by one, each with a lease of its own.

What the states promise when a worker is killed:
- `sending` is committed before the server is called. A lease that runs out means that the message was certainly not
  accepted: it is sent again.
- `handed` is committed after the server has agreed to take the message (354) and immediately before its text goes out;
  `sent` after the server's answer. A worker killed in between (normally some milliseconds) leaves the outcome unknown,
  and so does a server that drops the connection instead of answering. SMTP offers no way to ask, so such a mail becomes
  `uncertain`: it is not repeated by itself, since nobody is to be told twice; the same message stands in the recipient's
  inbox in the portal in any case, and staff see the mail among the undelivered ones and may send it again, with the same
  Message-ID.
Other mail backends than SMTP (file, console, memory) take the message in one call; `handed` stands around that call.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.db import transaction
from django.db.models import Q, QuerySet

from portal.notify.letters import letter
from portal.notify.models import Mail
from portal.notify.smtp import Refused, Unanswered, hand_over
from portal.values import clock

logger = logging.getLogger("portal.notify")

LEASE = timedelta(minutes=5)
TIMEOUT = 10  # seconds for one answer of the mail server, where EMAIL_TIMEOUT says nothing
PATIENT = 6  # times as long for the answer to the text, where an early end would leave the outcome unknown
LOST_CONNECTIONS = 2  # in a row end a run: the server is down, and the other mails need not find that out
MAX_ATTEMPTS = 9
BACKOFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440)]
State = Mail.State


class LeaseLost(Exception):
    """Another worker took this mail over; this one must not send it."""


def send_due(*, patience: timedelta = timedelta(seconds=50)) -> int:
    """Send what is due until nothing is left or `patience` is over; returns how many were accepted.

    Call it outside a transaction. A message that is refused never stops the others; a dead server ends the run.
    """
    until = time.monotonic() + patience.total_seconds()
    sent = lost = 0
    backend = get_connection(timeout=timeout())
    try:
        while lost < LOST_CONNECTIONS and time.monotonic() < until and (mail := lease()) is not None:
            lost = 0 if attempt(backend, mail) else lost + 1
            sent += mail.state == State.SENT
    finally:
        _close(backend)
    return sent


def timeout() -> float:
    return settings.EMAIL_TIMEOUT or TIMEOUT


def lease() -> Mail | None:
    """Take the next due mail for this worker, least tried first; committed before the server is called."""
    now = clock.now()
    with transaction.atomic():
        _settle_unknown(now)
        mail = _due(now).order_by("attempts", "pk").select_for_update(of=("self",), skip_locked=True).first()
        if mail is not None:
            mail.state, mail.attempts, mail.lease_until = State.SENDING, mail.attempts + 1, now + LEASE
            mail.save(update_fields=["state", "attempts", "lease_until"])
    return mail


def _due(now: datetime) -> QuerySet[Mail]:
    return Mail.objects.select_related("notification__recipient").filter(
        Q(state=State.QUEUED) & (Q(next_try_at__isnull=True) | Q(next_try_at__lte=now))
        | Q(state=State.SENDING, lease_until__lte=now)
    )


def _settle_unknown(now: datetime) -> None:
    """Mails whose worker died between text and answer: nobody knows, so nobody repeats them unasked."""
    Mail.objects.filter(state=State.HANDED, lease_until__lte=now).update(
        state=State.UNCERTAIN, lease_until=None, last_error="the worker died before the server answered"
    )


def attempt(backend: BaseEmailBackend, mail: Mail) -> bool:
    """Try one leased mail and note the outcome; False when the connection failed."""
    if mail.attempts > MAX_ATTEMPTS:
        _finish(mail, State.DEAD, mail.last_error or "the worker died each time")
        return True
    try:
        _send(backend, letter(mail), before_text=lambda: _handed(mail))
    except LeaseLost:
        _drop(backend)
    except Unanswered as error:
        _drop(backend)
        _finish(mail, State.UNCERTAIN, str(error))
    except Refused as error:
        _drop(backend)
        if error.for_good:
            _finish(mail, State.DEAD, str(error))
        else:
            _postpone(mail, str(error))
    except ValueError as error:
        _finish(mail, State.DEAD, f"{type(error).__name__}: {error}")
    except Exception as error:  # whatever a mail library raises, this mail waits and the next one is tried
        _drop(backend)
        _postpone(mail, f"{type(error).__name__}: {error}")
        return not isinstance(error, OSError)
    else:
        _finish(mail, State.SENT, "")
    return True


def _send(backend: BaseEmailBackend, message: EmailMessage, *, before_text: Callable[[], None]) -> None:
    if isinstance(backend, SmtpBackend):
        content = message.message().as_bytes()
        backend.open()
        assert backend.connection is not None
        sender = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip("> ")
        hand_over(backend.connection, sender, message.to[0], content, before_text=before_text, wait=timeout() * PATIENT)
        return
    before_text()
    backend.send_messages([message])


def _drop(backend: BaseEmailBackend) -> None:
    """Cut the connection without a word (in the middle of a message any word would be taken for text)."""
    if isinstance(backend, SmtpBackend) and backend.connection is not None:
        backend.connection.close()
        backend.connection = None


def _close(backend: BaseEmailBackend) -> None:
    try:
        backend.close()
    except OSError:
        logger.info("the mail server did not say goodbye", exc_info=True)


def _handed(mail: Mail) -> None:
    mine = Mail.objects.filter(pk=mail.pk, state=State.SENDING, attempts=mail.attempts)
    if not mine.update(state=State.HANDED, lease_until=clock.now() + LEASE):
        raise LeaseLost
    mail.state = State.HANDED


def _finish(mail: Mail, state: State, error: str) -> None:
    if state != State.SENT:
        logger.error("mail %s of notification %s: %s: %s", mail.pk, mail.notification_id, state, error)
    _note(mail, state, error, sent_at=clock.now() if state == State.SENT else None)


def _postpone(mail: Mail, error: str) -> None:
    """Try again later, or give up after MAX_ATTEMPTS."""
    if mail.attempts >= MAX_ATTEMPTS:
        _finish(mail, State.DEAD, error)
        return
    _note(mail, State.QUEUED, error, next_try_at=clock.now() + BACKOFF[min(mail.attempts, len(BACKOFF)) - 1])


def _note(
    mail: Mail, state: State, error: str, *, sent_at: datetime | None = None, next_try_at: datetime | None = None
) -> None:
    mail.state, mail.last_error, mail.sent_at, mail.next_try_at = state, error, sent_at, next_try_at
    mine = Mail.objects.filter(pk=mail.pk, attempts=mail.attempts, state__in=[State.SENDING, State.HANDED])
    mine.update(state=state, last_error=error, sent_at=sent_at, next_try_at=next_try_at, lease_until=None)


def retry(pk: int) -> bool:
    """Queue a mail again that was given up or whose fate is unknown; False when it is neither (any more)."""
    found = Mail.objects.filter(pk=pk, state__in=[State.DEAD, State.UNCERTAIN])
    return bool(found.update(state=State.QUEUED, attempts=0, next_try_at=None, lease_until=None))
