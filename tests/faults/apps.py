"""Wraps the functions that PORTAL_KILL_POINTS names, so that the process dies just before or after one of them.

A point is "before:module:function" or "after:…". The file PORTAL_KILL_FILE holds the point that is armed; whoever
reaches it removes the file and dies at once, so that the process which takes its place goes on.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import AppConfig


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
        _die_at(f"before:{place}")
        answer = function(*args, **kwargs)
        _die_at(f"after:{place}")
        return answer

    return wrapped


def _die_at(point: str) -> None:
    armed = Path(os.environ["PORTAL_KILL_FILE"])
    if armed.exists() and armed.read_text() == point:
        armed.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
