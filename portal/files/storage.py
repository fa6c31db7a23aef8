"""The disk under private storage: random keys, whole files or none, and reading that checks the fingerprint."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings

from portal.files.models import StoredFile
from portal.files.refusals import refused

logger = logging.getLogger("portal.files")

CHUNK: Final = 256 * 1024
ORPHAN_SECONDS: Final = 3600


class Tampered(Exception):
    """The content on disk is missing or is not what was stored. Never served as good."""


def root() -> Path:
    return Path(settings.PRIVATE_STORAGE) / "files"


def path_of(key: str) -> Path:
    return root() / key[:2] / key


def new_key() -> str:
    """An unguessable key of 32 URL-safe characters (192 bits)."""
    return secrets.token_urlsafe(24)


def write(key: str, content: bytes) -> None:
    """Write whole or not at all, and to disk before returning. Raises Refused (file.disk_full) when there is no room."""
    target = path_of(key)
    partial = target.with_name(f"{key}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        partial.rename(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            logger.error("no room for a file of %d bytes", len(content))
            raise refused("disk_full") from error
        raise


def read_checked(file: StoredFile) -> Iterator[bytes]:
    """The content in chunks, once the whole of it has been proved unchanged.

    Reads twice, so that not one byte of a damaged file goes out. Raises Tampered, logged, before the first chunk.
    """
    _prove(file)
    with path_of(file.key).open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _prove(file: StoredFile) -> None:
    digest, size = hashlib.sha256(), 0
    try:
        with path_of(file.key).open("rb") as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except OSError as error:
        logger.error("stored file %s cannot be read: %s", file.pk, error.__class__.__name__)
        raise Tampered(file.key) from error
    if size != file.size or digest.hexdigest() != file.sha256:
        logger.error("stored file %s does not match its fingerprint: %d of %d bytes", file.pk, size, file.size)
        raise Tampered(file.key)


def remove_orphans(now: float | None = None) -> int:
    """Remove content an hour old that no row names: what a failed request or a rolled-back act left behind."""
    limit, removed = (now or time.time()) - ORPHAN_SECONDS, 0
    for path in root().glob("??/*"):
        if path.stat().st_mtime < limit and not StoredFile.objects.filter(key=path.name).exists():
            path.unlink(missing_ok=True)
            removed += 1
    return removed
