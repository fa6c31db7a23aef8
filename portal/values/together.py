"""One statement for the several small lists of one page, each given as the queryset it would have been read by."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BinaryField, DurationField, Field, JSONField, QuerySet

# What a value of the column's kind becomes once more after its way through JSON; every other kind arrives as it left.
_RESTORED: dict[str, Any] = {
    "DateTimeField": datetime.fromisoformat,
    "DateField": date.fromisoformat,
    "TimeField": time.fromisoformat,
    "DecimalField": lambda number: Decimal(str(number)),
    "FloatField": float,
    "UUIDField": UUID,
    "BinaryField": bytes.fromhex,
}
# How a column enters JSON where it may not go in as it is.
_CASTS: dict[type[Field[Any, Any]], str] = {JSONField: "{}::text", BinaryField: "encode({}, 'hex')"}


class _Asked:
    """A queryset with its compiled statement, which is answered later with rows from elsewhere."""

    def __init__(self, rows: QuerySet[Any], name: str) -> None:
        self.rows, self.name = rows, name
        self.compiler = rows.query.get_compiler(connection=connection)
        self.sql, self.params = self.compiler.as_sql()
        fields: list[Field[Any, Any]] = [expression.output_field for expression, _sql, _alias in self.compiler.select]
        self.passes = not any(isinstance(field, DurationField) for field in fields)
        self.restore = [None if isinstance(f, JSONField) else _RESTORED.get(f.get_internal_type()) for f in fields]
        self.casts = [next((c for kind, c in _CASTS.items() if isinstance(f, kind)), "{}") for f in fields]

    def column(self) -> str:
        """The whole list as one JSON array of rows, each with its values in order."""
        names = [f"c{number}" for number in range(len(self.restore))]
        cells = [cast.format(name) for name, cast in zip(names, self.casts, strict=True)]
        rows = f"FROM ({self.sql}) {self.name} ({', '.join(names)})"
        return f"(SELECT coalesce(json_agg(to_json(ROW({', '.join(cells)}))), '[]')::text {rows})"

    def answer(self, text: str) -> None:
        """Let the queryset make its objects of these rows, as if it had asked itself."""
        found = [tuple(map(_restored, self.restore, row.values())) for row in json.loads(text, parse_float=Decimal)]
        self.compiler.execute_sql = lambda *args, **kwargs: iter([found])
        query = self.rows.query
        query.get_compiler = lambda *args, **kwargs: self.compiler  # type: ignore[method-assign]
        try:
            len(self.rows)
        finally:
            del query.get_compiler


def _restored(restore: Any, value: Any) -> Any:
    return value if restore is None or value is None else restore(value)


def fetch_together(*lists: QuerySet[Any]) -> None:
    """Read all of these that are not read yet, in one statement. Meant for tens of rows each, not for exports.

    A list that cannot share the statement (durations do not pass through JSON), or that is the only one, stays to be read
    by its own statement when it is used.
    """
    asked = []
    for number, rows in enumerate(dict.fromkeys(rows for rows in lists if rows._result_cache is None)):
        try:
            asked.append(_Asked(rows, f"list_{number}"))
        except EmptyResultSet:
            rows._result_cache = []
    asked = [each for each in asked if each.passes]
    if len(asked) < 2:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(each.column() for each in asked)}", [p for each in asked for p in each.params]
        )
        answers = cursor.fetchone()
    for each, text in zip(asked, answers, strict=True):
        each.answer(text)


def lists_in(values: Iterable[Any]) -> list[QuerySet[Any]]:
    """Those of the values that are lists not read yet."""
    return [value for value in values if isinstance(value, QuerySet) and value._result_cache is None]
