"""The kinds of paper, declared by the aggregates that issue them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

REGISTRY: dict[str, Kind] = {}


@dataclass(frozen=True)
class Kind:
    """`seconds` (wall clock) and `memory_mb` bound one rendering; long tables may ask for more."""

    name: str
    template: str
    title: str | _StrPromise
    seconds: int = 20
    memory_mb: int = 512


def register_kind(
    name: str, *, template: str, title: str | _StrPromise, seconds: int = 20, memory_mb: int = 512
) -> Kind:
    """Declare a kind once, where the aggregate's reports stand. Raises ValueError when another has the name."""
    kind = Kind(name, template, title, seconds, memory_mb)
    if REGISTRY.get(name, kind) != kind:
        raise ValueError(f"report kind {name} is declared twice")
    REGISTRY[name] = kind
    return kind
