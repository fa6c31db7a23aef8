"""Checking the record against itself and against checkpoints; names the first bad entry of each chain.

Everything is read as sorted streams that are merged by chain, so memory does not grow with the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction
from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from portal.audit.canonical import GENESIS, HASHED, digest
from portal.audit.checkpoint import CheckpointFile
from portal.audit.merkle import leaf, root
from portal.audit.models import AuditChain, AuditEntry, Checkpoint, CheckpointHead

CHUNK = 2000
Sealed = dict[int, tuple[str, int]]


@dataclass(frozen=True)
class Problem:
    """What is wrong where. `code`: edited, unlinked, missing, cut, rewritten, head, checkpoint-missing,
    checkpoint-differs, root. `number` is the first bad entry of the chain (for checkpoints, their number)."""

    code: str
    chain: str
    number: int
    detail: str

    def __str__(self) -> str:
        where = f"chain {self.chain} entry {self.number}" if self.chain else f"checkpoint {self.number}"
        return f"{where}: {self.code}: {self.detail}"


def verify(*, chain: str = "", since: int | None = None, files: Iterable[CheckpointFile] = ()) -> Iterator[Problem]:
    """All problems, at most one a chain. With `since`, what checkpoint number `since` sealed is taken as checked.

    Reads one snapshot, unless a transaction is already open. Raises Checkpoint.DoesNotExist for an unknown `since`.
    """
    files = list(files)
    with _snapshot():
        if since is not None:
            Checkpoint.objects.get(number=since)
        yield from _checkpoint_problems(files, whole=not chain)
        for key, parts in _merged(
            _entries(chain, since).values_list("chain", *HASHED, "hash").iterator(chunk_size=CHUNK),
            _only(AuditChain.objects.all(), "key", chain)
            .order_by("key")
            .values_list("key", "length", "head")
            .iterator(),
            _sealed_in_database(chain),
            _sealed_in_files(files, chain),
        ):
            entries, present, *heads = parts
            sealed = _sealed(heads)
            problem = _check(key, entries, list(present), sealed, _start(sealed, since))
            if problem:
                yield problem


@contextmanager
def _snapshot() -> Iterator[None]:
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _check(
    key: str,
    entries: Iterable[tuple[Any, ...]],
    present: list[tuple[str, int, str]],
    sealed: Sealed,
    start: tuple[int, str],
) -> Problem | None:
    number, previous = start
    if number in sealed and sealed[number][0] != previous:
        return Problem("rewritten", key, number, f"checkpoint {sealed[number][1]} sealed another entry here")
    for _key, *values in entries:
        row = dict(zip((*HASHED, "hash"), values, strict=True))
        number += 1
        if row["number"] != number:
            return Problem("missing", key, number, f"the next entry found is {row['number']}")
        if digest(row) != row["hash"]:
            return Problem("edited", key, number, "its content does not give its hash")
        if row["prev_hash"] != previous:
            return Problem("unlinked", key, max(number - 1, 1), f"entry {number} was linked to another predecessor")
        previous = row["hash"]
        if number in sealed and sealed[number][0] != previous:
            return Problem("rewritten", key, number, f"checkpoint {sealed[number][1]} sealed another entry here")
    longest = max(sealed, default=0)
    if longest > number:
        return Problem("cut", key, number + 1, f"checkpoint {sealed[longest][1]} sealed {longest} entries")
    if not present:
        return Problem("head", key, number, "the chain has entries and no head")
    _key, length, head = present[0]
    if length > number:
        return Problem("cut", key, number + 1, f"the chain's head counts {length} entries")
    if (length, head) != (number, previous):
        return Problem("head", key, number, f"the chain's head counts {length} entries or names another last entry")
    return None


def _only(rows: QuerySet[Any], field: str, chain: str) -> QuerySet[Any]:
    return rows.filter(**{field: chain}) if chain else rows


def _entries(chain: str, since: int | None) -> QuerySet[AuditEntry]:
    rows: QuerySet[AuditEntry] = _only(AuditEntry.objects.order_by("chain", "number"), "chain", chain)
    if since is None:
        return rows
    sealed = CheckpointHead.objects.filter(chain=OuterRef("chain"), checkpoint__number__lte=since)
    length = Subquery(sealed.order_by("-length").values("length")[:1])
    return rows.alias(sealed=Coalesce(length, Value(0), output_field=BigIntegerField())).filter(number__gt=F("sealed"))


def _start(sealed: Sealed, since: int | None) -> tuple[int, str]:
    """Length and head from which a chain is checked."""
    if since is None:
        return 0, GENESIS
    return max(((length, head) for length, (head, at) in sealed.items() if at <= since), default=(0, GENESIS))


def _sealed_in_database(chain: str) -> Iterator[tuple[str, int, str, int]]:
    rows = _only(CheckpointHead.objects.order_by("chain", "length"), "chain", chain)
    return rows.values_list("chain", "length", "head", "checkpoint__number").iterator(chunk_size=CHUNK)


def _sealed_in_files(files: Iterable[CheckpointFile], chain: str) -> Iterator[tuple[str, int, str, int]]:
    rows = ((c, n, h, f.number) for f in files for c, n, h in f.heads if not chain or c == chain)
    return iter(sorted(rows))


def _sealed(parts: Iterable[Iterable[tuple[str, int, str, int]]]) -> Sealed:
    """By length: head and checkpoint. Files come last and win over the database, which is what is being checked."""
    return {length: (head, number) for part in parts for _chain, length, head, number in part}


def _merged(*streams: Iterator[Any]) -> Iterator[tuple[str, list[Iterable[Any]]]]:
    """Streams sorted by their first column, joined by it; a group is read before the next one is asked for."""
    grouped = [groupby(stream, key=itemgetter(0)) for stream in streams]
    heads = [next(groups, None) for groups in grouped]
    while keys := [head[0] for head in heads if head]:
        key = min(keys)
        yield key, [head[1] if head and head[0] == key else () for head in heads]
        heads = [
            next(groups, None) if head and head[0] == key else head for groups, head in zip(grouped, heads, strict=True)
        ]


def _checkpoint_problems(files: list[CheckpointFile], *, whole: bool) -> Iterator[Problem]:
    rows = {row.number: row for row in Checkpoint.objects.filter(number__in=[f.number for f in files])}
    for found in files:
        row = rows.get(found.number)
        if row is None:
            yield Problem("checkpoint-missing", "", found.number, "published, but not in the database")
        elif row.root != found.root:
            yield Problem("checkpoint-differs", "", found.number, f"published {found.root}, database {row.root}")
    last = Checkpoint.objects.first()
    if whole and last is not None and root(_leaves(last.number)) != last.root:
        yield Problem("root", "", last.number, "the sealed heads in the database do not give its root")


def _leaves(number: int) -> Iterator[bytes]:
    heads = CheckpointHead.objects.filter(checkpoint__number__lte=number)
    rows = heads.order_by("chain", "-checkpoint__number").distinct("chain").values_list("chain", "length", "head")
    return (leaf(*row) for row in rows.iterator(chunk_size=CHUNK))
