"""What every bidder declares: the conditions of the Government Procurement Law, article 22 (R-74), and article 18 of its regulation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DECLARATIONS: Final[dict[str, _StrPromise]] = {
    "civil_capacity": _("具有独立承担民事责任的能力。"),
    "good_standing": _("具有良好的商业信誉和健全的财务会计制度。"),
    "equipment": _("具有履行合同所必需的设备和专业技术能力。"),
    "tax_and_insurance": _("有依法缴纳税收和社会保障资金的良好记录。"),
    "clean_record": _("参加本次采购活动前三年内，在经营活动中没有重大违法记录。"),
    "other_conditions": _("符合法律、行政法规和采购文件规定的其他条件。"),
    "no_relation": _(
        "与本项目其他投标人不存在单位负责人为同一人或者直接控股、管理关系，未参与本项目的整体设计、规范编制、项目管理、监理、检测。"
    ),
}
