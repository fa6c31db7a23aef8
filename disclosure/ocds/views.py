"""Open data in OCDS: the record of a process, single releases, and the list of all processes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from disclosure.ocds.encode import dumps
from disclosure.ocds.models import OcdsRelease
from disclosure.ocds.queries import record_package, release_package
from portal.ui.access import public

PAGE = 50


@public
@require_safe
def record(request: HttpRequest, ocid: str) -> HttpResponse:
    """`/open-data/ocds/<ocid>.json`: a record package with one record."""
    package = record_package(ocid)
    if package is None:
        raise Http404
    return _json(dumps(package), f"{ocid}.json")


@public
@require_safe
def release(request: HttpRequest, release_id: str) -> HttpResponse:
    row = get_object_or_404(OcdsRelease, release_id=release_id)
    return _json(dumps(release_package(row)), f"{release_id}.json")


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The newest releases, paged by the id of the last one seen."""
    after = request.GET.get("before", "")
    rows = OcdsRelease.objects.select_related("item").order_by("-pk")
    if after.isascii() and after.isdigit() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    page = list(rows[: PAGE + 1])
    more = page[PAGE - 1].pk if len(page) > PAGE else None
    return render(request, "disclosure/ocds/index.html", {"rows": page[:PAGE], "more": more})


def _json(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response
