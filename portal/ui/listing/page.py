"""Reads the address, filters, and answers as page, fragment or download."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_filters import FilterSet

from portal.ui.listing.columns import Column, Facet, Sort
from portal.ui.listing.export import CHUNK, FORMATS, export
from portal.ui.listing.facets import ShownFacet, capped, count_capped, shown_facets
from portal.ui.listing.keyset import beyond, cursor_of, ordered, read_cursor, total_order
from portal.values.text import search_key

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Search = Sequence[str] | Callable[[QuerySet[Any], str], QuerySet[Any]]
SEARCH_LIMIT, WORDS = 100, 6
_OWN = ("after", "before", "format")


@dataclass
class ListPage:
    """One page of a listing. `rows` are the model's rows; `lines` their cells, for the table component."""

    request: HttpRequest
    rows: list[Any]
    columns: Sequence[Column]
    sorts: Sequence[Sort]
    sort: Sort
    facets: list[ShownFacet]
    filters: FilterSet | None
    search: str
    searchable: bool
    count: int
    newer_url: str
    older_url: str
    matching: QuerySet[Any]
    form: str = ""
    name: str = "list"
    empty_text: str | _StrPromise = ""
    searched: list[str] = field(default_factory=list)
    summary: str | _StrPromise = ""  # what the list says of all its rows beside their number

    @property
    def total(self) -> str:
        return capped(self.count)

    @property
    def range_text(self) -> str:
        return _("共 %(total)s 条") % {"total": self.total}

    @property
    def is_filtered(self) -> bool:
        return any(value for name, value in self.request.GET.items() if name not in (*_OWN, "sort"))

    @property
    def is_valid(self) -> bool:
        return self.filters is None or self.filters.is_valid()

    @property
    def shown_columns(self) -> list[Column]:
        return [c for c in self.columns if c.shown]

    @property
    def lines(self) -> list[list[dict[str, Any]]]:
        return [[_cell(c, row) for c in self.shown_columns] for row in self.rows]

    @property
    def other_fields(self) -> list[Any]:
        """The bound fields of the filter form that no facet shows."""
        if self.filters is None:
            return []
        shown = {f.name for f in self.facets} | set(self.searched)
        return [bound for bound in self.filters.form if bound.name not in shown]

    @property
    def downloads(self) -> list[dict[str, str]]:
        return [{"label": f.upper(), "href": _url(self.request, format=f)} for f in FORMATS]

    @property
    def sort_links(self) -> list[dict[str, Any]]:
        """The orders one may choose, where there is a choice."""
        if len(self.sorts) < 2:
            return []
        return [
            {"label": s.label, "href": _url(self.request, sort=s.name), "current": s is self.sort} for s in self.sorts
        ]

    @property
    def kept(self) -> list[tuple[str, list[str]]]:
        """What a search inside the list keeps of the address."""
        return [(name, values) for name, values in self.request.GET.lists() if name not in (*_OWN, "q")]

    def respond(self, template: str = "ui/listing.html", **context: Any) -> HttpResponseBase:
        """The download asked for, else the fragment for htmx, else the page. While a filter is not understood,
        400, or for htmx 422, which it shows."""
        if self.form:
            rows = self.matching.iterator(chunk_size=CHUNK)
            return export(self.form, rows, self.columns, self.name)
        if getattr(self.request, "htmx", False):
            template = "ui/_listing.html"
        bad = 422 if template.startswith("ui/_") else 400
        return render(self.request, template, {"page": self, **context}, status=200 if self.is_valid else bad)


