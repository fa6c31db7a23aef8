"""Where the request being answered comes from, for log lines, error pages and the audit: set once, by the middleware."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """A request's id and the network address it came from; both empty outside a request."""

    request_id: str = ""
    ip: str = ""


_current: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039 (frozen)


def origin() -> Origin:
    return _current.get()


@contextmanager
def answering(request_id: str, ip: str) -> Iterator[None]:
    """Inside the block, acts and log lines belong to this request."""
    token = _current.set(Origin(request_id, ip))
    try:
        yield
    finally:
        _current.reset(token)
