"""Checks one upload: size, kind by content, then the kind's own inspection in a limited process; nothing is stored here."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from django.conf import settings

from portal.files import kinds
from portal.files.names import clean_name, split_name
from portal.files.refusals import refused
from portal.values.refusal import Refused

logger = logging.getLogger(__name__)

CHUNK: Final = 256 * 1024
INSPECTION_SECONDS: Final = 20
DEFAULT_MAX_BYTES: Final = 50 * 2**20


@dataclass(frozen=True)
class Checked:
    """An upload that passed: `content` is what to keep (pictures come back without metadata), `size` in bytes."""

    name: str
    content_type: str
    content: bytes
    size: int
    sha256: str
    notes: tuple[str, ...] = ()


def max_upload_bytes() -> int:
    """The house limit for one file, in bytes."""
    return int(getattr(settings, "FILES_MAX_BYTES", DEFAULT_MAX_BYTES))


def check(name: str, source: IO[bytes] | bytes, *, max_bytes: int | None = None, field: str = "") -> Checked:
    """Read and inspect one upload in memory, never on disk.

    Raises Refused with code empty, too_large, not_allowed, type_mismatch, encrypted, pdf_encrypted, pdf_script, pdf_embedded,
    polyglot, macros, zip_bomb, zip_names, xml_entities, too_many_pixels, too_many_pages, too_complex or broken.
    """
    limit = min(max_bytes or max_upload_bytes(), max_upload_bytes())
    content = source if isinstance(source, bytes) else _read(source, limit, field)
    if not content:
        raise refused("empty", field=field)
    if len(content) > limit:
        raise refused("too_large", field=field, limit=limit)
    kind, cleaned, notes = _kind_of(content, split_name(name)[1], field)
    kept = cleaned or content
    return Checked(
        name=clean_name(name, kind),
        content_type=kinds.CONTENT_TYPES[kind],
        content=kept,
        size=len(kept),
        sha256=hashlib.sha256(kept).hexdigest(),
        notes=notes,
    )


def _read(source: IO[bytes], limit: int, field: str) -> bytes:
    parts, size = [], 0
    for chunk in _chunks(source):
        size += len(chunk)
        if size > limit:
            raise refused("too_large", field=field, limit=limit)
        parts.append(chunk)
    return b"".join(parts)


def _chunks(source: IO[bytes]) -> Iterator[bytes]:
    source.seek(0)
    while chunk := source.read(CHUNK):
        yield chunk


def _kind_of(content: bytes, extension: str, field: str) -> tuple[str, bytes, tuple[str, ...]]:
    claimed = kinds.ALIASES.get(extension, extension)
    family = kinds.family(content[: kinds.HEAD])
    if family == "ole":
        raise refused("encrypted" if claimed in {"docx", "xlsx"} else "not_allowed", field=field)
    if claimed in {"docm", "xlsm", "pptm", "dotm", "xltm"}:
        raise refused("macros", field=field)
    if claimed and claimed not in kinds.ALLOWED:
        raise refused("not_allowed", field=field)
    if family == "":
        raise refused(
            "type_mismatch" if claimed in {"pdf", "docx", "xlsx", "png", "jpg"} else "not_allowed", field=field
        )
    if family == "text":
        return _text_kind(content, claimed, field), b"", ()
    if claimed and family not in {claimed, "zip" if claimed in {"docx", "xlsx"} else claimed}:
        raise refused("type_mismatch", field=field)
    code, kind, notes, cleaned = _inspect(content, family)
    if code:
        raise refused(code, field=field)
    if claimed and claimed != kind:
        raise refused("type_mismatch", field=field)
    return kind, cleaned, notes


def _text_kind(content: bytes, claimed: str, field: str) -> str:
    if claimed not in {"", "txt", "csv"}:
        raise refused("type_mismatch", field=field)
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refused("not_allowed", field=field)
    return claimed or "txt"


def _inspect(content: bytes, family: str) -> tuple[str, str, tuple[str, ...], bytes]:
    """Run the inspector on the content; a file that hangs, crashes or eats memory is refused as too complex."""
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(Path(__file__).parents[2]), "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, a fixed word as argument
            [sys.executable, "-P", "-s", "-m", "portal.files.inspector", family],
            input=content,
            capture_output=True,
            timeout=INSPECTION_SECONDS,
            env=environment,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        logger.warning(
            "inspection of a %s file of %d bytes ended badly: %s", family, len(content), type(error).__name__
        )
        return "too_complex", "", (), b""
    head, _, cleaned = done.stdout.partition(b"\n")
    verdict = json.loads(head)
    return verdict["code"], verdict["kind"], tuple(verdict["notes"]), cleaned


__all__ = ["Checked", "Refused", "check", "max_upload_bytes"]
