"""What finance's clerk proposes for items of a plan, one or many at once; it may be changed until the approver signs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.audit import Change, record_all
from portal.values.money import fen
from portal.values.refusal import Refusal, Refused
from portal.workflow.formkeys import answered, keep, step
from portal.workflow.perform import changing, separated
from portal.workflow.separation import was_involved
from purchasing.plan.flow import PLAN
from purchasing.plan.models import AnnualPlan, ItemState, PlanItem
from purchasing.plan.policies import Can
from purchasing.plan.proposing import REASON_OWED, Recommendation, lacks_reason, meant_by, named

HUNDRED = Decimal(100)
COLUMNS = ("recommendation", "opinion", "allowed")


@dataclass(frozen=True)
class Proposal:
    """One word said of every item chosen: AGREE or a recommendation. A reduction is to `amount` yuan each, or by `share`
    percent of what was asked, rounded half up to the fen."""

    word: str
    reason: str = ""
    amount: Decimal | None = None
    share: Decimal | None = None

    def allowed(self, item: PlanItem) -> Decimal | None:
        """What the item may cost, in yuan; None where the proposal fixes nothing."""
        if self.word != Recommendation.REDUCE:
            return None
        return fen(item.amount * (HUNDRED - self.share) / HUNDRED) if self.share is not None else self.amount


def propose(
    actor: Actor,
    plan: AnnualPlan,
    keys: Collection[int],
    proposal: Proposal,
    *,
    version: int | None = None,
    form_key: str = "",
) -> int:
    """Propose the same for these items (by key), all or none; returns how many. As many statements for many as for one.

    Raises Refused ("separation-of-duties" for the second clerk of the chain, "nothing-chosen", "no-such-item", "reason-missing", "not-for-category", "not-less", "stale-version"),
    Forbidden before the plan is taken and after it is decided.
    """
    if answered(actor, form_key, PLAN.name, step("propose", plan.pk)):
        return len(keys)
    with changing(actor, plan, Can.PROPOSE_ITEMS, verb="plan.propose", version=version) as (act, locked):
        if verb := was_involved(PLAN, locked, Can.PROPOSE_ITEMS, actor):
            raise Refused(separated(verb, actor))
        rows = locked.items.select_for_update(of=("self",)).filter(state=ItemState.FUNDING_CHECK, pk__in=keys)
        items = list(rows.order_by("pk"))
        _check(items, keys, proposal)
        before = [_said(item) for item in items]
        for item in items:
            item.recommendation = meant_by(proposal.word, item) or item.recommendation
            item.opinion, item.allowed = proposal.reason, proposal.allowed(item)
        PlanItem.objects.bulk_update(items, COLUMNS)
        changes = [Change(item, was, _said(item)) for item, was in zip(items, before, strict=True)]
        record_all(act=act, verb="plan_item.propose", changes=changes)
        keep(actor, form_key, flow=PLAN.name, transition="propose", subject_pk=plan.pk, at=act.at)
        return len(items)


def _said(item: PlanItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in COLUMNS}


def _check(items: list[PlanItem], keys: Collection[int], proposal: Proposal) -> None:
    """Raise Refused with everything that speaks against saying this of these items."""
    if not keys:
        raise Refused(Refusal("nothing-chosen", _("没有勾选事项。"), next_step=_("请先在表中勾选。")))
    found = []
    if len(items) != len(set(keys)):
        found.append(Refusal("no-such-item", _("所选事项有的已不在审核中，请刷新页面。")))
    if lacks_reason(proposal.word, proposal.reason):
        found.append(Refusal("reason-missing", REASON_OWED, field="reason"))
    if unfit := [item for item in items if meant_by(proposal.word, item) is None]:
        found.append(
            Refusal(
                "not-for-category",
                _("有 %(count)s 项因资金类别不能这样建议。") % {"count": len(unfit)},
                rule="R-05",
                next_step=_(
                    "新增预算的金额由追加程序审定，暂无预算的只能转入储备、退回或不同意；请取消勾选，另行建议。"
                ),
                field="word",
                items=named(unfit),
            )
        )
    elif raised := [item for item in items if not _is_less(item, proposal)]:
        found.append(
            Refusal(
                "not-less",
                _("核减后的金额应大于零，并低于申报金额。"),
                field="amount" if proposal.share is None else "share",
                items=named(raised),
            )
        )
    if found:
        raise Refused(*found)


def _is_less(item: PlanItem, proposal: Proposal) -> bool:
    allowed = proposal.allowed(item)
    return proposal.word != Recommendation.REDUCE or (allowed is not None and 0 < allowed < item.amount)
