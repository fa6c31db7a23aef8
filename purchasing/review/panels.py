"""The review's parts on the page of a procurement: the way to findings, committee and report, for whom they are."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.capability import allows
from purchasing.procurement.models import Procurement, State
from purchasing.procurement.panels import Part, panel
from purchasing.review import queries
from purchasing.review.policies import Can


@panel(50)
def qualification_part(request: HttpRequest, procurement: Procurement) -> Part | None:
    """How many of the opened bids are checked and qualify, for the agent and supervision."""
    if not allows(request.actor, Can.FOLLOW_REVIEW, procurement):  # type: ignore[attr-defined]
        return None
    bids, wanted = queries.opened_bids(procurement), queries.conditions(procurement)
    return {
        "title": _("资格审查"),
        "template": "purchasing/review/_qualification_part.html",
        "context": {
            "opened": len(bids),
            "checked": sum(queries.is_checked(bid, wanted) for bid in bids),
            "qualified": len(queries.qualified_bids(procurement)),
        },
        "href": reverse("qualification", args=[procurement.ocid]),
        "link": _("逐条审查") if procurement.state == State.OPENED else _("查看"),
    }


@panel(60)
def committee_part(request: HttpRequest, procurement: Procurement) -> Part | None:
    """How far the committee is; names stand on its own page only, for those who run and watch the draw."""
    if procurement.opened_at is None:
        return None
    follows = allows(request.actor, Can.FOLLOW_REVIEW, procurement)  # type: ignore[attr-defined]
    members = queries.members_of(procurement)
    part: Part = {
        "title": _("评标委员会"),
        "template": "purchasing/review/_committee_part.html",
        "context": {
            "committee": queries.committee_of(procurement),
            "size": queries.committee_size(procurement)[0],
            "seated": len(members),
            "declared": sum(m.declared_at is not None for m in members),
            "finished": sum(m.sheet_done_at is not None for m in members),
            "signed": sum(m.signed_at is not None for m in members),
            "names": [str(m) for m in members] if procurement.result_at else [],
        },
    }
    if follows:
        part |= {"href": reverse("committee", args=[procurement.ocid]), "link": _("抽取与见证")}
    return part


@panel(70)
def report_part(request: HttpRequest, procurement: Procurement) -> Part | None:
    """The ranking, for those the report is for."""
    if not allows(request.actor, Can.READ_REPORT, procurement):  # type: ignore[attr-defined]
        return None
    return {
        "title": _("评审结论"),
        "template": "purchasing/review/_ranking.html",
        "context": {"ranking": queries.ranking_of(procurement)},
        "href": reverse("review-report", args=[procurement.ocid]),
        "link": _("评审报告"),
    }
