"""Why an item cannot be changed so, or not now."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.act import Act
from purchasing.adjustment.models import Change, PlanAdjustment
from purchasing.adjustment.queries import CHANGEABLE, as_it_is, running
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
    if item.state not in CHANGEABLE:
        return Refusal(
            "item-not-approved",
            _("“%(item)s”现在的状态是“%(state)s”，不能调整。") % {"item": item, "state": item.get_state_display()},
        )
    procurement = running(item)
    if procurement is None:
        return None
    return Refusal(
        "procurement-runs",
        _("“%(item)s”正在采购（%(state)s），不能调整。")
        % {"item": item.title, "state": procurement.get_state_display()},
        article="政府采购法 第三十六条、第四十三条",
        next_step=_("确需调整的，请先终止采购。"),
    )


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
