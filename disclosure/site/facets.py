"""What one can filter a list by, and the values offered: those that occur lately, so that no list grows with the years."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.models import CatalogueItem
from disclosure.item.filters import LARGEST_KEY
from disclosure.item.queries import items
from portal.accounts.models import Organization
from portal.ui.listing import Facet
from portal.values import clock

LATEST, OFFERED, YEARS = 400, 10, 6
Options = Callable[[], Sequence[tuple[str, Any]]]


def facets_of(section: str, chosen_purchaser: str, *, extra: Sequence[str] = ()) -> list[Facet]:
    """The facets of a section ("" for all), with `extra` ones before."""
    return [
        *(Facet(name) for name in extra),
        Facet("region"),
        Facet("purchaser", _("采购单位"), _purchasers(section, chosen_purchaser)),
        Facet("catalogue_group", _("目录品目"), _groups),
        Facet("method"),
        Facet("amount_band", _("金额")),
        Facet("fiscal_year", _("年度"), _years),
    ]


def _purchasers(section: str, chosen: str) -> Options:
    """The ones that published most among the latest things, and the one chosen."""

    def options() -> list[tuple[str, Any]]:
        latest = items(section).order_by("-published_at", "-id").values("id")[:LATEST]
        rows = items().filter(id__in=latest, purchaser__isnull=False).values("purchaser", "purchaser_name")
        found = rows.annotate(number=Count("id")).order_by("-number", "purchaser")[:OFFERED]
        pairs = [(str(row["purchaser"]), row["purchaser_name"]) for row in found]
        if chosen.isdecimal() and int(chosen) <= LARGEST_KEY and chosen not in dict(pairs):
            pairs += [(str(o.pk), o.name) for o in Organization.objects.filter(pk=int(chosen))]
        return pairs

    return options


def _groups() -> list[tuple[str, Any]]:
    rows = CatalogueItem.objects.filter(level=CatalogueItem.Level.GROUP, effective_to=None).order_by("code")
    return [(code, f"{code} {name}") for code, name in rows.values_list("code", "name_zh")]


def _years() -> list[tuple[str, Any]]:
    this = clock.today().year
    return [(str(year), gettext("%(year)s 年") % {"year": year}) for year in range(this + 1, this + 1 - YEARS, -1)]
