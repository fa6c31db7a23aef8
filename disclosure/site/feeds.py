"""Atom feeds: the newest things of exactly the filter of a list."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from disclosure.item.models import SECTIONS, DisclosureItem
from disclosure.item.queries import FEED_SIZE
from disclosure.site.cache import whole_page
from disclosure.site.lists import page_of
from portal.ui.access import public
from portal.ui.components.filters import yuan

_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@public
@require_safe
@whole_page
def feed(request: HttpRequest, section: str) -> HttpResponseBase:
    """The feed of a section, or of the search over all. Raises BadRequest for a filter that is not understood."""
    page = page_of(request, "" if section == "search" else section, with_facets=False)
    if not page.is_valid:
        raise BadRequest("filter of the feed")
    base, title = settings.PUBLIC_BASE_URL, str(SECTIONS.get(section, _("公开信息")))
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    atom = Atom1Feed(
        title=_("阳光购服：%(section)s") % {"section": title},
        link=f"{base}/{section}/",
        feed_url=f"{base}{request.path}{query}",
        description=title,
        language="zh-hans",
        feed_guid=f"{base}/{section}/",
    )
    for item in page.matching[:FEED_SIZE]:
        _add(atom, item, base)
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _add(atom: Atom1Feed, item: DisclosureItem, base: str) -> None:
    link = f"{base}{item.get_absolute_url()}"
    amount = _("金额 %(amount)s 元") % {"amount": yuan(item.amount)} if item.amount is not None else ""
    facts = [item.get_kind_display(), item.purchaser_name, item.supplier_name, amount, item.ocid]
    atom.add_item(
        title=printable(item.title),
        link=link,
        unique_id=link,
        description=printable("，".join(str(f) for f in facts if f)),
        pubdate=item.published_at,
        updateddate=item.published_at,
        categories=[str(item.get_kind_display())],
    )


def printable(text: str) -> str:
    """The text without what XML 1.0 cannot hold."""
    return _UNPRINTABLE.sub("", text)
