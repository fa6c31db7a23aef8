"""The review's parts on the page of a procurement: the way to findings, committee and report, for whom they are."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.accounts.capability import allows
from purchasing.procurement.models import Procurement, State
from purchasing.procurement.panels import Part, panel
from purchasing.review import queries
from purchasing.review.policies import Can


@panel(50, rights=(("", Can.FOLLOW_REVIEW),))
def qualification_part(request: HttpRequest, procurement: Procurement) -> Part | None:
    """How many of the opened bids are checked and qualify, for the agent and supervision."""
    if not allows(actor_of(request), Can.FOLLOW_REVIEW, procurement):
        return None
    progress = queries.checked_so_far(procurement)
    return {
        "title": _("资格审查"),
        "template": "purchasing/review/_qualification_part.html",
        "context": {"progress": progress, "bids": progress.bids, "results": progress.results},
        "href": reverse("qualification", args=[procurement.ocid]),
        "link": _("逐条审查") if procurement.state == State.OPENED else _("查看"),
    }


@panel(60, joins=("committee",))
def committee_part(request: HttpRequest, procurement: Procurement) -> Part | None:
    """How far the committee is; names stand on its own page only, for those who run and watch the draw."""
    if procurement.opened_at is None:
        return None
    follows = allows(actor_of(request), Can.FOLLOW_REVIEW, procurement)
    members = queries.sitting(procurement)
    part: Part = {
        "title": _("评标委员会"),
        "template": "purchasing/review/_committee_part.html",
        "context": {
            "committee": getattr(procurement, "committee", None),
            "size": queries.committee_size(procurement)[0],
            "seats": queries.Seats(members),
            "members": members,
            "named": procurement.result_at is not None,
        },
    }
    if follows:
        part |= {"href": reverse("committee", args=[procurement.ocid]), "link": _("抽取与见证")}
    return part


@panel(70, rights=(("", Can.READ_REPORT),))
def report_part(request: HttpRequest, procurement: Procurement) -> Part | None:
    """The ranking, for those the report is for."""
    if not allows(actor_of(request), Can.READ_REPORT, procurement):
        return None
    return {
        "title": _("评审结论"),
        "template": "purchasing/review/_ranking.html",
        "context": {"ranking": queries.places_of(procurement)},
        "href": reverse("review-report", args=[procurement.ocid]),
        "link": _("评审报告"),
    }
