"""What must be true before a request moves: complete and lawful, within what was agreed before, and in the order of days."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

import portal.statutes as statutes
from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.additional.models import AdditionalBudgetRequest, Cycle, Outcome, Stance
from purchasing.additional.queries import OPEN, ZERO, Kind, amounts_of, funded, last_day, standing
from purchasing.budget.models import Category
from purchasing.budget.queries import shortfall
from purchasing.funding.queries import wanted_of
from purchasing.plan.guards import lines_are_approved
from purchasing.plan.models import AnnualPlan, ItemState

SEED = "景德镇市政府向社会力量购买服务实施意见 四（二）"
EARLY = (ItemState.DRAFT, ItemState.SUBMITTED, ItemState.FUNDING_CHECK, ItemState.AWAITING_ADDITIONAL_BUDGET)


def request_is_complete(request: AdditionalBudgetRequest, act: Act) -> Refusal | None:
    """The item is of path B, its sheet adds up, its own lines bear less than it needs, and the reason is written down."""
    need, _existing, gap = amounts_of(request)
    item = request.item
    sheet = sum((task.amount for task in item.task_lines.all()), ZERO)
    missing = [
        sentence
        for sentence, wrong in (
            (_("事项的资金类别不是“新增预算”。"), item.category != Category.ADDITIONAL_BUDGET or item.state not in EARLY),
            (_("工作量×标准的合计与申报金额不符。"), sheet != need or not need),
            (_("现有预算已经够用，没有缺口。"), gap <= ZERO),
            (_("没有填写需要新增的理由。"), not request.justification.strip()),
        )
        if wrong
    ]  # fmt: skip
    if not missing:
        return None
    return Refusal(
        "request-incomplete",
        _("申请还有 %(count)s 处需要补正：") % {"count": len(missing)},
        article=SEED,
        next_step=_("请修改申请或计划事项后再提交。"),
        items=tuple(str(sentence) for sentence in missing),
    )


def cycle_fits_the_year(request: AdditionalBudgetRequest, act: Act) -> Refusal | None:
    """New money comes with the next year's budget; once a year has begun, only by adjusting its budget (预算法 art. 67)."""
    day, year = clock.day_of(act.at), request.item.plan.fiscal_year
    if (request.cycle == Cycle.ANNUAL and day.year < year) or (request.cycle == Cycle.IN_YEAR and day.year == year):
        return None
    ruling = act.rule("R-08-adjustment", day)
    return Refusal(
        "cycle-mismatch",
        _("事项属于 %(year)s 年度，现在不能按“%(cycle)s”申请。") % {"year": year, "cycle": request.get_cycle_display()},
        rule=ruling.code,
        article=ruling.cites,
        next_step=_("年度开始前列入年度预算；年度开始后只能按预算调整办理，否则请转入项目储备，列入下一年度。"),
        field="cycle",
    )


def adjustment_is_lawful(request: AdditionalBudgetRequest, act: Act) -> Refusal | None:
    """Within a year only what the law names is an adjustment of the budget; all else is moved between lines (预算法 art. 72)."""
    if request.cycle != Cycle.IN_YEAR or request.ground:
        return None
    ruling = act.rule("R-08-adjustment", clock.day_of(act.at))
    return Refusal(
        "no-adjustment-ground",
        _("没有选定应当进行预算调整的情形，不能按预算调整申请。"),
        rule=ruling.code,
        article=ruling.cites,
        next_step=_("不属于这些情形的，请按预算法第七十二条在不同预算项目之间办理调剂。"),
        field="ground",
    )


def opinion_is_consistent(request: AdditionalBudgetRequest, act: Act) -> Refusal | None:
    """Support is for the whole gap, partial support for a part of it, and no support for nothing."""
    stance, amount = act.data.get("stance"), act.data.get("amount") or ZERO
    fits = {
        Stance.SUPPORT: amount == request.gap, Stance.PARTIAL: ZERO < amount < request.gap, Stance.AGAINST: amount == ZERO,
    }  # fmt: skip
    if stance is None or fits[Stance(stance)]:
        return None
    return Refusal(
        "opinion-amount",
        _("“%(stance)s”与金额 %(amount)s 元不符，申请新增 %(gap)s 元。")
        % {"stance": Stance(stance).label, "amount": f"{amount:,.2f}", "gap": f"{request.gap:,.2f}"},
        article=SEED,
        next_step=_("支持的金额等于申请数，部分支持的小于申请数，不予支持的不填金额。"),
        field="amount",
    )


def government_stays_within_support(request: AdditionalBudgetRequest, act: Act) -> Refusal | None:
    """The government grants what finance supports; above that, up to what was asked for, only with the leader's note."""
    amount = act.data.get("amount") or ZERO
    if act.data.get("outcome", Outcome.AGREED) == Outcome.REFUSED or ZERO < amount <= request.ceiling:
        return None
    above_gap = amount > request.gap
    return Refusal(
        "above-gap" if above_gap else "above-support" if amount else "amount-missing",
        _("审定金额 %(amount)s 元不在可以审定的范围内：财政支持 %(supported)s 元，申请新增 %(gap)s 元。")
        % {
            "amount": f"{amount:,.2f}", "supported": f"{request.supported:,.2f}", "gap": f"{request.gap:,.2f}",
        },
        article=SEED,
        next_step=_("不能超过申请数。")
        if above_gap
        else _("超过财政支持金额的，须先由协调推进小组组长批注。"),
        field="amount",
    )  # fmt: skip


