"""Sealing all chains at one instant: a Merkle root, and a file that leaves the database.

A chain alone proves nothing against its tail being cut or the table being restored from an older state; a file kept
elsewhere does. Each file holds the heads that changed since the one before it, so all files together hold every head.
The public list shows roots only: chain keys and counts would tell how many acts there are before they are public.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import OuterRef, Subquery

from portal.audit.canonical import GENESIS, instant
from portal.audit.merkle import leaf, root
from portal.audit.models import AuditChain, Checkpoint, CheckpointHead
from portal.values import clock

logger = logging.getLogger("portal.audit")
LOCK = 0x61756469
Head = tuple[str, int, str]


@dataclass(frozen=True)
class CheckpointFile:
    """A checkpoint as exported."""

    number: int
    at: str
    root: str
    count: int
    entries: int
    previous: str
    heads: tuple[Head, ...]


class CheckpointConflict(Exception):
    """A file of this number exists and says something else: the database is behind what was once published."""


def take() -> Checkpoint:
    """Seal the present heads of all chains and export the file. Without a change since the last one, that one.

    Raises CheckpointConflict when the export folder already holds another checkpoint of the same number.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        made = _take()
    export()
    return made


def _take() -> Checkpoint:
    last = Checkpoint.objects.first()
    changed: list[Head] = []
    totals = {"count": 0, "entries": 0}

    def leaves() -> Iterator[bytes]:
        for key, length, head, known in _chains():
            totals["count"] += 1
            totals["entries"] += length
            if known != head:
                changed.append((key, length, head))
            yield leaf(key, length, head)

    value = root(leaves())
    if last is not None and not changed and last.root == value:
        return last
    made = Checkpoint.objects.create(
        number=last.number + 1 if last else 1,
        at=clock.now(),
        root=value,
        previous=last.root if last else GENESIS,
        **totals,
    )
    CheckpointHead.objects.bulk_create(
        (CheckpointHead(checkpoint=made, chain=c, length=n, head=h) for c, n, h in changed), batch_size=5000
    )
    return made


def _chains() -> Iterator[tuple[str, int, str, str | None]]:
    """All chains with the head last sealed, read in one statement, so that they belong to one instant."""
    known = CheckpointHead.objects.filter(chain=OuterRef("key")).order_by("-checkpoint_id")
    rows = AuditChain.objects.annotate(known=Subquery(known.values("head")[:1])).order_by("key")
    return rows.values_list("key", "length", "head", "known").iterator(chunk_size=5000)


def export(folder: Path | None = None) -> None:
    """Write the file of every checkpoint that has none yet; never overwrite one."""
    folder = folder or Path(settings.CHECKPOINT_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    for row in Checkpoint.objects.order_by("-number").iterator():
        path = folder / file_name(row.number)
        if path.exists():
            if read(path).root != row.root:
                logger.critical("checkpoint %s differs from its published file", row.number)
                raise CheckpointConflict(path.name)
            break
        _write(path, row)


def file_name(number: int) -> str:
    return f"checkpoint-{number:08d}.json"


def _write(path: Path, row: Checkpoint) -> None:
    heads = list(row.heads.order_by("chain").values_list("chain", "length", "head"))
    content = {
        "number": row.number,
        "at": instant(row.at),
        "root": row.root,
        "count": row.count,
        "entries": row.entries,
        "previous": row.previous,
        "heads": heads,
    }
    draft = path.with_suffix(f".{os.getpid()}.part")
    draft.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def read(path: Path) -> CheckpointFile:
    """Raises OSError or ValueError when the file is not a readable checkpoint."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    try:
        heads = tuple((str(c), int(n), str(h)) for c, n, h in content.pop("heads"))
        return CheckpointFile(**content, heads=heads)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path.name} is not a checkpoint: {error}") from error


def files_in(folder: Path, upto: int | None = None) -> Iterable[CheckpointFile]:
    """The exported checkpoints of a folder by number."""
    for path in sorted(folder.glob("checkpoint-*.json")):
        found = read(path)
        if upto is None or found.number <= upto:
            yield found
