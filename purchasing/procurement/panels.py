"""The parts of the page of one procurement: upper aggregates add theirs without being imported here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

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


_builders: dict[str, tuple[int, Builder]] = {}


def panel(order: int) -> Callable[[Builder], Builder]:
    """Register a part: a function of request and procurement that returns `title`, `template`, `context` and
    perhaps `href` and `link`, or None when there is nothing for this reader now. Smaller `order` stands higher."""

    def register(builder: Builder) -> Builder:
        _builders[f"{builder.__module__}.{builder.__qualname__}"] = (order, builder)
        return builder

    return register


def panels_for(request: HttpRequest, procurement: Procurement) -> list[Panel]:
    """The parts for this reader, in order."""
    ordered = sorted(_builders.items(), key=lambda entry: (entry[1][0], entry[0]))
    parts = [builder(request, procurement) for _name, (_order, builder) in ordered]
    return [Panel(**part) for part in parts if part]
