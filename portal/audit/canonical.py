"""One way to write a value as bytes, so that the same record always has the same hash. Plain Python, no models."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

from django.db.models import Model
from django.utils.functional import Promise

GENESIS = "0" * 64
HASHED = (
    "chain",
    "number",
    "at",
    "actor_id",
    "actor_name",
    "role",
    "organization",
    "verb",
    "subject_label",
    "subject_pk",
    "before",
    "after",
    "grounds",
    "request_id",
    "ip",
    "prev_hash",
)


def plain(value: object) -> object:
    """The value as JSON can keep it without loss: decimals, instants and rows become text.

    Raises TypeError for a float (it would not come back the same) and for anything unknown.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, (str, Promise)):
        return str(value).replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    if isinstance(value, Model):
        return f"{value._meta.label_lower}:{value.pk}"
    if isinstance(value, Mapping):
        return {str(plain(k)): plain(v) for k, v in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((plain(v) for v in value), key=str)
    if isinstance(value, Iterable) and not isinstance(value, (bytes, bytearray)):
        return [plain(v) for v in value]
    raise TypeError(f"an audit record holds text, whole numbers, decimals, dates and rows, not {type(value).__name__}")


def instant(at: datetime) -> str:
    """An instant in UTC with microseconds, always of the same length."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def digest(fields: Mapping[str, object]) -> str:
    """SHA-256, in hex, over the canonical JSON of an entry's HASHED fields (`at` as an aware datetime)."""
    at = fields["at"]
    assert isinstance(at, datetime)
    ordered = {name: fields[name] for name in HASHED} | {"at": instant(at)}
    text = json.dumps(ordered, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
