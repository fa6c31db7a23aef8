"""The award on the page of a procurement."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.accounts.capability import allows, visible
from portal.reports.actions import reports_of
from purchasing.award.policies import Can
from purchasing.award.reports import KIND
from purchasing.procurement.models import Procurement
from purchasing.procurement.panels import Part, panel
from purchasing.publication.models import Kind, Publication
from purchasing.publication.policies import Can as PublicationCan
from purchasing.publication.queries import publications_about


@panel(80, joins=("award__supplier__organization",), rights=(("award", Can.READ_AWARD),))
def award_part(request: HttpRequest, procurement: Procurement) -> Part | None:
    """Who was chosen, the result notice on its way, the letter to the winner; supervision and the parties' staff."""
    award = getattr(procurement, "award", None)
    if award is None or not allows(actor_of(request), Can.READ_AWARD, award):
        return None
    own = visible(actor_of(request), PublicationCan.READ_PUBLICATION, Publication.objects.filter(pk=OuterRef("pk")))
    return {
        "title": _("中标结果"),
        "href": reverse("result-preview", args=[procurement.ocid]),
        "link": _("结果公告预览"),
        "template": "purchasing/award/_award_part.html",
        "context": {
            "award": award,
            "publications": publications_about(procurement, Kind.RESULT).annotate(readable=Exists(own))[:1],
            "papers": reports_of(award, KIND),
        },
    }
