"""Why an account cannot be drawn up, handed in or confirmed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.account.models import FinalAccount
from purchasing.account.queries import by_item, lines_of, live_lines, open_adjustments, same_figures
from purchasing.plan.models import AnnualPlan

REASONS = "D-account-variance"


def year_is_over(plan: AnnualPlan, act: Act) -> Refusal | None:
    """The account of a year is drawn up when the year is over."""
    if clock.day_of(act.at).year > plan.fiscal_year:
        return None
    return Refusal(
        "year-not-over",
        _("%(year)s 年度尚未结束，不能编制决算。") % {"year": plan.fiscal_year},
        article="预算法 第七十四条",
        next_step=_("请在年度终了后编制。"),
    )


def nothing_is_left_open(account: FinalAccount, act: Act) -> Refusal | None:
    """What was frozen for the year was paid, carried over or freed: nothing vanishes when the plan is closed."""
    left = [row for row in by_item(account, live_lines(account)) if row.open]
    waiting = list(open_adjustments(account.plan))
    if not left and not waiting:
        return None
    found = [_("“%(item)s”仍冻结 %(yuan)s 元") % {"item": row.item, "yuan": f"{row.open:,.2f}"} for row in left]
    found += [_("%(row)s：%(state)s") % {"row": row, "state": row.get_state_display()} for row in waiting]
    return Refusal(
        "money-left-open",
        _("还有资金没有去向，或者调整尚未办结："),
        rule="R-05",
        article=act.rule("R-05", clock.day_of(act.at)).cites,
        next_step=_("请在“计划调整”中办理结转下年或者取消事项，办结后再提交。"),
        items=tuple(str(each) for each in found),
    )


def departures_are_explained(account: FinalAccount, act: Act) -> Refusal | None:
    """Where payment differs from the budget by more than the share that finance sets, the account says why."""
    rule = act.rule(REASONS, clock.day_of(act.at))
    silent = [row for row in by_item(account, live_lines(account)) if row.departs(rule.share) and not row.reason]
    if not silent:
        return None
    return Refusal(
        "departure-unexplained",
        _("支出与预算相差超过 %(share)s 的事项应说明理由：") % {"share": rule.phrase},
        rule=rule.code,
        article=rule.cites,
        next_step=_("请打开“修改”填写理由。"),
        items=tuple(f"{row.item}：{row.variance:,.2f}（{row.percent}）" for row in silent),
    )


def figures_are_as_handed_in(account: FinalAccount, act: Act) -> Refusal | None:
    """The ledger still says what the account says."""
    if same_figures(lines_of(account), live_lines(account)):
        return None
    return Refusal(
        "figures-moved",
        _("提交之后台账已有变动，与本决算不一致。"),
        next_step=_("请退回单位，按现在的台账重新提交。"),
    )
