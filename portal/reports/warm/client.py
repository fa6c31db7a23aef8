"""Talks to a warm parent of its own; starts it when first needed and again when it is gone."""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.reports.warm.frames import read_frame, write_frame

START_SECONDS = 60
ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Rendered:
    pdf: bytes
    pages: int


class RenderingFailed(Exception):
    """`reason` is time, memory, glyph (no font has a character), crash or error; `detail` is for the log."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason, self.detail = reason, detail
        super().__init__(f"{reason} {detail}".strip())


class Warm:
    """One warm parent. `environment` adds to this process's own variables."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self.environment = dict(environment or {})
        self._parent: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def render(self, template: str, context: dict[str, Any], *, seconds: float = 20, memory_mb: int = 512) -> Rendered:
        """Render one template with its context in a child. Raises RenderingFailed; the parent stays fit for the next."""
        request = {"template": template, "context": context, "seconds": seconds, "memory_mb": memory_mb}
        with self._lock:
            head, pdf = self._ask(request, seconds)
        if head["status"] != "ok":
            raise RenderingFailed(head["status"], head["detail"])
        return Rendered(pdf, head["pages"])

    def _ask(self, request: dict[str, Any], seconds: float) -> tuple[dict[str, Any], bytes]:
        parent = self._running()
        assert parent.stdin
        assert parent.stdout
        try:
            write_frame(parent.stdin, request)
            ready, _, _ = select.select([parent.stdout], [], [], seconds + START_SECONDS)
            frame = read_frame(parent.stdout) if ready else None
        except (BrokenPipeError, EOFError) as error:
            self._stop()
            raise RenderingFailed("crash", "the warm parent is gone") from error
        if frame is None:
            self._stop()
            raise RenderingFailed("crash", "the warm parent gave no answer")
        return frame

    def _running(self) -> subprocess.Popen[bytes]:
        if self._parent is None or self._parent.poll() is not None:
            self._stop()
            self._parent = subprocess.Popen(
                [sys.executable, "-m", "portal.reports.warm"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=ROOT,
                env={**os.environ, "DJANGO_SETTINGS_MODULE": _settings_module(), **self.environment},
                start_new_session=True,
            )
        return self._parent

    @property
    def pid(self) -> int | None:
        return self._parent.pid if self._parent else None

    def close(self) -> None:
        """End the warm parent; the next rendering starts another."""
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        parent, self._parent = self._parent, None
        if parent is None:
            return
        for pipe in (parent.stdin, parent.stdout):
            if pipe:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        try:
            parent.wait(timeout=5)
        except subprocess.TimeoutExpired:
            parent.kill()
            parent.wait()


def _settings_module() -> str:
    return os.environ.get("DJANGO_SETTINGS_MODULE", "portal.settings")


_mine: dict[int, Warm] = {}


def renderer() -> Warm:
    """This process's warm parent; a forked worker gets its own, never its parent's pipes."""
    pid = os.getpid()
    if pid not in _mine:
        _mine[pid] = Warm()
        atexit.register(_mine[pid].close)
    return _mine[pid]
