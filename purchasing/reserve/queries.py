"""Reads of the reserve in the order in which it is to be funded."""

from __future__ import annotations

from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from purchasing.plan.models import ItemState, PlanItem
from purchasing.reserve.models import ReserveRank
from purchasing.reserve.policies import Can


def year_to_rank(today: date) -> int:
    """The year whose budget is being made."""
    return today.year + 1


def reserve_for(actor: Actor | None, year: int) -> QuerySet[PlanItem]:
    """The items in reserve that the actor may see, ranked ones first, the others by their age."""
    return ranked(visible(actor, Can.READ_RESERVE, PlanItem.objects.all()), year)


def reserve_of(finance: int, year: int) -> QuerySet[PlanItem]:
    """The whole reserve that one finance body ranks, in its order."""
    return ranked(PlanItem.objects.filter(state=ItemState.RESERVE, plan__purchaser__finance=finance), year)


def ranked(items: QuerySet[PlanItem], year: int) -> QuerySet[PlanItem]:
    ranks = ReserveRank.objects.filter(item=OuterRef("pk"), fiscal_year=year)
    return (
        items.select_related("plan__purchaser__organization", "catalogue_item")
        .annotate(
            position=Coalesce(Subquery(ranks.values("position")), Value(0)),
            rank_reason=Coalesce(Subquery(ranks.values("reason")), Value("")),
        )
        .annotate(unranked=ExpressionWrapper(Q(position=0), output_field=BooleanField()))
        .order_by("unranked", "position", "pk")
    )
