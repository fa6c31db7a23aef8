"""One budget line does not buy one category several times a year by other methods for more than an open tender's sum."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.adjustment.models import Change, PlanAdjustment
from purchasing.budget.models import BudgetLine
from purchasing.plan.models import AnnualPlan, PlanItem
from purchasing.splitting.queries import OPEN_METHODS, Splitting, splittings, splittings_with

RULE, THRESHOLD = "R-06", "R-01"


def plan_is_not_split(plan: AnnualPlan, act: Act) -> Refusal | None:
    """The plan's items, with whatever else stands on their lines, are not what R-06 calls splitting."""
    return _refusal(BudgetLine.objects.filter(purchaser=plan.purchaser_id, fiscal_year=plan.fiscal_year), act)


def item_is_not_split(item: PlanItem, act: Act) -> Refusal | None:
    """Asked once more when the item goes to procurement."""
    return _refusal(BudgetLine.objects.filter(pk__in=item.funding.values("line")), act, item)


def adjusted_item_is_not_split(adjustment: PlanAdjustment, act: Act) -> Refusal | None:
    """Asked before an item is changed: as if it said already what it is to say (handbook §3.3: R-06 runs again)."""
    item = adjustment.item
    if adjustment.change == Change.CANCEL or adjustment.after.get("method", item.method) in OPEN_METHODS:
        return None
    shares = {row.line_id: row.amount for row in item.funding.all()}
    if adjustment.change == Change.AMOUNT:
        shares = {line: Decimal(yuan) for line, yuan in adjustment.after["funding"]}
    lines = BudgetLine.objects.filter(pk__in=shares)
    return _refusal(lines, act, item, shares)


def _refusal(
    lines: QuerySet[BudgetLine], act: Act, item: PlanItem | None = None, shares: Mapping[int, Decimal] | None = None
) -> Refusal | None:
    day = clock.day_of(act.at)
    limit = act.rule(THRESHOLD, day)
    found = splittings(lines, limit.value) if item is None else splittings_with(item, lines, limit.value, shares)
    found = [each for each in found if each.is_open]
    if not found:
        return None
    return Refusal(
        "splitting",
        _("同一预算项目下的同类服务多次采用公开招标以外的方式采购，累计超过公开招标数额标准 %(limit)s 元：")
        % {"limit": f"{limit.value:,.2f}"},
        rule=RULE,
        article=act.rule(RULE, day).cites,
        next_step=_("请合并为一个项目公开招标，或者请财政部门核准后再办理。"),
        items=tuple(_sentence(each) for each in found),
    )


def _sentence(found: Splitting) -> str:
    return _("“%(line)s” %(category)s 类：%(items)s，合计 %(total)s 元") % {
        "line": found.line.name,
        "category": found.category,
        "items": "、".join(f"{item.title}（{item.get_method_display()}）" for item in found.items),
        "total": f"{found.total:,.2f}",
    }
