"""Appending to a chain, and reading one as a time line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from django.db import connection
from django.db.models import Model, QuerySet
from django.utils.translation import override

from portal.accounts.acting import Traced
from portal.audit.canonical import GENESIS, digest, plain
from portal.audit.models import AuditChain, AuditEntry
from portal.values.clock import day_of
from portal.values.subject import label_of, root_of

if TYPE_CHECKING:
    from portal.statutes import Ruling

SYSTEM_NAME = "系统"

_NEXT = """
INSERT INTO audit_auditchain (key, length, head) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET length = audit_auditchain.length + 1
RETURNING length, head
"""


class Recorded(Traced, Protocol):
    """What an entry needs to know of an act."""

    @property
    def remark(self) -> str: ...
    @property
    def rules(self) -> Mapping[str, Ruling]: ...
    @property
    def ip(self) -> str: ...


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
    if not connection.in_atomic_block:
        raise RuntimeError("record() belongs into the transaction of its act")
    chain = root_of(subject)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [chain, GENESIS])
        number, previous = cursor.fetchone()
    entry = AuditEntry(
        chain=chain,
        number=number,
        at=act.at,
        verb=verb,
        subject_label=label_of(subject),
        subject_pk=str(subject.pk),
        before=plain(before),
        after=plain(after),
        grounds=_grounds(act, grounds or {}),
        request_id=act.request_id,
        ip=act.ip,
        prev_hash=previous,
        **_who(act),
    )
    entry.hash = digest({name: getattr(entry, name) for name in _columns(entry)})
    entry.save(force_insert=True)
    AuditChain.objects.filter(key=chain).update(head=entry.hash)
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
