"""What every supplier must be: the conditions of the Government Procurement Law, article 22 (R-74), as it words them."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as _

CONDITIONS: Final = {
    "civil_capacity": _("具有独立承担民事责任的能力"),
    "good_standing": _("具有良好的商业信誉和健全的财务会计制度"),
    "equipment": _("具有履行合同所必需的设备和专业技术能力"),
    "tax_and_insurance": _("有依法缴纳税收和社会保障资金的良好记录"),
    "clean_record": _("参加政府采购活动前三年内，在经营活动中没有重大违法记录"),
    "other_conditions": _("法律、行政法规规定的其他条件"),
}