def listing(
    request: HttpRequest,
    rows: QuerySet[Any],
    *,
    columns: Sequence[Column],
    filterset: type[FilterSet] | None = None,
    facets: Sequence[Facet] = (),
    search: Search = (),
    order: Sequence[Sort] = (),
    page_size: int = 20,
    key: Sequence[str] = ("-published_at", "-id"),
    name: str = "list",
    empty: str | _StrPromise = "",
) -> ListPage:
    """One page of `rows` as the address asks.

    `order` are the sorts one may choose, the first is the default; without any, `key` is the order. Parameters: `q`,
    the filter set's own, `sort`, `after`, `before`, `format`. Raises BadRequest (400) for a forged cursor, an
    unknown sort or format.
    """
    sorts = list(order) or [Sort("default", _("默认"), key)]
    sort = _chosen(request.GET.get("sort", sorts[0].name), sorts)
    text = search_key(request.GET.get("q", ""))[:SEARCH_LIMIT] if search else ""
    found = _search(rows, search, text)
    filters = filterset(request.GET, queryset=found, request=request) if filterset else None
    valid = filters is None or filters.is_valid()
    matching = (filters.qs if filters else found) if valid else rows.none()
    keys = total_order(rows.model, sort.keys)
    shown, newer, older = _page(request, matching, keys, page_size)
    form = request.GET.get("format", "")
    if form and form not in FORMATS:
        raise BadRequest("unknown format")
    return ListPage(
        request=request,
        rows=shown,
        columns=columns,
        sorts=sorts,
        sort=sort,
        facets=_facets(request, filterset, filters, facets, found) if valid and not form else [],
        filters=filters,
        search=text,
        searchable=bool(search),
        count=0 if form else count_capped(matching),
        newer_url=newer,
        older_url=older,
        matching=ordered(matching, keys),
        form=form if valid else "",
        name=name,
        empty_text=empty or _("符合条件的内容会列在这里。"),
        searched=[f.name for f in facets],
    )


def _chosen(name: str, sorts: Sequence[Sort]) -> Sort:
    for sort in sorts:
        if sort.name == name:
            return sort
    raise BadRequest("unknown sort")


def _search(rows: QuerySet[Any], search: Search, text: str) -> QuerySet[Any]:
    if not text:
        return rows
    if callable(search):
        return search(rows, text)
    for word in text.split()[:WORDS]:
        condition = Q()
        for path in search:
            condition |= Q(**{f"{path}__icontains": word})
        rows = rows.filter(condition)
    return rows


def _page(request: HttpRequest, rows: QuerySet[Any], keys: list[str], size: int) -> tuple[list[Any], str, str]:
    """The rows of the page, and the addresses of the newer and the older one, empty where there is none."""
    if request.GET.get("format"):
        return [], "", ""
    context = _context(request)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    way = "before" if before and not after else "after"
    page = ordered(rows, keys, way)  # type: ignore[arg-type]
    if after or before:
        values = read_cursor(rows.model, after or before, keys, context)
        page = beyond(page, keys, values, way)  # type: ignore[arg-type]
    found = list(page[: size + 1])
    more, found = len(found) > size, found[:size]
    if way == "before":
        found.reverse()
    if not found:
        return [], "", ""
    has_newer = more if way == "before" else bool(after)
    has_older = True if way == "before" else more
    newer = _url(request, before=cursor_of(found[0], keys, context)) if has_newer else ""
    older = _url(request, after=cursor_of(found[-1], keys, context)) if has_older else ""
    return found, newer, older


def _context(request: HttpRequest) -> str:
    """What a cursor is bound to: this list under this filter and order."""
    query = request.GET.copy()
    for name in _OWN:
        query.pop(name, None)
    pairs = sorted((n, v) for n, values in query.lists() for v in values if v)
    return hashlib.sha256(repr((request.path, pairs)).encode()).hexdigest()[:16]


def _facets(
    request: HttpRequest,
    filterset: type[FilterSet] | None,
    filters: FilterSet | None,
    declared: Sequence[Facet],
    found: QuerySet[Any],
) -> list[ShownFacet]:
    if filterset is None or filters is None or not declared:
        return []
    others = {f.name: filterset(_without(request.GET, f.name), queryset=found, request=request).qs for f in declared}
    chosen = {f.name: request.GET.getlist(f.name) for f in declared}
    return shown_facets(declared, filters, others, chosen)


def _without(query: QueryDict, name: str) -> QueryDict:
    rest = query.copy()
    rest.pop(name, None)
    return rest


def _url(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    for name in _OWN:
        query.pop(name, None)
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"


def _cell(column: Column, row: Any) -> dict[str, Any]:
    return {"column": column, "value": column.display(row), "href": column.link(row), "note": column.remark(row)}
