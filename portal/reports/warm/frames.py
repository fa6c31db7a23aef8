"""Length-prefixed frames between client and warm parent: a JSON head and a body of bytes."""

from __future__ import annotations

import json
import struct
from typing import IO, Any

_LENGTHS = struct.Struct(">QQ")


def write_frame(stream: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    raw = json.dumps(head, ensure_ascii=False).encode()
    stream.write(_LENGTHS.pack(len(raw), len(body)) + raw + body)
    stream.flush()


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """The next frame, or None at the end of the stream. Raises EOFError in the middle of one."""
    lengths = _exactly(stream, _LENGTHS.size)
    if not lengths:
        return None
    head_size, body_size = _LENGTHS.unpack(lengths)
    head = json.loads(_exactly(stream, head_size))
    return head, _exactly(stream, body_size)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    parts: list[bytes] = []
    left = size
    while left:
        part = stream.read(left)
        if not part:
            if parts:
                raise EOFError("the other side left in the middle of a frame")
            return b""
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
