"""A frozen content as blocks of a page: facts, paragraphs, lists and tables, values as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from disclosure.exposure import Exposure
from portal.ui.components.filters import NONE, localday, localtime, yuan
from portal.ui.parts import Fact

if TYPE_CHECKING:
    from disclosure.exposure.registry import Text, ValueKind


@dataclass(frozen=True)
class Cell:
    label: Text
    value: str
    numeric: bool
    is_hash: bool = False


@dataclass(frozen=True)
class Block:
    """One block: `lines` of a text or list, or `head` and `rows` of a table."""

    label: Text
    kind: str
    lines: list[str] = field(default_factory=list)
    head: str = ""
    rows: list[list[Cell]] = field(default_factory=list)


@dataclass(frozen=True)
class Reading:
    facts: list[Fact]
    blocks: list[Block]


def reading_of(exposure: Exposure, content: Mapping[str, Any]) -> Reading:
    """Facts first, then what needs room, both in the order of the exposure."""
    facts: list[Fact] = []
    blocks: list[Block] = []
    for each, value in exposure.shown(content):
        if each.kind == "table":
            head = "|".join(f"{c.label}{'#' if _numeric(c.kind) else ''}" for c in each.columns)
            rows = [
                [
                    Cell(c.label, shown(row.get(c.name), c.kind), _numeric(c.kind), c.kind == "hash")
                    for c in each.columns
                ]
                for row in value
            ]
            blocks.append(Block(each.label, "table", head=head, rows=rows))
        elif each.kind == "paragraph":
            blocks.append(Block(each.label, "text", [line for line in str(value).splitlines() if line.strip()]))
        elif each.kind == "list":
            blocks.append(Block(each.label, "list", [str(line) for line in value]))
        else:
            facts.append(Fact(each.label, shown(value, each.kind)))
    return Reading(facts, blocks)


def shown(value: Any, kind: ValueKind) -> str:
    """A plain JSON value in words; a dash for none."""
    if value in (None, ""):
        return NONE
    match kind:
        case "money":
            return yuan(Decimal(value))
        case "day":
            return localday(_moment(value))
        case "instant":
            return localtime(datetime.fromisoformat(value))
        case "month":
            day = date.fromisoformat(value)
            return _("%(year)s 年 %(month)s 月") % {"year": day.year, "month": day.month}
        case "flag":
            return _("是") if value else _("否")
        case _:
            return str(value)


def _moment(value: str) -> date | datetime:
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)


def _numeric(kind: ValueKind) -> bool:
    return kind in {"money", "number"}
