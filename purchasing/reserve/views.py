"""The pages of the reserve: its ranking for the coming year, and the place of one item."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.actor import signed_actor
from portal.accounts.capability import holds
from portal.audit import acts_on
from portal.ui.access import requires
from portal.ui.listing import Column, listing
from portal.values import clock
from portal.values.refusal import Refused
from purchasing.plan.models import PlanItem
from purchasing.reserve.actions import rank_item
from purchasing.reserve.forms import RankForm
from purchasing.reserve.policies import Can
from purchasing.reserve.queries import ranked, reserve_for, year_to_rank

COLUMNS = [
    Column("title", gettext_lazy("购买事项"), href="self", note="plan.purchaser.organization.name"),
    Column("position", gettext_lazy("次序"), lambda item: item.position or None, kind="number"),
    Column("year", gettext_lazy("申报年度"), "plan.fiscal_year", kind="number"),
    Column("amount", gettext_lazy("金额（元）"), kind="money"),
    Column("category", gettext_lazy("资金类别"), "get_category_display"),
    Column("rank_reason", gettext_lazy("排序理由")),
]


@requires(Can.READ_RESERVE)
@require_safe
def reserve(request: HttpRequest) -> HttpResponseBase:
    actor, year = signed_actor(request), year_to_rank(clock.today())
    ranks = holds(actor, Can.RANK_RESERVE)
    last = (
        [Column("rank", gettext_lazy("排序"), lambda item: _("排定次序"), href=_rank_address, exported=False)]
        if ranks
        else []
    )
    page = listing(
        request, reserve_for(actor, year), columns=[*COLUMNS, *last], key=("unranked", "position", "id"), name="reserve",
        search=("title", "plan__purchaser__organization__name"), empty=_("暂无预算和未获新增预算的事项会列在这里。"),
    )  # fmt: skip
    return page.respond("purchasing/reserve/list.html", year=year)


def _rank_address(item: PlanItem) -> str:
    return f"/desk/reserve/{item.pk}/rank/"


@requires(Can.RANK_RESERVE, PlanItem, read=Can.READ_RESERVE, related=("plan__purchaser__organization",))
@require_http_methods(["GET", "POST"])
def rank(request: HttpRequest, item: PlanItem) -> HttpResponse:
    """Put one item at its place, with the reason."""
    year = year_to_rank(clock.today())
    placed = ranked(PlanItem.objects.filter(pk=item.pk), year).get()
    initial = {"position": placed.position or None, "reason": placed.rank_reason}  # type: ignore[attr-defined]
    form = RankForm(request.POST or None, initial=initial)
    refusals: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            place = rank_item(signed_actor(request), item, year, **form.cleaned_data)
            messages.success(request, _("“%(item)s”排在第 %(place)s 位。") % {"item": item, "place": place})
            return redirect("reserve")
        except Refused as refused:
            refusals = refused.refusals
    history = [entry for entry in acts_on(item) if entry.verb == "reserve.rank"]
    context = {"item": item, "year": year, "form": form, "refusals": refusals, "history": history}
    status = 409 if refusals else 422 if form.is_bound else 200
    return render(request, "purchasing/reserve/rank.html", context, status=status)
