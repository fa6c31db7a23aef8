"""Which events exist and who listens to them. Plain Python: declarations are made while modules load."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.checks import CheckMessage, Error

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from portal.outbox.models import Event

    Text = str | _StrPromise

Handler = Callable[["Event"], None]

FIRST, NORMAL, LAST = 10, 50, 90


@dataclass(frozen=True)
class Subscriber:
    """`name` is the dotted path of the function and stands in the database; smaller `priority` runs first."""

    name: str
    event: str
    handler: Handler
    effect: Text
    priority: int


declared: set[str] = set()
subscribers: dict[str, dict[str, Subscriber]] = {}


def declare(*names: str) -> None:
    """Say that these events exist. Saying it again is harmless."""
    declared.update(names)


def subscribe(*events: str, effect: Text, priority: int = NORMAL) -> Callable[[Handler], Handler]:
    """Let a function hear events. It runs once for each, in a transaction with its own done mark; after a crash it
    may start again, so what it does outside the database must be safe to repeat.

    `effect` is the sentence shown before the act is confirmed: who is told, or what becomes public ("" for neither).
    """

    def register(handler: Handler) -> Handler:
        name = f"{handler.__module__}.{handler.__qualname__}"
        for event in events:
            known = subscribers.setdefault(event, {}).get(name)
            if known is not None and known.handler is not handler:
                raise ValueError(f"two subscribers of {event} are called {name}")
            subscribers[event][name] = Subscriber(name, event, handler, effect, priority)
        return handler

    return register


def subscribers_of(event: str) -> list[Subscriber]:
    """Those who hear an event, first to run first."""
    return sorted(subscribers.get(event, {}).values(), key=lambda s: (s.priority, s.name))


def effects_of(event: str) -> list[Text]:
    """What an event leads to, in sentences, for the page that asks for confirmation."""
    return [s.effect for s in subscribers_of(event) if s.effect]


def check_subscribers(**kwargs: Any) -> list[CheckMessage]:
    """Refuse to start when somebody listens for an event that nobody declared."""
    return [
        Error(f"{name} listens for {event}, which nobody declared", id="outbox.E001")
        for event in sorted(set(subscribers) - declared)
        for name in subscribers[event]
    ]
