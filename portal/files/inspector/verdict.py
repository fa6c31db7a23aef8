"""What an inspection says: a refusal code, or the kind found, what to tell the reader, and cleaned content."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Verdict:
    """`code` is empty when the file is taken; `cleaned` is empty when the content stays as it came."""

    code: str = ""
    kind: str = ""
    notes: list[str] = field(default_factory=list)
    cleaned: bytes = b""


class Rejected(Exception):
    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)
