"""What one can filter a list by, with counts from one bounded pass: a list costs the same however long it grows.

The pass reads the newest CAP + 1 rows that match. Fewer than that, and the counts are exact and values without any are left out;
otherwise a count says "at least", and values that did not occur are offered without one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.models import CatalogueItem
from disclosure.item.filters import LARGEST_KEY, ItemFilter
from disclosure.item.models import KINDS, SECTIONS, AmountBand
from portal.accounts.models import Organization
from portal.accounts.regions import REGIONS
from portal.ui.listing.facets import CAP, Option, ShownFacet
from portal.values import clock
from purchasing.plan.models import Method

if TYPE_CHECKING:
    from disclosure.exposure.registry import Text

Pairs = list[tuple[str, "Text"]]
OFFERED, YEARS = 10, 6


@dataclass(frozen=True)
class Choice:
    """A filter shown by value: the column it counts, and the values there are (None: those that occur most)."""

    name: str
    label: Text
    column: str
    options: Callable[[], Pairs] | None
    many: bool = True


def _groups() -> Pairs:
    rows = CatalogueItem.objects.filter(level=CatalogueItem.Level.GROUP, effective_to=None).order_by("code")
    return [(code, f"{code} {name}") for code, name in rows.values_list("code", "name_zh")]


def _years() -> Pairs:
    this = clock.today().year
    return [(str(year), gettext("%(year)s 年") % {"year": year}) for year in range(this + 1, this + 1 - YEARS, -1)]


CHOICES = {
    choice.name: choice
    for choice in (
        Choice("section", _("栏目"), "section", lambda: list(SECTIONS.items())),
        Choice("kind", _("种类"), "kind", lambda: KINDS),
        Choice("region", _("区域"), "region", lambda: REGIONS),
        Choice("purchaser", _("采购单位"), "purchaser_id", None, many=False),
        Choice("catalogue_group", _("目录品目"), "catalogue_group", _groups, many=False),
        Choice("method", _("采购方式"), "method", lambda: [(str(v), label) for v, label in Method.choices]),
        Choice("amount_band", _("金额"), "amount_band", lambda: [(str(v), label) for v, label in AmountBand.choices]),
        Choice("fiscal_year", _("年度"), "fiscal_year", _years, many=False),
    )
}
USUAL = ("region", "purchaser", "catalogue_group", "method", "amount_band", "fiscal_year")


@dataclass(frozen=True)
class Count:
    """What the pass found of one facet: numbers and names by value, and whether it saw every matching row."""

    numbers: Mapping[str, int]
    names: Mapping[str, str]
    complete: bool


def facets_of(found: QuerySet[Any], query: QueryDict, names: Sequence[str]) -> list[ShownFacet]:
    """The facets of a list: `found` are its rows after the search; each facet counts under all other filters."""
    chosen = {name: query.getlist(name) for name in names if any(query.getlist(name))}
    counts = _counts(found, query, names, chosen)
    shown = [_shown(CHOICES[name], counts[name], chosen.get(name, [])) for name in names if name in counts]
    return [facet for facet in shown if facet.options]


def _shown(choice: Choice, count: Count, chosen: Sequence[str]) -> ShownFacet:
    pairs = choice.options() if choice.options else _occurring(count, chosen)
    kept = [
        Option(value, label, _worded(count, value), value in chosen)
        for value, label in pairs
        if value in chosen or not count.complete or count.numbers.get(value)
    ]
    return ShownFacet(choice.name, choice.label, choice.many, kept)


def _worded(count: Count, value: str) -> str:
    number = count.numbers.get(value, 0)
    if count.complete:
        return str(number)
    return f"{number}+" if number else ""


def _occurring(count: Count, chosen: Sequence[str]) -> Pairs:
    most = sorted(count.numbers, key=lambda value: (-count.numbers[value], value))[:OFFERED]
    pairs: Pairs = [(value, count.names[value]) for value in most]
    for value in chosen:
        if value not in most and value.isdecimal() and int(value) <= LARGEST_KEY:
            pairs += [(str(o.pk), o.name) for o in Organization.objects.filter(pk=int(value))]
    return pairs


def _counts(
    found: QuerySet[Any], query: QueryDict, names: Sequence[str], chosen: Mapping[str, list[str]]
) -> dict[str, Count]:
    """One statement: a pass for the facets that choose nothing, and one for each that does, without its own choice."""
    passes = {name: (name if name in chosen else "") for name in names}
    parts, parameters = [], []
    columns = sorted({CHOICES[name].column for name in names} | {"purchaser_name"})
    for number, omitted in enumerate(dict.fromkeys(passes.values())):
        rest = query.copy()
        rest.pop(omitted, None)
        rows = ItemFilter(rest, queryset=found).qs.order_by("-published_at", "-id").values(*columns)[: CAP + 1]
        try:
            sql, arguments = rows.query.sql_with_params()
        except EmptyResultSet:
            return {}
        parts.append(f"pass{number} AS MATERIALIZED ({sql})")
        parameters += arguments
    order = {omitted: number for number, omitted in enumerate(dict.fromkeys(passes.values()))}
    selects = [_select(name, order[passes[name]]) for name in names]
    totals = [f"SELECT '', '{omitted}', '', count(*) FROM pass{number}" for omitted, number in order.items()]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} {' UNION ALL '.join([*selects, *totals])}", parameters)
        return _read(cursor.fetchall(), passes)


def _select(name: str, number: int) -> str:
    label = "min(purchaser_name)" if name == "purchaser" else "''"
    column = CHOICES[name].column
    return f"SELECT '{name}', {column}::text, {label}, count(*) FROM pass{number} GROUP BY {column}"  # noqa: S608


def _read(lines: list[tuple[str, str | None, str, int]], passes: Mapping[str, str]) -> dict[str, Count]:
    totals = {value: number for name, value, _label, number in lines if not name}
    return {
        name: Count(
            {str(value): number for n, value, _label, number in lines if n == name and value},
            {str(value): label for n, value, label, _number in lines if n == name and value},
            totals[passes[name]] <= CAP,
        )
        for name in passes
    }
