"""Reasons to refuse a bid, an announcement without key holders, and an end for too few bids."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.values import clock
from portal.values.refusal import Refusal
from purchasing.bid.container import Offer
from purchasing.bid.declarations import DECLARATIONS
from purchasing.bid.queries import has_document, holders_for, price_items, sealed_count, shown_instant
from purchasing.procurement.models import Procurement
from purchasing.procurement.models import State as ProcurementState
from purchasing.procurement.queries import minimum_bidders
from purchasing.supplier.models import Supplier

if TYPE_CHECKING:
    from portal.workflow.act import Act
    from purchasing.bid.models import Bid


def late(at: datetime, closes_at: datetime) -> Refusal:
    """The one wording for a bid at or after the closing: both times, to the millisecond."""
    return Refusal(
        "late-bid",
        _("投标截止时间是 %(closes)s，服务器收到时已是 %(at)s（均为北京时间）。截止后不再接收，本次内容没有保存。")
        % {"closes": shown_instant(closes_at), "at": shown_instant(at)},
        rule="O87-33",
        article="政府采购货物和服务招标投标管理办法（财政部令第87号） 第三十三条",
    )


def not_receiving() -> Refusal:
    return Refusal(
        "not-receiving",
        _("本项目现在不接收投标。"),
        next_step=_("请查看项目公告了解最新状态。"),
    )


def out_of_time(at: datetime, closes_at: datetime | None, state: str) -> Refusal | None:
    """Why a bid is not received at an instant: too late, or no procurement that receives bids; None when it is."""
    if closes_at is not None and at >= closes_at:
        return late(at, closes_at)
    return None if state == ProcurementState.RECEIVING else not_receiving()


def bids_are_received(bid: Bid, act: Act) -> Refusal | None:
    """The procurement is receiving bids and the clock reads less than the closing time (O87 第三十三条)."""
    procurement = Procurement.objects.get(pk=bid.procurement_id)
    return out_of_time(act.at, procurement.closes_at, procurement.state)


def document_was_obtained(bid: Bid, act: Act) -> Refusal | None:
    """The bidder obtained the tender document within its time."""
    if has_document(bid.procurement, bid.supplier):
        return None
    return Refusal(
        "document-not-obtained",
        _("贵单位没有在规定时间内获取本项目采购文件，不能投标。"),
        next_step=_("文件获取期内，请先在项目页获取采购文件。"),
    )


def _offer(act: Act) -> Offer | None:
    offer = act.data.get("offer")
    return offer if isinstance(offer, Offer) else None


def offer_answers_the_document(bid: Bid, act: Act) -> Refusal | None:
    """Every line of the price sheet is priced, in the document's own quantities, and a service plan is there."""
    offer = _offer(act)
    if offer is None:
        return None
    asked = [(item.name, item.unit, item.quantity) for item in price_items(bid.procurement)]
    answered = [(line.name, line.unit, line.quantity) for line in offer.lines]
    complete = asked and asked == answered and all(line.unit_price > 0 for line in offer.lines)
    if complete and offer.service_plan.strip() and offer.size in Supplier.Size.values:
        return None
    return Refusal(
        "offer-incomplete",
        _("投标内容不完整：报价表每一项都要报价，并填写服务方案和企业规模。"),
        next_step=_("采购文件如有更正，请刷新页面后按最新的报价表填写。"),
    )


def every_declaration_is_given(bid: Bid, act: Act) -> Refusal | None:
    """Each condition of a supplier is declared (政府采购法 第二十二条)."""
    offer = _offer(act)
    if offer is None or set(offer.declarations) == set(DECLARATIONS):
        return None
    return Refusal(
        "declaration-missing",
        _("请逐项作出供应商基本条件声明；有一项不能声明的，不能参加投标。"),
        rule="R-74",
        article="政府采购法 第二十二条",
    )


def price_is_within_ceiling(bid: Bid, act: Act) -> Refusal | None:
    """The total does not exceed the ceiling, or the budget where none is set (R-36, R-38)."""
    offer = _offer(act)
    procurement = bid.procurement
    limit = procurement.budget if procurement.ceiling is None else procurement.ceiling
    if offer is None or offer.total <= limit:
        return None
    return Refusal(
        "above-ceiling",
        _("投标总价超过最高限价（预算） %(limit)s 元，按规定是无效投标，没有接收。") % {"limit": f"{limit:,.2f}"},
        rule="R-36",
        article="政府采购货物和服务招标投标管理办法（财政部令第87号） 第六十三条",
        next_step=_("请调整单价后重新提交。"),
    )


def three_key_holders_are_enrolled(procurement: Procurement, act: Act) -> Refusal | None:
    """The opening officer, the agency and the supervision each have an enrolled key, so that any two can open."""
    missing = holders_for(procurement, clock.day_of(act.at)).missing()
    if not missing:
        return None
    return Refusal(
        "key-holders-missing",
        _("以下密钥持有人尚未指定或尚未登记密钥：%(who)s。") % {"who": "、".join(str(c.label) for c in missing)},
        rule="SD9",
        next_step=_("请指定本单位开标员，并请各密钥持有人在“开标密钥”页登记。"),
    )


def too_few_bids(procurement: Procurement, act: Act) -> Refusal | None:
    """Fewer bids were sealed than the law wants at the closing, so that nothing is opened (O87 第四十三条)."""
    minimum = minimum_bidders(procurement)
    act.rules[minimum.code] = minimum
    if sealed_count(procurement) < minimum.value:
        return None
    return Refusal(
        "enough-bids",
        _("投标人数量达到法定最低数，应当开标。"),
        rule=minimum.code,
        article=minimum.cites,
    )
