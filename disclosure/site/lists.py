"""The lists of each section and the search over all of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from disclosure.item.filters import ItemFilter
from disclosure.item.models import SECTIONS, DisclosureItem
from disclosure.item.queries import items
from disclosure.item.search import search as find
from disclosure.site.cache import whole_page
from disclosure.site.columns import LOOKS, SEARCH
from disclosure.site.facets import CHOICES, USUAL, facets_of
from portal.ui.access import public
from portal.ui.listing import ListPage, listing

_OWN = ("after", "before", "format", "sort")


@public
@require_safe
@whole_page
def section_list(request: HttpRequest, section: str) -> HttpResponseBase:
    page = page_of(request, section)
    context = {"title": SECTIONS[section], "lead": LOOKS[section].lead, "feed_url": feed_url(request, section)}
    return page.respond("disclosure/lists/list.html", **context)


@public
@require_safe
@whole_page
def search(request: HttpRequest) -> HttpResponseBase:
    page = page_of(request, "")
    title = _("“%(words)s”的搜索结果") % {"words": page.search} if page.search else _("搜索")
    context = {"title": title, "lead": SEARCH.lead, "feed_url": feed_url(request, "search")}
    return page.respond("disclosure/lists/list.html", **context)


def page_of(request: HttpRequest, section: str, *, with_facets: bool = True) -> ListPage:
    """The listing of a section ("" for all) as the address asks. Raises BadRequest for a forged cursor."""
    look = LOOKS[section] if section else SEARCH
    page = listing(
        request,
        items(section),
        columns=look.columns,
        filterset=ItemFilter,
        search=find,
        order=look.sorts,
        name=section or "search",
        empty=_("发布后，内容会列在这里。"),
    )
    names = (*look.extra, *USUAL)
    return faceted(page, items(section), names) if with_facets else page


def faceted(page: ListPage, rows: QuerySet[DisclosureItem], names: Sequence[str]) -> ListPage:
    """The page with these facets; what is not offered here keeps its place in the address only."""
    page.searched = [*CHOICES]
    if page.is_valid and not page.form:
        page.facets = facets_of(find(rows, page.search), page.request.GET, names)
    return page


def feed_url(request: HttpRequest, place: str) -> str:
    """The feed of exactly this filter."""
    query = request.GET.copy()
    for name in _OWN:
        query.pop(name, None)
    return f"/{place}/feed.atom?{query.urlencode()}".rstrip("?")
