"""The record of acts: append-only, hash-chained per file, sealed by checkpoints that leave the database.

Checking is `portal.audit.verify.verify`, sealing `portal.audit.checkpoint.take`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.audit.entries import Change as Change
    from portal.audit.entries import acts_on as acts_on
    from portal.audit.entries import record as record
    from portal.audit.entries import record_all as record_all
    from portal.audit.entries import trail as trail

__all__ = ["Change", "acts_on", "record", "record_all", "trail"]


def __getattr__(name: str) -> Any:
    """Load late: this package is imported before Django's models are."""
    if name in __all__:
        from portal.audit import entries

        return getattr(entries, name)
    raise AttributeError(name)