def congress_stays_within_the_decision(request: AdditionalBudgetRequest, act: Act) -> Refusal | None:
    """What the congress approves is at most what the government put before it."""
    amount = act.data.get("amount") or ZERO
    if act.data.get("outcome", Outcome.AGREED) == Outcome.REFUSED or ZERO < amount <= request.decided:
        return None
    return Refusal(
        "above-decision",
        _("批准金额应大于零，且不超过市政府审定的 %(decided)s 元。") % {"decided": f"{request.decided:,.2f}"},
        article=SEED,
        field="amount",
    )


def day_is_in_order(request: AdditionalBudgetRequest, act: Act) -> Refusal | None:
    """What is recorded has happened, and not before the step that comes before it."""
    on = act.data.get("on")
    if on is None:
        return None
    if on > clock.day_of(act.at):
        return Refusal("day-in-future", _("日期不能晚于今天；只登记已经作出的决定。"), field="on")
    before = last_day(request)
    if before is not None and on < before:
        return Refusal(
            "day-out-of-order",
            _("日期不能早于上一步的 %(day)s。") % {"day": f"{before:%Y-%m-%d}"},
            article=SEED,
            next_step=_("请核对文件上的日期。"),
            field="on",
        )
    return None


def draft_reaches_the_committee_in_time(request: AdditionalBudgetRequest, act: Act) -> Refusal | None:
    """A budget's adjustment goes to the congress' committee before the session by the lawful time (R-08-committee)."""
    on, session = act.data.get("on"), act.data.get("session_on")
    if request.cycle != Cycle.IN_YEAR or on is None:
        return None
    if session is None:
        return Refusal("session-missing", _("请填写常委会会议的举行日期。"), field="session_on")
    latest = statutes.latest("R-08-committee", session)
    act.rules["R-08-committee"] = latest.ruling
    if on <= latest.date:
        return None
    return Refusal(
        "committee-too-late",
        _("应在 %(day)s 前送交初步审查：会议举行前至少 %(period)s。")
        % {"day": f"{latest.date:%Y-%m-%d}", "period": latest.ruling.phrase},
        rule="R-08-committee",
        article=latest.ruling.cites,
        next_step=_("请安排在以后的会议审查。"),
        field="session_on",
    )


def session_has_been_held(request: AdditionalBudgetRequest, act: Act) -> Refusal | None:
    """An adjustment is decided in the session it was drafted for, or later."""
    submission, on = standing(request, Kind.SUBMISSION), act.data.get("on")
    if submission is None or submission.session_on is None or on is None or on >= submission.session_on:
        return None
    return Refusal(
        "before-session",
        _("会议定于 %(day)s 举行，批准日期不能早于会议。") % {"day": f"{submission.session_on:%Y-%m-%d}"},
        article=act.rule("R-08-committee", submission.session_on).cites,
        field="on",
    )


def item_awaits_the_money(request: AdditionalBudgetRequest, act: Act) -> Refusal | None:
    """The plan was approved and its item waits: money joins a plan that finance has answered."""
    if request.item.state == ItemState.AWAITING_ADDITIONAL_BUDGET:
        return None
    return Refusal(
        "plan-not-approved",
        _("年度计划尚未批复，事项现在的状态是“%(state)s”，新增预算不能下达。")
        % {"state": request.item.get_state_display()},
        rule="R-05",
        article=act.rule("R-05", clock.day_of(act.at)).cites,
        next_step=_("请先办理年度计划的批复。"),
    )


def existing_lines_still_bear_their_part(request: AdditionalBudgetRequest, act: Act) -> Refusal | None:
    """The lines that the item names have free what it takes from them (R-05); the act itself looks again under lock."""
    rows = list(request.item.funding.select_related("line"))
    return shortfall({row.line_id: row.line for row in rows}, wanted_of(rows), act)


def sheet_equals_the_money(request: AdditionalBudgetRequest, act: Act) -> Refusal | None:
    """The lowered sheet comes to exactly what the lines bear, old and new."""
    item, money = request.item, funded(request.item)
    if item.amount == money == sum((task.amount for task in item.task_lines.all()), ZERO):
        return None
    return Refusal(
        "sheet-not-exact",
        _("工作量×标准应正好等于可用资金 %(money)s 元。") % {"money": f"{money:,.2f}"},
        rule="R-05",
        article=act.rule("R-05", clock.day_of(act.at)).cites,
        next_step=_("请退回单位重新调整工作量。"),
    )


def requests_say_what_the_plan_says(plan: AnnualPlan, act: Act) -> Refusal | None:
    """An item whose request is under way stands in the plan with the very sums that were filed."""
    rows = AdditionalBudgetRequest.objects.filter(OPEN, item__plan=plan, filed_at__isnull=False).select_related("item")
    differing = [row for row in rows if (row.need, row.existing) != (row.item.amount, funded(row.item))]
    if not differing:
        return None
    return Refusal(
        "request-differs",
        _("有 %(count)s 项的金额与已申报的新增预算申请不一致：") % {"count": len(differing)},
        article=SEED,
        next_step=_("请改回申报时的金额和资金来源，或者撤回申请后重新申报。"),
        items=tuple(f"{row.item.seq}. {row.item.title}" for row in differing),
    )


def budget_has_reached_the_unit(request: AdditionalBudgetRequest, act: Act) -> Refusal | None:
    """The department has passed the money down to the unit (预算法 art. 52), so that it can be spent."""
    return lines_are_approved(request.item, act)
