"""The pages of publications: what is to become public, read by a second person before it does."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from portal.accounts.actor import signed_actor
from portal.audit import acts_on
from portal.ui.access import requires
from portal.ui.listing import Column, listing
from purchasing.publication.models import Publication
from purchasing.publication.policies import Can
from purchasing.publication.queries import preview_of, publications_for

COLUMNS = [
    Column("title", gettext_lazy("公开稿"), href="self", note="get_kind_display"),
    Column("kind", gettext_lazy("种类"), "get_kind_display", shown=False),
    Column("ocid", gettext_lazy("项目编号")),
    Column("author", gettext_lazy("起草"), "author.display_name"),
    Column("checked_by", gettext_lazy("审查"), "checked_by.display_name"),
    Column("released_at", gettext_lazy("发布"), kind="day"),
    Column("state", gettext_lazy("状态"), kind="state"),
]


@requires(Can.READ_PUBLICATION)
@require_safe
def publications(request: HttpRequest) -> HttpResponseBase:
    page = listing(
        request, publications_for(signed_actor(request)), columns=COLUMNS, key=("-id",), name="publications",
        search=("title", "ocid"), empty=_("待审查和已发布的公开稿会列在这里。"),
    )  # fmt: skip
    return page.respond("purchasing/desk_list.html", title=_("公开稿"))


@requires(Can.READ_PUBLICATION, Publication, related=("purchaser__organization", "author", "checked_by"))
@require_safe
def publication(request: HttpRequest, publication: Publication) -> HttpResponse:
    """The text as the public will read it, with the two people who answer for it."""
    context = {"publication": publication, "preview": preview_of(publication), "history": acts_on(publication)}
    return render(request, "purchasing/publication/publication.html", context)
