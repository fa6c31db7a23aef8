"""Reasons not to take a holder's part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.values.refusal import Refusal
from purchasing.bid.guards import too_few_bids
from purchasing.bid.queries import holder_of, shown_instant
from purchasing.procurement.models import Procurement, State

if TYPE_CHECKING:
    from portal.workflow.act import Act
    from purchasing.opening.models import Opening


def bids_are_closed(opening: Opening, act: Act) -> Refusal | None:
    """The closing time has passed on the clock and bids are closed; no part is taken before (O87 第三十九条)."""
    procurement = Procurement.objects.get(pk=opening.procurement_id)
    passed = procurement.closes_at is not None and act.at >= procurement.closes_at
    if passed and procurement.state == State.CLOSED:
        return None
    return Refusal(
        "bids-not-closed",
        _("投标截止时间是 %(closes)s（北京时间），现在不能开标，您输入的口令没有被使用。")
        % {"closes": shown_instant(procurement.closes_at) if procurement.closes_at else "—"},
        rule="O87-39",
        article="政府采购货物和服务招标投标管理办法（财政部令第87号） 第三十九条",
        next_step=_("请在截止后、页面显示“等待密钥持有人”时再提交。"),
    )


def actor_is_a_holder(opening: Opening, act: Act) -> Refusal | None:
    """The person holds one of the three keys of this procurement (SD9)."""
    holder = holder_of(act.actor)
    if holder is not None and opening.procurement.key.holders.filter(pk=holder.pk).exists():
        return None
    return Refusal("not-a-holder", _("您不是本项目的密钥持有人。"), rule="SD9")


def enough_bids(opening: Opening, act: Act) -> Refusal | None:
    """As many bids as the law wants were sealed; with fewer nothing is opened (O87 第四十三条)."""
    if too_few_bids(opening.procurement, act) is not None:
        return None
    return Refusal(
        "too-few-bids",
        _("投标人数量不足法定最低数，不得开标。"),
        rule="R-44",
        article="政府采购法 第三十六条",
    )


def part_is_the_holders_first(opening: Opening, act: Act) -> Refusal | None:
    """The person has not given a part yet; two parts come from two persons."""
    if not opening.parts.filter(holder__membership__user=act.user).exists():
        return None
    return Refusal(
        "part-already-given",
        _("您已提交密钥份额，开标还需要另一位密钥持有人。"),
        next_step=_("请另一位密钥持有人用自己的账号登录后提交。"),
    )
