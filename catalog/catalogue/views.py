"""The public pages of the catalogue: tree with search, one item, and the file."""

from __future__ import annotations

import csv
import json

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.http import ConditionalGetMiddleware
from django.shortcuts import render
from django.utils.decorators import decorator_from_middleware
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from catalog.catalogue import queries
from catalog.catalogue.models import CatalogueItem
from portal.ui.access import public
from portal.values import clock
from portal.values.text import clean

_LONGEST_SEARCH = 100
_COLUMNS = ("code", "parent_code", "level", "name_zh", "name_en", "service_standard")

# Whoever has the page already is told so, in place of getting it again.
unless_unchanged = decorator_from_middleware(ConditionalGetMiddleware)


@public
@cache_control(no_cache=True)
@unless_unchanged
def catalogue(request: HttpRequest) -> HttpResponse:
    day = clock.today()
    search = clean(request.GET.get("q", ""))[:_LONGEST_SEARCH]
    branches = queries.tree(day, search)
    context = {
        "version": queries.version_on(day),
        "search": search,
        "branches": branches,
        "found": queries.hits(branches) if search else None,
        "supplement_label": CatalogueItem.Serial.SUPPLEMENT.label,
        "leaves": sum(branch.leaves for branch in branches),
    }
    return render(request, "catalog/catalogue/tree.html", context)


@public
@cache_control(no_cache=True)
@unless_unchanged
def item(request: HttpRequest, code: str) -> HttpResponse:
    day = clock.today()
    wordings = list(queries.wordings(code))
    if not wordings:
        raise Http404(_("目录中没有编码 %(code)s。") % {"code": code})
    shown = next((wording for wording in wordings if wording.is_in_force(day)), wordings[0])
    context = {
        "item": shown,
        "in_force": shown.is_in_force(day),
        "trail": _trail(shown),
        "children": [child for child in queries.in_force(day) if queries.parent_code(child.code) == code],
        "wordings": wordings,
        "targets": shown.default_targets.items(),
    }
    return render(request, "catalog/catalogue/item.html", context)


@public
def catalogue_file(request: HttpRequest) -> HttpResponse:
    """The catalogue in force as CSV, in the form that the import reads."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="catalogue.csv"'
    rows = csv.writer(response)
    rows.writerow([*_COLUMNS, "default_targets"])
    for entry in queries.in_force(clock.today()).select_related("parent"):
        targets = json.dumps(entry.default_targets, ensure_ascii=False) if entry.default_targets else ""
        above = entry.parent.code if entry.parent else ""
        rows.writerow([entry.code, above, entry.level, entry.name_zh, entry.name_en, entry.service_standard, targets])
    return response


def _trail(shown: CatalogueItem) -> list[CatalogueItem]:
    """The item's ancestors, the highest first."""
    above = shown.parent
    trail: list[CatalogueItem] = []
    while above is not None:
        trail.insert(0, above)
        above = above.parent if above.parent_id else None
    return trail
