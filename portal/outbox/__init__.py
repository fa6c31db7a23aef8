"""Facts for whoever listens: events in the act's own transaction, delivered afterwards, each effect once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.outbox.registry import declare, effects_of, subscribe

if TYPE_CHECKING:
    from portal.outbox.events import emit as emit
    from portal.outbox.events import emit_all as emit_all
    from portal.outbox.models import Event as Event
    from portal.outbox.relay import delivering as delivering
    from portal.outbox.relay import drain as drain

__all__ = ["Event", "declare", "delivering", "drain", "effects_of", "emit", "emit_all", "subscribe"]


def __getattr__(name: str) -> Any:
    """Load late: this package is imported before Django's models are."""
    if name == "Event":
        from portal.outbox.models import Event

        return Event
    if name in {"emit", "emit_all"}:
        from portal.outbox import events

        return getattr(events, name)
    if name in {"delivering", "drain"}:
        from portal.outbox import relay

        return getattr(relay, name)
    raise AttributeError(name)
