"""What a decision is about, in a few facts: shown on the page that asks for it, whichever step of the flow it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portal.ui.parts import Fact

Gist = Callable[[Any], list[Fact]]
_gists: dict[str, Gist] = {}


def gist(flow: str) -> Callable[[Gist], Gist]:
    """Declares the facts of a flow's objects; in an aggregate's `panels`."""

    def declare(facts: Gist) -> Gist:
        _gists[flow] = facts
        return facts

    return declare


def gist_of(flow: str, obj: Any) -> list[Fact]:
    """Empty where nothing is declared."""
    return _gists[flow](obj) if flow in _gists else []
