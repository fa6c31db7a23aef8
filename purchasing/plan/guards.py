"""What must be true before a plan moves: items complete, the supervisor's consent, the filing window, approved lines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.budget.models import BudgetLine
from purchasing.plan.chain import missing_second
from purchasing.plan.models import AnnualPlan, ItemState, PlanItem, State
from purchasing.plan.policies import Can
from purchasing.plan.proposing import going_back
from purchasing.plan.queries import read_items, unfinished
from purchasing.plan.screening import RULES, screen


def items_are_complete(plan: AnnualPlan, act: Act) -> Refusal | None:
    """Each item names a level-3 service in force, its sheet and its funding add up, and all declarations are made."""
    day = clock.day_of(act.at)
    result = screen(plan, read_items(plan), day, {code: act.rule(code, day) for code in RULES})
    if result.passed:
        return None
    sentences = result.sentences
    return Refusal(
        "items-incomplete",
        _("计划还有 %(count)s 处需要补正：") % {"count": len(sentences)},
        rule="R-05",
        article="政府购买服务管理办法（财政部令第102号）",
        next_step=_("请逐项打开事项修改。"),
        items=tuple(str(sentence) for sentence in sentences),
    )


def nothing_vanishes(plan: AnnualPlan, act: Act) -> Refusal | None:
    """What last year approved or put in reserve and nobody began, and what has later years to be paid, is carried over or
    explained."""
    left = unfinished(plan)
    if not left:
        return None
    return Refusal(
        "unfinished-left",
        _("上年还有 %(count)s 项未启动或有续年安排的事项，既没有结转也没有说明：") % {"count": len(left)},
        next_step=_("请打开“复制上年事项”，结转到本计划，或逐项说明不再实施的理由。"),
        items=tuple(f"{item.title}（{item.get_state_display()}，{item.amount:,.2f} 元）" for item in left),
    )


def supervisor_has_consented(plan: AnnualPlan, act: Act) -> Refusal | None:
    """A subordinate unit files only with the consent of its budget supervisor (handbook §2)."""
    if plan.purchaser.budget_supervisor_id is None or plan.state == State.CONSENTED:
        return None
    return Refusal(
        "supervisor-missing",
        _("主管预算单位尚未同意，不能报送。"),
        article="预算法 第三十二条",
        next_step=_("请主管预算单位先在“待办”中办理。"),
    )


def filing_window_is_open(plan: AnnualPlan, act: Act) -> Refusal | None:
    """Plans are filed within the window that finance sets in the year before the plan's own; one that finance sent back
    was filed in time and comes again when it is mended."""
    if plan.submitted_at is not None:
        return None
    day = clock.day_of(act.at)
    opens, closes = act.rule("D-plan-window-opens", day), act.rule("D-plan-window-closes", day)
    if day.year == plan.fiscal_year - 1 and opens.whole <= day.month * 100 + day.day <= closes.whole:
        return None
    return Refusal(
        "window-closed",
        _("%(year)s 年度计划的申报期为 %(before)s 年 %(opens)s 至 %(closes)s，现在不能报送。")
        % {"year": plan.fiscal_year, "before": plan.fiscal_year - 1, "opens": opens.phrase, "closes": closes.phrase},
        rule="D-plan-window-opens",
        article=opens.cites,
        next_step=_("确需补报的，请与财政部门联系。"),
    )


def second_has_agreed(plan: AnnualPlan, act: Act) -> Refusal | None:
    """Where the chain fixed at filing asks for a second clerk of finance, nothing is decided before they agree."""
    return missing_second(plan, act, can=Can.CONCUR_PLAN, office=plan.purchaser.finance)


def nothing_goes_back(plan: AnnualPlan, act: Act) -> Refusal | None:
    """What is to be reduced or mended is first returned to the unit; a plan is approved as the unit has filed it."""
    waiting = [item for item in read_items(plan) if item.state == ItemState.FUNDING_CHECK]
    return next(iter(going_back(waiting)), None)


def lines_are_approved(item: PlanItem, act: Act) -> Refusal | None:
    """Buying begins only on lines of a budget that was passed down to the unit (IR art. 29); a hold may stand before."""
    waiting = [row.line for row in item.funding.select_related("line") if row.line.status != BudgetLine.Status.APPROVED]
    if not waiting:
        return None
    return Refusal(
        "lines-not-approved",
        _("预算尚未批复下达：%(lines)s。") % {"lines": "、".join(line.name for line in waiting)},
        rule="R-12",
        article=act.rule("R-12", clock.day_of(act.at)).cites,
        next_step=_("待财政部门登记并确认部门预算批复后再备案实施计划。"),
    )


def it_is_bought_here(item: PlanItem, act: Act) -> Refusal | None:
    """What pays for a later year of a purchase is no purchase of its own."""
    if item.continues is None:
        return None
    return Refusal(
        "continues-another",
        _("本事项是“%(title)s”的续年安排，由原项目的合同执行，不另行采购。") % {"title": item.continues.title},
        rule="R-60",
        article=act.rule("R-60-maximum", clock.day_of(act.at)).cites,
        next_step=_("请在原项目中办理合同、验收和支付。"),
    )
