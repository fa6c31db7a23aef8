"""One published thing with its frozen content, its fingerprint, its papers and what else was published of the case."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from disclosure.exposure import exposure_of
from disclosure.item.models import SECTIONS, DisclosureItem
from disclosure.item.queries import of_procurement
from disclosure.site.bases import bases
from disclosure.site.cache import whole_page
from disclosure.site.reading import reading_of
from portal.reports.models import Report
from portal.ui.access import public
from portal.values import clock
from purchasing.publication.models import Kind

RELATED = 8


@public
@require_safe
@whole_page
def detail(request: HttpRequest, section: str, pk: int) -> HttpResponseBase:
    item = item_at(section, pk)
    rule = exposure_of(item.kind).rule
    context = {
        "item": item,
        "section_label": SECTIONS[section],
        "reading": reading_of(exposure_of(item.kind), item.content),
        "basis": bases([rule], clock.day_of(item.published_at))[rule],
        "papers": papers_of(item),
        "related": related_to(item),
        "takes_comments": item.kind == Kind.NEEDS,
        "takes_bids": item.kind == Kind.NOTICE and item.closes_at is not None and item.closes_at > clock.now(),
    }
    return render(request, "disclosure/site/detail.html", context)


def related_to(item: DisclosureItem) -> list[DisclosureItem]:
    """The newest of what else was published of the same procurement; the dossier has all."""
    if not item.ocid:
        return []
    others = of_procurement(item.ocid).exclude(pk=item.pk).defer("content", "search", "pieces")
    return list(others.order_by("-published_at", "-id")[:RELATED])


def item_at(section: str, pk: int) -> DisclosureItem:
    """Raises Http404 for anything not published at that address."""
    rows = DisclosureItem.objects.defer("search", "pieces").select_related(
        "purchaser", "supplier", "corrected_by", "corrects"
    )
    item = rows.filter(section=section, pk=pk).first() if pk < 2**63 else None
    if item is None:
        raise Http404(_("没有找到这条公开信息。"))
    return item


def papers_of(item: DisclosureItem) -> list[Report]:
    """The public papers of the subject that can be downloaded now."""
    rows = Report.objects.filter(
        subject_label=item.subject_label, subject_pk=item.subject_pk, public=True, state=Report.State.READY
    )
    return list(rows.exclude(file__released_at=None).select_related("file").order_by("issued_at", "pk"))
