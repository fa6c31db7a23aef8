"""The award on the page of a procurement."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.capability import allows
from portal.reports.actions import reports_of
from purchasing.award import queries
from purchasing.award.policies import Can
from purchasing.award.reports import KIND
from purchasing.procurement.models import Procurement
from purchasing.procurement.panels import Part, panel
from purchasing.publication.models import Kind
from purchasing.publication.policies import Can as PublicationCan
from purchasing.publication.queries import publication_of


@panel(80)
def award_part(request: HttpRequest, procurement: Procurement) -> Part | None:
    """Who was chosen, the result notice on its way, the letter to the winner; supervision and the parties' staff."""
    award = queries.award_of(procurement)
    if award is None or not allows(request.actor, Can.READ_AWARD, award):  # type: ignore[attr-defined]
        return None
    publication = publication_of(procurement, Kind.RESULT)
    readable = publication is not None and allows(request.actor, PublicationCan.READ_PUBLICATION, publication)  # type: ignore[attr-defined]
    return {
        "title": _("中标结果"),
        "href": reverse("result-preview", args=[procurement.ocid]),
        "link": _("结果公告预览"),
        "template": "purchasing/award/_award_part.html",
        "context": {
            "award": award,
            "publication": publication,
            "readable": readable,
            "papers": reports_of(award, KIND),
        },
    }
