"""Everything disclosed of one organisation, as purchaser or as supplier, with its contracts by year as a chart."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from disclosure.item.filters import ItemFilter
from disclosure.item.queries import items
from disclosure.item.search import search as find
from disclosure.site.cache import whole_page
from disclosure.site.columns import ORGANIZATION
from disclosure.site.drawing import draw
from disclosure.site.lists import faceted
from portal.accounts.models import Organization
from portal.ui.access import public
from portal.ui.listing import listing
from portal.values.identifiers import uscc
from purchasing.publication.models import Kind

SIDES = ("purchaser", "supplier")


@public
@require_safe
@whole_page
def organization(request: HttpRequest, code: str) -> HttpResponseBase:
    row = _at(code)
    sides = _sides(row)
    side = _chosen(request, sides)
    page = listing(
        request,
        items().filter(**{side: row.pk}),
        columns=ORGANIZATION.columns,
        filterset=ItemFilter,
        search=find,
        order=ORGANIZATION.sorts,
        name=f"organization-{row.uscc}",
    )
    faceted(page, items().filter(**{side: row.pk}), ("section", "fiscal_year"))
    context = {
        "organization": row,
        "title": row.name,
        "side": side,
        "sides": sides,
        "is_purchaser": side == "purchaser",
        "years": contracts_by_year(row, side),
    }
    return page.respond("disclosure/site/organization.html", **context)


@public
@require_safe
@whole_page
def chart(request: HttpRequest, code: str) -> HttpResponseBase:
    """The chart as a file of its own: no script in it, its style inside, under a policy that allows just that."""
    row = _at(code)
    side = _chosen(request, _sides(row))
    response = HttpResponse(draw(contracts_by_year(row, side)), content_type="image/svg+xml; charset=utf-8")
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def contracts_by_year(row: Organization, side: str) -> list[dict[str, Any]]:
    """Number and sum in yuan of the contracts disclosed, by fiscal year, oldest first."""
    rows = (
        items("contracts")
        .filter(kind=Kind.CONTRACT, fiscal_year__isnull=False, **{side: row.pk})
        .order_by("fiscal_year")
    )
    return [{**year} for year in rows.values("fiscal_year").annotate(number=Count("id"), amount=Sum("amount"))]


def _at(code: str) -> Organization:
    """Raises Http404 for a code that is none, and for organisations of which nothing was ever published."""
    try:
        row = Organization.objects.filter(uscc=uscc(code)).first()
    except ValueError:
        row = None
    if row is None:
        raise Http404(_("没有找到这个单位。"))
    return row


def _sides(row: Organization) -> list[str]:
    sides = [side for side in SIDES if items().filter(**{side: row.pk}).exists()]
    if not sides:
        raise Http404(_("没有找到这个单位。"))
    return sides


def _chosen(request: HttpRequest, sides: list[str]) -> str:
    side = request.GET.get("side", "")
    return side if side in sides else sides[0]
