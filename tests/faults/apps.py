"""Wraps the functions that PORTAL_KILL_POINTS names, so that the process dies just before or after one of them.

A point is "before:module:function" or "after:…". The file PORTAL_KILL_FILE holds the point that is armed; whoever
reaches it removes the file and dies at once, so that the process which takes its place goes on. Where the file says
"hold before:…", that process does not die but stands there until a file of the same name with ".go" is made.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import AppConfig

HELD_AT_MOST = 90  # seconds


class FaultsConfig(AppConfig):
    name = "tests.faults"
    label = "faults"

    def ready(self) -> None:
        points = os.environ.get("PORTAL_KILL_POINTS", "").split()
        for place in {point.partition(":")[2] for point in points}:
            module, _colon, name = place.partition(":")
            target: Any = import_module(module)
            setattr(target, name, _mortal(place, getattr(target, name)))


def _mortal(place: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        _reached(f"before:{place}")
        answer = function(*args, **kwargs)
        _reached(f"after:{place}")
        return answer

    return wrapped


def _reached(point: str) -> None:
    armed = Path(os.environ["PORTAL_KILL_FILE"])
    wanted = armed.read_text() if armed.exists() else ""
    if wanted == point:
        armed.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    elif wanted == f"hold {point}":
        armed.unlink()
        _stand(armed.with_suffix(".go"))


def _stand(until: Path) -> None:
    end = time.monotonic() + HELD_AT_MOST
    while not until.exists() and time.monotonic() < end:
        time.sleep(0.05)
