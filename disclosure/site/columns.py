"""The columns of the public lists: on the page those that tell the section's things apart, in downloads all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from disclosure.item.models import DisclosureItem
from portal.ui.listing import Column, Sort

_NEWEST = Sort("newest", _("最新发布"), ("-published_at", "-id"))
_AMOUNT = Sort("amount", _("金额从高到低"), ("-amount", "-id"))
_CLOSING = Sort("closing", _("截止时间"), ("closes_at", "id"))

TITLE = Column("title", _("标题"), href="self", note="purchaser_name")
KIND = Column("kind", _("种类"), lambda item: item.get_kind_display())
PURCHASER = Column("purchaser", _("采购单位"), "purchaser_name", shown=False)
SUPPLIER = Column("supplier", _("供应商"), "supplier_name")
AMOUNT = Column("amount", _("金额（元）"), kind="money")
PUBLISHED = Column("published_at", _("发布时间"), kind="day")
CLOSES = Column("closes_at", _("截止时间"), kind="instant")
MONTH = Column(
    "expected_month", _("预计采购月份"), lambda item: item.expected_month and item.expected_month.strftime("%Y-%m")
)
SCORE = Column("score", _("得分"), kind="number")
BAND = Column("band", _("等级"))


def _absolute(item: DisclosureItem) -> str:
    return f"{settings.PUBLIC_BASE_URL}{item.get_absolute_url()}"


# What downloads carry besides, the same for each section
_ALSO = (
    PURCHASER,
    Column("ocid", _("项目编号"), shown=False),
    Column("catalogue_code", _("目录编码"), shown=False),
    Column("region", _("行政区划"), shown=False),
    Column("method", _("采购方式"), lambda item: item.get_method_display(), shown=False),
    Column("fiscal_year", _("年度"), kind="number", shown=False),
    Column("version", _("版本"), kind="number", shown=False),
    Column("sha256", "SHA-256", shown=False),
    Column("url", _("网址"), _absolute, shown=False),
)
_EVERY = (TITLE, KIND, SUPPLIER, AMOUNT, CLOSES, MONTH, SCORE, BAND, PUBLISHED)


@dataclass(frozen=True)
class Section:
    """How one list looks: its columns on the page, its orders, its lead, facets of its own."""

    lead: Any
    shown: Sequence[Column]
    sorts: Sequence[Sort] = (_NEWEST, _AMOUNT)
    extra: Sequence[str] = ()

    @property
    def columns(self) -> list[Column]:
        """The shown ones, then all others for downloads only."""
        names = {c.name for c in self.shown}
        hidden = [Column(c.name, c.label, c.value, c.kind, shown=False) for c in _EVERY if c.name not in names]
        return [*self.shown, *hidden, *_ALSO]


LOOKS: dict[str, Section] = {
    "plans": Section(_("财政批复的各单位年度政府购买服务计划。"), (TITLE, AMOUNT, PUBLISHED)),
    "intentions": Section(_("采购活动开始前公开的意向：买什么、多少钱、何时采购。"), (TITLE, AMOUNT, MONTH, PUBLISHED)),
    "notices": Section(
        _("招标、澄清、终止等公告，以及采购需求征求意见和投标封存指纹。"),
        (TITLE, KIND, AMOUNT, CLOSES, PUBLISHED),
        (_NEWEST, _AMOUNT, _CLOSING),
        ("kind",),
    ),
    "results": Section(_("中标、成交结果和开标唱读的报价。"), (TITLE, SUPPLIER, AMOUNT, PUBLISHED)),
    "contracts": Section(_("签订的合同及其条款，商业秘密已遮盖。"), (TITLE, SUPPLIER, AMOUNT, PUBLISHED)),
    "acceptances": Section(_("每一期履约验收的结论、得分和扣减。"), (TITLE, SUPPLIER, SCORE, AMOUNT, PUBLISHED)),
    "payments": Section(_("按合同和验收结果支付的每一笔资金。"), (TITLE, SUPPLIER, AMOUNT, PUBLISHED)),
    "evaluations": Section(
        _("绩效评价标准与结果：购买主体、服务对象、第三方三方评分。"),
        (TITLE, KIND, SUPPLIER, SCORE, BAND, PUBLISHED),
        (_NEWEST,),
        ("kind",),
    ),
}
SEARCH = Section(_("在全部公开信息中查找。"), (TITLE, KIND, SUPPLIER, AMOUNT, PUBLISHED), (_NEWEST,), ("section",))
ORGANIZATION = Section("", (TITLE, KIND, AMOUNT, PUBLISHED))
