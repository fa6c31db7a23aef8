"""What a listing declares: its columns, its orders, its facets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from portal.ui.components.filters import NONE, localday, localtime, yuan
from portal.ui.components.status import state_badge
from portal.values import clock

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

Kind = Literal["text", "money", "day", "month", "instant", "state", "number"]


@dataclass(frozen=True)
class Column:
    """One column.

    `value` is an attribute path ("purchaser.name") or a function of the row; `href` a function of the row to link
    it, "self" for its own page; `shown=False` keeps a column for downloads only, `exported=False` for the page only.
    """

    name: str
    label: Text
    value: str | Callable[[Any], Any] = ""
    kind: Kind = "text"
    href: Callable[[Any], str] | Literal["", "self"] = ""
    note: str | Callable[[Any], Any] = ""
    shown: bool = True
    exported: bool = True

    @property
    def is_time(self) -> bool:
        return self.kind in {"day", "month", "instant"}

    @property
    def is_number(self) -> bool:
        return self.kind in {"money", "number"}

    def of(self, row: Any) -> Any:
        """The row's value: str, Decimal, int, date, aware datetime or None."""
        value = _get(row, self.value or self.name)
        return row.get_state_display() if self.kind == "state" else value

    def display(self, row: Any) -> Any:
        if self.kind == "state":
            return state_badge(row)
        value = self.of(row)
        if value is None or value == "":
            return NONE
        if self.kind == "money":
            return yuan(value)
        if self.kind in {"day", "instant"}:
            return localday(value) if self.kind == "day" else localtime(value)
        if self.kind == "month":
            return localday(value)[:7]
        return value

    def export(self, row: Any) -> str | int | Decimal | date | datetime | None:
        """The value as a download carries it; instants in Beijing time without zone, as spreadsheets know them."""
        value = self.of(row)
        if isinstance(value, datetime):
            local = clock.local(value)
            return local.date() if self.kind == "day" else local.replace(tzinfo=None)
        if value is None or isinstance(value, int | Decimal | date):
            return value
        return str(value)

    def link(self, row: Any) -> str:
        if self.href == "self":
            url: str = row.get_absolute_url()
            return url
        return self.href(row) if callable(self.href) else ""

    def remark(self, row: Any) -> Any:
        return _get(row, self.note) if self.note else ""


def _get(row: Any, path: str | Callable[[Any], Any]) -> Any:
    if callable(path):
        return path(row)
    for part in path.split("."):
        if row is None:
            return None
        row = row.get(part) if isinstance(row, dict) else getattr(row, part)
        if callable(row) and not hasattr(row, "all"):
            row = row()
    return row


@dataclass(frozen=True)
class Sort:
    """An order one may choose: its name in the address, its words, and model fields, each with "-" for descending."""

    name: str
    label: Text
    keys: Sequence[str]


@dataclass(frozen=True)
class Facet:
    """A filter of the filter set shown by value with counts; `options` are (value, label), default the filter's choices.

    `lookup` is the field path that the values are compared with, default the filter's own field.
    """

    name: str
    label: Text = ""
    options: Sequence[tuple[str, Text]] | Callable[[], Sequence[tuple[str, Text]]] | None = None
    lookup: str = ""
