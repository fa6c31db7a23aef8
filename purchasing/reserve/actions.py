"""The one write of the reserve: an item gets its place for a year, and the others make room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refusal, Refused
from portal.workflow.perform import acting
from purchasing.plan.models import PlanItem
from purchasing.reserve.models import ReserveRank
from purchasing.reserve.policies import Can
from purchasing.reserve.queries import reserve_of


def rank_item(actor: Actor, item: PlanItem, year: int, *, position: int, reason: str) -> int:
    """Put an item of the reserve at a place (1 is first) of a year's ranking, with the reason; returns the place it got.

    Everything that stands in the reserve is ranked from here on. Raises Refused ("reason-missing"), Forbidden.
    """
    with acting(actor) as act:
        finance = item.plan.purchaser.finance_id
        whole = PlanItem.objects.filter(pk__in=reserve_of(finance, year).values("pk"))
        list(whole.select_for_update(of=("self",)).order_by("pk"))  # one ranking at a time
        if not allows(actor, Can.RANK_RESERVE, item):
            raise Forbidden(NOT_ALLOWED)
        if not reason.strip():
            raise Refused(Refusal("reason-missing", _("请写明理由。"), field="reason"))
        assert act.user is not None, "a ranking is a person's"
        order = [row.pk for row in reserve_of(finance, year) if row.pk != item.pk]
        place = min(max(position, 1), len(order) + 1)
        order.insert(place - 1, item.pk)
        known = {rank.item_id: rank for rank in ReserveRank.objects.filter(fiscal_year=year, item__in=order)}
        for at, pk in enumerate(order, start=1):
            rank = known.get(pk) or ReserveRank(item_id=pk, fiscal_year=year, ranked_by=act.user, ranked_at=act.at)
            rank.position = at
            if pk == item.pk:
                rank.reason, rank.ranked_by, rank.ranked_at = reason.strip(), act.user, act.at
            rank.save()
        act.record(item, "reserve.rank", fiscal_year=year, position=place, reason=reason.strip())
        return place
