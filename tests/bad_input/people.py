"""Who sends the nonsense: a client for a log-in, and the judgement of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.test import Client

from portal.accounts.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"
# One of each role; between them they can open every page of the desk.
LOGINS = ("po1", "fo1", "s1", "ag1", "su1", "ph1", "sa1", "ex1", "pf1", "po2", "fa1", "pb1", "tp1", "co1", "au1", "po3")


def somebody(login: str = "", **options: Any) -> Client:
    """A client that answers 500 instead of raising; without a log-in, an anonymous one."""
    client = Client(raise_request_exception=False, **options)
    if login:
        client.force_login(User.objects.get(username=login), backend=BACKEND)
    return client


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens in this block is rolled back; acts that want a transaction of their own take it for none."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


def fault(answer: Any) -> str:
    """Why this answer is none of ours: an error of the server, with what was raised."""
    if answer.status_code < 500:
        return ""
    raised = getattr(answer, "exc_info", None)
    return f"{answer.status_code} {raised[0].__name__}: {raised[1]}"[:300] if raised else str(answer.status_code)
