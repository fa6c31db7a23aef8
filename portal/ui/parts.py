"""The values that components draw: stops of a life line, facts, ways to a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

Tone = Literal["info", "ok", "wait", "bad", "mute"]
Progress = Literal["done", "now", "ahead", "failed"]


@dataclass(frozen=True)
class Stop:
    """One stop of the life line.

    `when` is its day or a short text ("0 / 12"); `note` what is left of a time limit, `article` its citation, both
    shown on hover and focus; `tone` colours the note; `href` leads to the stage.
    """

    label: Text
    progress: Progress
    when: date | str | None = None
    note: Text = ""
    article: Text = ""
    tone: Tone = "info"
    href: str = ""


@dataclass(frozen=True)
class Fact:
    """A name with its value and a smaller remark under it."""

    label: Text
    value: object
    note: object = ""


@dataclass(frozen=True)
class Offer(Fact):
    """What a field of a form says as it was saved, to be taken over: `name` is the field's in the form and `raw` what it
    would hold; for a table `name` is its prefix and `rows` its cells as JSON."""

    name: str = ""
    raw: str = ""
    rows: str = ""
