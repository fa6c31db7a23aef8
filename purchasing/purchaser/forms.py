"""Input of the list of purchasers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.drafts import Versioned
from portal.ui.system.forms import OrganisationField
from purchasing.purchaser.models import Purchaser


class _Fields(forms.Form):
    kind = forms.ChoiceField(label=_("购买主体类型"), choices=[("", _("请选择")), *Purchaser.Kind.choices])
    supervisor = OrganisationField(
        label=_("主管预算单位"), required=False,
        help_text=_("统一社会信用代码或全称；计划报送财政前须经其同意。本单位就是主管预算单位的留空。"),
    )  # fmt: skip
    eligible = forms.BooleanField(
        label=_("可以购买服务"), required=False, initial=True,
        help_text=_("公益一类事业单位、使用事业编制且由财政拨款保障的群团组织不属于购买主体，不勾选。"),
    )  # fmt: skip


class PurchaserForm(_Fields):
    organization = OrganisationField(label=_("单位"), help_text=_("统一社会信用代码或全称，先由系统管理员登记组织。"))
    field_order = ["organization", "kind", "supervisor", "eligible"]


class PurchaserEditForm(Versioned, _Fields):
    field_order = ["kind", "supervisor", "eligible", "version"]
