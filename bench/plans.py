"""What the database reads for a page: the plans of its statements, run once more with EXPLAIN ANALYZE."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

MANY = 1_000
OFFSET = re.compile(r"\bOFFSET\s+[1-9]", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """Rows that scans gave or threw away, entries that indexes alone answered, and whether a page is skipped to by OFFSET
    or something was counted without a limit."""

    rows: int
    index_only: int
    offset: bool
    uncapped: bool


def reading_of(statements: Iterable[str]) -> Reading:
    """What these statements read, each explained in turn on the connection in use."""
    selects = [sql for sql in statements if sql.lstrip("( ").upper().startswith("SELECT")]
    nodes = [node for sql in selects for node in _nodes(_plan(sql))]
    scans = [node for node in nodes if node["Node Type"].endswith("Scan") and node["Node Type"] != "CTE Scan"]
    alone = [node for node in scans if node["Node Type"] == "Index Only Scan"]
    return Reading(
        sum(_read(node) for node in scans if node not in alone),
        sum(_read(node) for node in alone),
        any(OFFSET.search(sql) for sql in selects),
        any(_counts_all(_plan(sql)) for sql in selects if "count(" in sql.lower()),
    )


def _plan(sql: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + sql.replace("%", "%%"), [])
        found = cursor.fetchone()[0]
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", ()) for node in _nodes(child))]


def _read(node: dict[str, Any]) -> int:
    thrown = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return int((node["Actual Rows"] + thrown) * node["Actual Loops"])


def _counts_all(plan: dict[str, Any]) -> bool:
    """Whether an aggregate stands on rows that no Limit caps, of a table with many."""
    return any(
        node["Node Type"] == "Aggregate" and not _has_limit(node) and _scanned(node) > MANY for node in _nodes(plan)
    )


def _has_limit(node: dict[str, Any]) -> bool:
    return any(each["Node Type"] == "Limit" for each in _nodes(node)[1:])


def _scanned(node: dict[str, Any]) -> int:
    return sum(_read(each) for each in _nodes(node)[1:] if each["Node Type"].endswith("Scan"))
