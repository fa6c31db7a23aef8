"""How a row is named in records that outlive it: its label, its key and the file it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import Model


def label_of(obj: Model) -> str:
    """ "purchasing.procurement" for any Procurement."""
    return obj._meta.label_lower


def root_of(obj: Model) -> str:
    """The file an object belongs to: its `audit_root` if it has one, else itself."""
    return str(getattr(obj, "audit_root", f"{obj._meta.label_lower}:{obj.pk}"))
