"""What finance may propose for an item, by how it is funded (handbook §3.1), and what every proposal owes: plain rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.values.refusal import Refusal
from purchasing.budget.models import Category
from purchasing.plan.models import PlanItem

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

Recommendation = PlanItem.Recommendation
GOES_BACK = (Recommendation.REDUCE, Recommendation.RETURN)
OWES_REASON = (*GOES_BACK, Recommendation.RESERVE, Recommendation.REFUSE)
AGREE = "agree"
"""For many items at once: yes to each in the way that its money allows."""


def usual_recommendation(item: PlanItem) -> PlanItem.Recommendation:
    """Path A is approved if nothing speaks against it, path B waits for its money; what has no budget goes to the reserve."""
    usual = {
        Category.ADDITIONAL_BUDGET: Recommendation.AWAIT,
        Category.NO_BUDGET: Recommendation.RESERVE,
    }
    return usual.get(Category(item.category), Recommendation.APPROVE)


def possible(item: PlanItem) -> list[PlanItem.Recommendation]:
    """Path B waits for its money where path A is approved, and its amount is settled by its own request; what has no
    budget is not approved."""
    usual = usual_recommendation(item)
    yes = [] if usual == Recommendation.RESERVE else [usual]
    less = [Recommendation.REDUCE] if usual == Recommendation.APPROVE else []
    return [*yes, *less, Recommendation.RETURN, Recommendation.RESERVE, Recommendation.REFUSE]


def meant_by(proposed: str, item: PlanItem) -> PlanItem.Recommendation | None:
    """What a word said of many items means for this one; None where it may not be proposed for it."""
    meant = usual_recommendation(item) if proposed == AGREE else Recommendation(proposed)
    return meant if meant in possible(item) and (proposed != AGREE or meant not in OWES_REASON) else None


def lacks_reason(proposed: str, reason: str) -> bool:
    """Whether the unit is owed the reason why its item is not simply approved."""
    return proposed in OWES_REASON and not reason.strip()


REASON_OWED = _("核减、退回、不同意或转入储备的，应说明理由。")


def named(items: Iterable[PlanItem]) -> tuple[str, ...]:
    """The items as a refusal lists them."""
    return tuple(f"{item.seq}. {item.title}（{item.amount:,.2f} 元）" for item in items)


def without_reason(items: list[PlanItem]) -> list[Refusal]:
    """Why these may not be put before the approver yet: a proposal against an item says why."""
    owed = [item for item in items if lacks_reason(item.recommendation, item.opinion)]
    if not owed:
        return []
    return [Refusal("reason-missing", REASON_OWED, next_step=_("请逐项补充意见。"), items=named(owed))]


def going_back(items: list[PlanItem]) -> list[Refusal]:
    """Why these may not be decided: what is reduced or returned is mended by the unit first, with its plan."""
    back = [item for item in items if item.recommendation in GOES_BACK]
    if not back:
        return []
    return [
        Refusal(
            "items-go-back",
            _("有 %(count)s 项建议核减或退回，应先由单位修改，不能审批。") % {"count": len(back)},
            rule="R-05",
            next_step=_("请办理“退回单位”，核定金额和理由随计划退回；或者修改对这些事项的建议。"),
            items=named(back),
        )
    ]
