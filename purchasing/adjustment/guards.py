"""Why an item cannot be changed so, or not now."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.adjustment.models import Change, PlanAdjustment
from purchasing.adjustment.policies import Can
from purchasing.adjustment.queries import CHANGEABLE, UNDER_WAY, as_it_is, running, screen_added
from purchasing.budget.models import Category
from purchasing.funding.queries import open_holds
from purchasing.plan.chain import missing_second
from purchasing.plan.models import AnnualPlan, PlanItem
from purchasing.plan.models import State as PlanState
from purchasing.plan.screening import RULES
from purchasing.plan.wording import LOCAL, NEGATIVE, SCALE, findings


def something_changes(adjustment: PlanAdjustment, act: Act) -> Refusal | None:
    """A change says what changes, and why."""
    if adjustment.reason.strip() and (adjustment.change == Change.CANCEL or adjustment.before != adjustment.after):
        return None
    return Refusal(
        "nothing-changes",
        _("还没有填写调整内容或理由。"),
        next_step=_("请打开“修改”，填写调整后的内容和理由。"),
    )


def item_may_change(adjustment: PlanAdjustment, act: Act) -> Refusal | None:
    """Only what finance approved is adjusted, and nothing once its procurement has begun, unless that has ended."""
    item = adjustment.item
    if adjustment.change == Change.ADD_ITEM:
        return plan_takes_items(item.plan, act)
    if adjustment.change == Change.CARRY_OVER:
        return money_may_be_carried(item, act)
    if item.state not in CHANGEABLE:
        return Refusal(
            "item-not-approved",
            _("“%(item)s”现在的状态是“%(state)s”，不能调整。") % {"item": item, "state": item.get_state_display()},
        )
    procurement = running(item)
    if procurement is None:
        return _carried_before(adjustment)
    return Refusal(
        "procurement-runs",
        _("“%(item)s”正在采购（%(state)s），不能调整。")
        % {"item": item.title, "state": procurement.get_state_display()},
        article="政府采购法 第三十六条、第四十三条",
        next_step=_("确需调整的，请先终止采购。"),
    )


def _carried_before(adjustment: PlanAdjustment) -> Refusal | None:
    """The amount of an item whose money is on the next year's lines is no matter of its own year any more."""
    if adjustment.change != Change.AMOUNT or not adjustment.item.holds.filter(carried__gt=0).exists():
        return None
    return Refusal(
        "item-carried",
        _("“%(item)s”的资金已经结转下年，不能再调整金额。") % {"item": adjustment.item.title},
        next_step=_("不再实施的，请取消事项；需要另行安排的，列入新年度计划。"),
    )


def money_may_be_carried(item: PlanItem, act: Act) -> Refusal | None:
    """What was begun and is not paid goes on in the next year: from the day on that finance sets, the lines' year ending."""
    if item.state not in UNDER_WAY:
        return Refusal(
            "not-under-way",
            _("“%(item)s”（%(state)s）没有在办的采购或合同，不需要结转。")
            % {"item": item.title, "state": item.get_state_display()},
            next_step=_("未启动的事项，请在新年度计划中用“复制上年事项”结转。"),
        )
    holds = open_holds(item)
    if not holds:
        return Refusal("nothing-to-carry", _("“%(item)s”没有尚未支付的冻结资金。") % {"item": item.title})
    day, year = clock.day_of(act.at), max(hold.line.fiscal_year for hold in holds)
    opens = act.rule("D-carry-over-opens", day)
    if (day.year, day.month * 100 + day.day) >= (year, opens.whole):
        return None
    return Refusal(
        "too-early-to-carry",
        _("%(year)s 年预算的结转自当年 %(opens)s起办理。") % {"year": year, "opens": opens.phrase},
        rule=opens.code,
        article=opens.cites,
        next_step=_("请到期后办理。"),
    )


