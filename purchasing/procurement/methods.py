"""What differs by procurement method: one row of rule codes each. Nothing else asks which method it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.values.refusal import Refusal
from purchasing.plan.models import Method

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class MethodRules:
    """Codes of the rules that govern a method; `statutes.on(code, day)` has their values and articles."""

    minimum_bidders: str
    receiving: str
    notice: str
    document_supply: str
    clarification: str
    price_weight: str


METHODS: dict[str, MethodRules] = {
    Method.OPEN_TENDER: MethodRules(
        minimum_bidders="R-44-tender",
        receiving="R-21",
        notice="R-20",
        document_supply="R-22",
        clarification="R-24-tender",
        price_weight="R-39-tender-services",
    ),
}

NOT_YET: dict[str, tuple[str, _StrPromise]] = {
    Method.INVITED_TENDER: ("政府采购法 第二十九条", _("邀请招标须先核准适用情形并抽取受邀供应商")),
    Method.COMPETITIVE_NEGOTIATION: ("政府采购法 第三十条", _("竞争性谈判须由谈判小组确认文件并逐轮谈判")),
    Method.COMPETITIVE_CONSULTATION: (
        "政府采购竞争性磋商采购方式管理暂行办法 第三条",
        _("竞争性磋商须由磋商小组逐轮磋商"),
    ),
    Method.INQUIRY_QUOTATION: ("政府采购法 第三十二条", _("询价一般只适用于货物")),
    Method.SINGLE_SOURCE: ("政府采购法 第三十一条", _("单一来源须先公示并经财政部门批准")),
    Method.FRAMEWORK: ("政府采购框架协议采购方式管理暂行办法 第三条", _("框架协议须分两个阶段办理")),
    Method.BELOW_THRESHOLD: ("政府采购法 第二条", _("限额标准以下的项目按单位内部制度办理")),
}


def rules_of(method: str) -> MethodRules:
    """The rules of a method. Raises KeyError for one that cannot be run on the portal yet."""
    return METHODS[method]


def refusal_of(method: str) -> Refusal | None:
    """Why a method cannot be started here, or None."""
    if method in METHODS:
        return None
    article, grounds = NOT_YET[method]
    return Refusal(
        "method-not-available",
        _("本平台暂不能办理“%(method)s”：%(grounds)s。") % {"method": Method(method).label, "grounds": grounds},
        article=article,
        next_step=_("请调整计划的采购方式为公开招标，或按现行办法在平台之外办理。"),
    )
