"""The columns of a table of grants, found by their heading, not by their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.values.text import half_width

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

YUAN, WAN = "元", "万元"
AMOUNT = "amount"


@dataclass(frozen=True)
class Column:
    """`label` is the heading as it is given out, `others` are those that finance's own tables use for it."""

    name: str
    label: str
    note: str | _StrPromise
    others: tuple[str, ...] = ()
    required: bool = True
    width: int = 16


COLUMNS = (
    Column("unit", "购买单位", _("单位全称或统一社会信用代码。"), ("单位", "单位名称", "预算单位", "统一社会信用代码"), width=34),
    Column("year", "年度", _("与上传时选择的年度一致。"), ("预算年度", "年份"), width=8),
    Column("code", "预算项目代码", _("同一单位同一代码只填一行；已有代码的，金额追加到该项目。"), ("项目代码", "代码"), width=20),
    Column("name", "预算项目", _("新增项目必填；已有项目可以不填，填写的应与登记的名称一致。"), ("预算项目名称", "项目名称"), False, 30),
    Column("category", "资金类别", _("F1 至 F6 或类别名称，不填按“现有预算统筹”。"), ("类别",), False, 18),
    Column(AMOUNT, "金额（元）", _("只填数字，可以用千分位；以万元填报的，请把表头改为“金额（万元）”。"), (), width=20),
)  # fmt: skip
_UNITS = {"金额(元)": YUAN, "金额(万元)": WAN, "金额/元": YUAN, "金额/万元": WAN, "金额": ""}
_NAMES = {half_width(heading): c.name for c in COLUMNS for heading in (c.label, *c.others)}


def name_of(heading: str) -> str:
    """The column that a heading means, "" for none of them."""
    typed = half_width(heading).replace(" ", "")
    return AMOUNT if typed in _UNITS else _NAMES.get(typed, "")


def unit_of(heading: str) -> str:
    """The unit that the heading of the amounts says, "" where it says none."""
    return _UNITS[half_width(heading).replace(" ", "")]
