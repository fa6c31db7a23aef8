"""Facts for whoever listens: events in the act's own transaction, delivered afterwards, each effect once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.outbox.registry import declare, effects_of, subscribe

if TYPE_CHECKING:
    from portal.outbox.events import emit as emit
    from portal.outbox.models import Event as Event
    from portal.outbox.relay import delivering as delivering
    from portal.outbox.relay import drain as drain

__all__ = ["Event", "declare", "delivering", "drain", "effects_of", "emit", "subscribe"]


def __getattr__(name: str) -> Any:
    """Load late: this package is imported before Django's models are."""
    if name == "Event":
        from portal.outbox.models import Event

        return Event
    if name == "emit":
        from portal.outbox.events import emit

        return emit
    if name in {"delivering", "drain"}:
        from portal.outbox import relay

        return getattr(relay, name)
    raise AttributeError(name)
