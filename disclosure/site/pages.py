"""Pages that explain: open data, how to bid, how to supervise, what is disclosed, about, site map, robots."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosure.exposure import REGISTRY
from disclosure.item.models import SECTIONS
from disclosure.site.bases import bases
from disclosure.site.cache import whole_page
from disclosure.site.columns import SEARCH
from portal.ui.access import public
from portal.ui.listing.export import FORMATS
from portal.values import clock

ROBOTS = """User-agent: *
Disallow: /desk/
Disallow: /do/
Disallow: /inbox/
Disallow: /login/
Disallow: /*?*format=
Disallow: /*?*after=
Disallow: /*?*before=

Sitemap: {base}/sitemap/
"""


@public
@require_safe
@whole_page
def open_data(request: HttpRequest) -> HttpResponseBase:
    sets = [
        {
            "label": label,
            "href": f"/{name}/",
            "files": [{"label": f.upper(), "href": f"/{name}/?format={f}"} for f in FORMATS],
        }
        for name, label in SECTIONS.items()
    ]
    context = {"sets": sets, "columns": [c for c in SEARCH.columns if c.exported]}
    return render(request, "disclosure/site/open_data.html", context)


@public
@require_safe
@whole_page
def help_index(request: HttpRequest) -> HttpResponseBase:
    return render(request, "disclosure/site/help.html")


@public
@require_safe
@whole_page
def bidding(request: HttpRequest) -> HttpResponseBase:
    return render(request, "disclosure/site/help_bidding.html")


@public
@require_safe
@whole_page
def supervising(request: HttpRequest) -> HttpResponseBase:
    return render(request, "disclosure/site/help_supervising.html")


@public
@require_safe
@whole_page
def disclosure(request: HttpRequest) -> HttpResponseBase:
    """What is shown of each kind and what never, drawn from the declarations that decide it."""
    shown = {field.rule for exposure in REGISTRY.values() for field in exposure.fields}
    hidden = {each.rule for exposure in REGISTRY.values() for each in exposure.masked}
    words = bases(shown | hidden, clock.today())
    kinds: list[dict[str, Any]] = [
        {
            "label": exposure.label,
            "fields": [(field.label, words[field.rule]) for field in exposure.fields],
            "masked": [(each.label, words[each.rule]) for each in exposure.masked],
        }
        for exposure in REGISTRY.values()
    ]
    return render(request, "disclosure/site/help_disclosure.html", {"kinds": kinds})


@public
@require_safe
@whole_page
def about(request: HttpRequest) -> HttpResponseBase:
    return render(request, "disclosure/site/about.html")


@public
@require_safe
@whole_page
def sitemap(request: HttpRequest) -> HttpResponseBase:
    return render(request, "disclosure/site/sitemap.html", {"sections": SECTIONS})


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponseBase:
    return HttpResponse(ROBOTS.format(base=settings.PUBLIC_BASE_URL), content_type="text/plain; charset=utf-8")
