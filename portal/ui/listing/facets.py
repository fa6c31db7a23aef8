"""Counts by value, all facets in one statement, none counting further than the cap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import CharField, QuerySet, Value
from django_filters import FilterSet

from portal.ui.listing.columns import Facet

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

CAP = 500


@dataclass(frozen=True)
class Option:
    value: str
    label: str | _StrPromise
    count: str
    chosen: bool


@dataclass(frozen=True)
class ShownFacet:
    name: str
    label: str | _StrPromise
    many: bool
    options: list[Option]


def capped(number: int) -> str:
    """501 → "500+"."""
    return f"{CAP}+" if number > CAP else str(number)


def count_capped(rows: QuerySet[Any]) -> int:
    """How many rows, counted no further than one past the cap. One statement."""
    return rows.order_by()[: CAP + 1].count()


def shown_facets(
    declared: Sequence[Facet], filters: FilterSet, rows: Mapping[str, QuerySet[Any]], chosen: Mapping[str, list[str]]
) -> list[ShownFacet]:
    """The facets with counts; `rows` holds for each facet what all other filters leave."""
    options = {f.name: _options(f, filters) for f in declared}
    counts = _counts(declared, filters, rows, options)
    shown = []
    for facet in declared:
        at = filters.filters[facet.name]
        marks = set(chosen.get(facet.name, ()))
        lines = [
            Option(v, label, capped(counts.get((facet.name, v), 0)), v in marks)
            for v, label in options[facet.name]
            if counts.get((facet.name, v)) or v in marks
        ]
        if lines:
            many = hasattr(at.field, "choices") and at.field.widget.allow_multiple_selected
            shown.append(ShownFacet(facet.name, facet.label or at.label, bool(many), lines))
    return shown


def _options(facet: Facet, filters: FilterSet) -> list[tuple[str, Any]]:
    if facet.options is not None:
        pairs = facet.options() if callable(facet.options) else facet.options
        return [(str(v), label) for v, label in pairs]
    choices = filters.form.fields[facet.name].choices
    return [(str(v), label) for v, label in choices if str(v)]


def _counts(
    declared: Sequence[Facet],
    filters: FilterSet,
    rows: Mapping[str, QuerySet[Any]],
    options: Mapping[str, list[tuple[str, Any]]],
) -> dict[tuple[str, str], int]:
    parts: list[str] = []
    parameters: list[Any] = []
    for facet in declared:
        lookup = facet.lookup or filters.filters[facet.name].field_name
        for value, _label in options[facet.name]:
            matching = (
                rows[facet.name]
                .filter(**{str(lookup): value})
                .order_by()
                .values(one=Value(1, output_field=CharField()))[: CAP + 1]
            )
            try:
                sql, args = matching.query.sql_with_params()
            except EmptyResultSet:
                continue
            parts.append(f"SELECT %s::text, %s::text, (SELECT count(*) FROM ({sql}) AS matching)")  # noqa: S608 - Django's own SQL, its values apart
            parameters += [facet.name, value, *args]
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        return {(name, value): int(number) for name, value, number in cursor.fetchall()}
