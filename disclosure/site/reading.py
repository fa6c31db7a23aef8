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
from portal.values import clock

if TYPE_CHECKING:
    from disclosure.exposure.registry import Field, Text, ValueKind

FITS = 7  # columns; a wider table is read record by record


@dataclass(frozen=True)
class Cell:
    label: Text
    value: str
    numeric: bool
    is_hash: bool = False


@dataclass(frozen=True)
class Record:
    """One row of a table too wide for a page: its first column as title, short values, then texts."""

    title: str
    facts: list[Fact]
    texts: list[Fact]


@dataclass(frozen=True)
class Block:
    """One block: `lines` of a text or list, `head` and `rows` of a table, or the `records` of a wide one."""

    label: Text
    kind: str
    lines: list[str] = field(default_factory=list)
    head: str = ""
    rows: list[list[Cell]] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)


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
            blocks.append(_records(each, value) if len(each.columns) > FITS else _table(each, value))
        elif each.kind == "paragraph":
            blocks.append(Block(each.label, "text", [line for line in str(value).splitlines() if line.strip()]))
        elif each.kind == "list":
            blocks.append(Block(each.label, "list", [str(line) for line in value]))
        else:
            facts.append(Fact(each.label, shown(value, each.kind)))
    return Reading(facts, blocks)


def _table(each: Field, rows: list[dict[str, Any]]) -> Block:
    head = "|".join(f"{c.label}{'#' if _numeric(c.kind) else ''}" for c in each.columns)
    cells = [
        [Cell(c.label, shown(row.get(c.name), c.kind), _numeric(c.kind), c.kind == "hash") for c in each.columns]
        for row in rows
    ]
    return Block(each.label, "table", head=head, rows=cells)


def _records(each: Field, rows: list[dict[str, Any]]) -> Block:
    first, *others = each.columns
    return Block(
        each.label,
        "records",
        records=[
            Record(
                shown(row.get(first.name), first.kind),
                [Fact(c.label, shown(row.get(c.name), c.kind)) for c in others if c.kind != "paragraph"],
                [Fact(c.label, shown(row.get(c.name), c.kind)) for c in others if c.kind == "paragraph"],
            )
            for row in rows
        ],
    )


def shown(value: Any, kind: ValueKind) -> str:
    """A plain JSON value in words; a dash for none."""
    if value in (None, ""):
        return NONE
    match kind:
        case "money":
            return yuan(Decimal(value))
        case "day":
            return localday(clock.day_in(value))
        case "instant":
            return localtime(datetime.fromisoformat(value))
        case "month":
            day = date.fromisoformat(value)
            return _("%(year)s 年 %(month)s 月") % {"year": day.year, "month": day.month}
        case "flag":
            return _("是") if value else _("否")
        case _:
            return str(value)


def _numeric(kind: ValueKind) -> bool:
    return kind in {"money", "number"}
