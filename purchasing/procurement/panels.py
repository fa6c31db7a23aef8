"""The parts of the page of one procurement: upper aggregates add theirs without being imported here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from portal.accounts.capability import Capability
from purchasing.procurement.models import Procurement

Part = dict[str, Any]
Builder = Callable[[HttpRequest, Procurement], Part | None]


@dataclass(frozen=True)
class Panel:
    """One part as shown: a card with a title, a template and its context, and a link to its own page if it has one."""

    title: Any
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    href: str = ""
    link: Any = ""


Rights = tuple[tuple[str, Capability], ...]
_builders: dict[str, tuple[int, Builder]] = {}
_joins: dict[str, None] = {}
_rights: dict[tuple[str, Capability], None] = {}


def panel(order: int, *, joins: Sequence[str] = (), rights: Rights = ()) -> Callable[[Builder], Builder]:
    """Register a part: a function of request and procurement that returns `title`, `template`, `context` and
    perhaps `href` and `link`, or None when there is nothing for this reader now. Smaller `order` stands higher.

    The page is read in a fixed number of statements: `joins` are the single rows that come with the procurement,
    `rights` what the part asks about ("" for the procurement, else the joined row), and lists stand in the context as
    querysets, unread.
    """

    def register(builder: Builder) -> Builder:
        _builders[f"{builder.__module__}.{builder.__qualname__}"] = (order, builder)
        _joins.update(dict.fromkeys(joins))
        _rights.update(dict.fromkeys(rights))
        return builder

    return register


def joins() -> tuple[str, ...]:
    """The single rows that the parts need beside the procurement."""
    return tuple(_joins)


def rights_in(procurement: Procurement) -> list[tuple[Model | None, Capability]]:
    """What the parts ask about the reader, on which row."""
    return [(getattr(procurement, path, None) if path else procurement, can) for path, can in _rights]


def panels_for(request: HttpRequest, procurement: Procurement) -> list[Panel]:
    """The parts for this reader, in order."""
    ordered = sorted(_builders.items(), key=lambda entry: (entry[1][0], entry[0]))
    parts = [builder(request, procurement) for _name, (_order, builder) in ordered]
    return [Panel(**part) for part in parts if part]
