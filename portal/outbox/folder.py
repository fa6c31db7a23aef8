"""A folder instead of a broker, for the demo: kombu's, but a message appears in it only when it is whole."""

from __future__ import annotations

import uuid
from pathlib import Path
from time import monotonic_ns
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue: str, message: object, **kwargs: Any) -> None:  # type: ignore[override]
        """Write beside the queue, then rename: kombu opens the file first, and a quick worker read it empty and ended."""
        name = f"{monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        unfinished = Path(self.data_folder_out, f"{name}.part")
        unfinished.write_text(dumps(message), encoding="utf-8")  # type: ignore[no-untyped-call]
        unfinished.rename(unfinished.with_suffix(""))


class Transport(filesystem.Transport):
    Channel = Channel