def plan_takes_items(plan: AnnualPlan, act: Act) -> Refusal | None:
    """An item joins a plan that is public, while its year is not over."""
    if plan.state in (PlanState.PUBLISHED, PlanState.IN_EXECUTION) and clock.day_of(act.at).year <= plan.fiscal_year:
        return None
    return Refusal(
        "plan-takes-no-items",
        _("%(plan)s（%(state)s）不能再增列事项。") % {"plan": plan, "state": plan.get_state_display()},
        next_step=_("计划公布前的，请在计划中修改；年度已过的，请列入新年度计划。"),
    )


def added_item_is_complete(adjustment: PlanAdjustment, act: Act) -> Refusal | None:
    """An item that joins in mid-year is screened like one that was filed with the plan (handbook §3.1), and has its money or asks for it."""
    if adjustment.change != Change.ADD_ITEM:
        return None
    if adjustment.item.category == Category.NO_BUDGET:
        return _unfunded(adjustment.item, act)
    day = clock.day_of(act.at)
    found = screen_added(adjustment.item, day, {code: act.rule(code, day) for code in RULES})
    if found.passed:
        return None
    return Refusal(
        "items-incomplete",
        _("事项还有 %(count)s 处需要补正：") % {"count": len(found.sentences)},
        rule="R-05",
        article="政府购买服务管理办法（财政部令第102号）",
        next_step=_("请打开“修改”补正。"),
        items=tuple(str(sentence) for sentence in found.sentences),
    )


def _unfunded(item: PlanItem, act: Act) -> Refusal:
    return Refusal(
        "no-budget",
        _("“%(item)s”的资金类别是“%(category)s”，年度中增列的事项应有已安排的预算。")
        % {"item": item.title, "category": item.get_category_display()},
        rule="R-05",
        article=act.rule("R-05", clock.day_of(act.at)).cites,
        next_step=_("请改用现有预算；资金不足的，资金类别选“新增预算”；暂无预算的，列入下年度计划。"),
    )


def second_has_agreed(adjustment: PlanAdjustment, act: Act) -> Refusal | None:
    """Where the chain fixed at filing asks for a second clerk of finance, nothing is decided before they agree."""
    return missing_second(adjustment, act, can=Can.CONCUR, office=adjustment.item.plan.purchaser.finance)


def item_is_as_it_was(adjustment: PlanAdjustment, act: Act) -> Refusal | None:
    """What stands on the left side is still what the item says."""
    if adjustment.before == as_it_is(adjustment.item, adjustment.change):
        return None
    return Refusal(
        "item-changed",
        _("该事项在申请之后已另行调整，与本申请的“调整前”不一致。"),
        next_step=_("请退回单位，按现在的内容重新申请。"),
    )


def words_are_lawful(adjustment: PlanAdjustment, act: Act) -> Refusal | None:
    """A new wording is read like a new item's: nothing of the negative list, no conditions that shut suppliers out; words
    that were explained when the item was planned stay explained."""
    if adjustment.change != Change.SCOPE:
        return None
    day, after = clock.day_of(act.at), adjustment.after
    asked = {_("对承接主体的要求"): after.get("supplier_conditions", "")}
    texts = {_("购买事项"): after.get("title", ""), _("需求概况"): after.get("summary", ""), **asked}
    found = findings({str(k): v for k, v in texts.items()}, [act.rule(code, day) for code in NEGATIVE])
    found += findings({str(k): v for k, v in asked.items()}, [act.rule(code, day) for code in (SCALE, LOCAL)])
    answered = {word for answer in adjustment.item.hint_answers.values() for word in answer.get("words", ())}
    found = [each for each in found if each.rule == SCALE or each.word not in answered]
    if not found:
        return None
    first = act.rule(found[0].rule, day)
    return Refusal(
        "wording",
        _("调整后的文字触及负面清单或者对供应商的差别待遇："),
        rule=first.code,
        article=first.cites,
        next_step=_("请改写后再提交。"),
        items=tuple(f"{each.place}：{each.word}（{each.rule}）" for each in found),
    )
