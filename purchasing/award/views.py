"""A bidder's own result; and, for staff, the result notice as it will read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.reports.actions import reports_of
from portal.ui.access import requires
from purchasing.award.models import Award
from purchasing.award.policies import Can
from purchasing.award.queries import award_of, own_result, result_preview
from purchasing.award.reports import KIND
from purchasing.bid.models import Bid

RELATED = ("procurement__purchaser__organization", "supplier__organization", "opened")


@requires(Can.READ_OWN_RESULT, Bid, key="reference", related=RELATED)
@require_safe
def result(request: HttpRequest, bid: Bid) -> HttpResponse:
    """Nothing of other bidders but what is public (O87 art. 69)."""
    award = award_of(bid.procurement)
    outcome = own_result(bid, award)
    context = {
        "bid": bid,
        "procurement": bid.procurement,
        "result": outcome,
        "award": award,
        "papers": reports_of(award, KIND) if award and outcome.won else [],
    }
    return render(request, "purchasing/award/result.html", context)


@requires(
    Can.PREPARE_AWARD,
    Award,
    key="procurement__ocid",
    related=("procurement__purchaser__organization", "procurement__agency"),
)
@require_safe
def preview(request: HttpRequest, award: Award) -> HttpResponse:
    """What the public will read, before the agent puts it up for the secrecy check."""
    context = {"procurement": award.procurement, "preview": result_preview(award.procurement)}
    return render(request, "purchasing/award/preview.html", context)
