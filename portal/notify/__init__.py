"""Telling people what happened: in the portal and by e-mail, at least once, never twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.notify.messages import tell as tell
    from portal.notify.queries import unread_count as unread_count

__all__ = ["tell", "unread_count"]


def __getattr__(name: str) -> Any:
    """Load late: this package is imported before Django's models are."""
    if name == "tell":
        from portal.notify.messages import tell

        return tell
    if name == "unread_count":
        from portal.notify.queries import unread_count

        return unread_count
    raise AttributeError(name)
