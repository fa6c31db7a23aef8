"""Waking a task early without ever waiting for the broker.

A thread of its own sends the message, so a broker that is down or hangs costs the request nothing; the rows are the
truth, and the schedule finds what a lost wake-up left behind.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from celery import current_app

logger = logging.getLogger("portal.outbox")


class _Waker:
    """One daemon thread a process; wake-ups that come while it is busy are joined into one for each task."""

    def __init__(self) -> None:
        self.condition = threading.Condition()
        self.wanted: set[str] = set()
        self.thread: threading.Thread | None = None

    def want(self, task: str) -> None:
        with self.condition:
            self.wanted.add(task)
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._run, name="outbox-waker", daemon=True)
                self.thread.start()
            self.condition.notify()

    def _run(self) -> None:
        while True:
            with self.condition:
                while not self.wanted:
                    self.condition.wait()
                task = self.wanted.pop()
            send(task)


_wakers: dict[int, _Waker] = {}  # by process, since a fork leaves the thread behind


_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


@contextmanager
def quiet() -> Iterator[None]:
    """Wake nobody in this block: whoever drains in this process (demo data) needs no worker."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def wake(task: str) -> None:
    """Ask for a task to run soon. Returns at once; failures are logged, never raised."""
    if _quiet.get():
        return
    try:
        _wakers.setdefault(os.getpid(), _Waker()).want(task)
    except RuntimeError:
        logger.warning("no thread to wake %s; the schedule will run it", task, exc_info=True)


def send(task: str) -> bool:
    """Hand a task's name to the broker, over a connection of its own, which no restart of the broker can leave stale.

    Returns False when the broker does not take it.
    """
    try:
        with current_app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0)
            current_app.send_task(task, connection=connection, retry=False, ignore_result=True)
    except Exception as error:  # whatever a broker's client raises, the act has already succeeded
        logger.warning("broker did not take %s; the schedule will run it: %s", task, error)
        return False
    return True
