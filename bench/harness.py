"""Calls into a WSGI application in this process, alternately, and what their times come to."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable
from statistics import median
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def call(app: Application, path: str, cookie: str = "", *, first_byte: bool = False) -> tuple[int, bytes]:
    """One GET; the status and the body (only its first chunk for `first_byte`)."""
    status = [0]
    answer = app(environ(path, cookie), lambda line, headers, exc=None: status.__setitem__(0, int(line.split()[0])))
    parts = iter(answer)
    body = next(parts, b"") if first_byte else b"".join(parts)
    if hasattr(answer, "close"):
        answer.close()
    return status[0], body


def environ(path: str, cookie: str = "") -> dict[str, Any]:
    """What a server would say about one GET."""
    place, _, query = path.partition("?")
    found: dict[str, Any] = {
        "REQUEST_METHOD": "GET", "PATH_INFO": place, "QUERY_STRING": query, "SERVER_NAME": "testserver", "SERVER_PORT": "80",
        "HTTP_HOST": "testserver", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "SCRIPT_NAME": "",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO(), "wsgi.version": (1, 0),
        "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
    }  # fmt: skip
    if cookie:
        found["HTTP_COOKIE"] = cookie
    return found


def alternate(makers: dict[str, Callable[[], object]], rounds: int, warm_up: int = 5) -> dict[str, float]:
    """The median in milliseconds of each, all called in turn `rounds` times after a warm-up."""
    return {name: median(values) for name, values in samples(makers, rounds, warm_up).items()}


def samples(makers: dict[str, Callable[[], object]], rounds: int, warm_up: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in makers}
    for number in range(rounds + warm_up):
        for name, make in makers.items():
            start = time.perf_counter()
            make()
            if number >= warm_up:
                times[name].append((time.perf_counter() - start) * 1000)
    return times
