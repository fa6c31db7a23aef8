"""Appending to a chain, and reading one as a time line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.db import connection
from django.db.models import Model, QuerySet
from django.utils.translation import override

from portal.accounts.acting import Traced
from portal.audit.canonical import GENESIS, digest, plain
from portal.audit.models import AuditEntry
from portal.values.clock import day_of
from portal.values.subject import label_of, root_of

if TYPE_CHECKING:
    from portal.statutes import Ruling

SYSTEM_NAME = "系统"

_LENGTHEN = """
INSERT INTO audit_auditchain (key, length, head)
SELECT key, more, %s FROM unnest(%s::text[], %s::bigint[]) AS asked (key, more) ORDER BY key COLLATE "C"
ON CONFLICT (key) DO UPDATE SET length = audit_auditchain.length + excluded.length
RETURNING key, length, head
"""
_SET_HEADS = """
UPDATE audit_auditchain SET head = made.head FROM unnest(%s::text[], %s::text[]) AS made (key, head)
WHERE audit_auditchain.key = made.key
"""


class Recorded(Traced, Protocol):
    """What an entry needs to know of an act."""

    @property
    def remark(self) -> str: ...
    @property
    def rules(self) -> Mapping[str, Ruling]: ...
    @property
    def ip(self) -> str: ...


@dataclass(frozen=True)
class Change:
    """What an act did to one row: what it was before and after, as far as the record keeps it."""

    subject: Model
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def record(
    *,
    act: Recorded,
    subject: Model,
    verb: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    grounds: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append one act to the chain of the subject's file; call it inside the act's transaction.

    The chain's row stays locked until that transaction ends. Raises TypeError where a value has no lossless JSON form
    (floats), and RuntimeError outside a transaction, since an entry without its act must not exist.
    """
    return record_all(act=act, verb=verb, changes=[Change(subject, before, after)], grounds=grounds)[0]


def record_all(
    *, act: Recorded, verb: str, changes: Sequence[Change], grounds: Mapping[str, Any] | None = None
) -> list[AuditEntry]:
    """Append one act on many rows, in their order, each to the chain of its file: what `record` writes for each, in as
    many statements as for one. The chains are locked in the order of their keys. Raises what `record` raises.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record() belongs into the transaction of its act")
    ends = _lengthened(Counter(root_of(change.subject) for change in changes))
    told = {"at": act.at, "verb": verb, "request_id": act.request_id, "ip": act.ip}
    told |= {**_who(act), "grounds": _grounds(act, grounds or {})}
    entries = []
    for change in changes:
        entry = _entry(change, told, ends)
        ends[entry.chain] = entry.number, entry.hash
        entries.append(entry)
    AuditEntry.objects.bulk_create(entries)
    with connection.cursor() as cursor:
        cursor.execute(_SET_HEADS, [list(ends), [head for _number, head in ends.values()]])
    return entries


def _lengthened(asked: Mapping[str, int]) -> dict[str, tuple[int, str]]:
    """Lock these chains and make room for that many entries on each; the number and hash of the last one so far."""
    with connection.cursor() as cursor:
        cursor.execute(_LENGTHEN, [GENESIS, list(asked), list(asked.values())])
        return {key: (length - asked[key], head) for key, length, head in cursor.fetchall()}


def _entry(change: Change, told: Mapping[str, Any], ends: Mapping[str, tuple[int, str]]) -> AuditEntry:
    chain = root_of(change.subject)
    number, previous = ends[chain]
    entry = AuditEntry(
        chain=chain,
        number=number + 1,
        subject_label=label_of(change.subject),
        subject_pk=str(change.subject.pk),
        before=plain(change.before),
        after=plain(change.after),
        prev_hash=previous,
        **told,
    )
    entry.hash = digest({name: getattr(entry, name) for name in _columns(entry)})
    return entry


def trail(root: Model | str) -> QuerySet[AuditEntry]:
    """The time line of a file, oldest first. `root` is the chain's key or any row of the file."""
    key = root if isinstance(root, str) else root_of(root)
    return AuditEntry.objects.filter(chain=key).order_by("number")


def acts_on(subject: Model, last: int = 60) -> QuerySet[AuditEntry]:
    """The latest acts on one row, newest first, not read yet; what else stands in its file is left out."""
    rows = AuditEntry.objects.filter(subject_label=label_of(subject), subject_pk=str(subject.pk))
    return rows.order_by("-number")[:last]


def _columns(entry: AuditEntry) -> list[str]:
    return [field.attname for field in entry._meta.concrete_fields]


def _who(act: Recorded) -> dict[str, Any]:
    with override("zh-hans"):
        membership = act.membership
        return {
            "actor": act.user,
            "actor_name": act.user.display_name if act.user else SYSTEM_NAME,
            "role": membership.post if membership else "",
            "organization": membership.organization.name_on(day_of(act.at)) if membership else "",
        }


def _grounds(act: Recorded, more: Mapping[str, Any]) -> object:
    """The rules consulted with value and version, the remark, whom a deputy stood in for, and whatever the caller adds."""
    rules = {
        code: {"value": r.value, "unit": r.unit, "cites": r.cites, "version": r.version_id}
        for code, r in act.rules.items()
    }
    principal = act.membership.principal if act.membership else None
    deputy = {"on_behalf_of": principal.pk} if principal else {}
    with override("zh-hans"):
        return plain({"rules": rules, "remark": act.remark, **deputy, **more})
