"""Input of the tender document, its criteria and price sheet, and of a clarification."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import AmountField, CleanCharField, InstantField, NumberField, WholeField
from portal.ui.rows import rows_of
from portal.values.text import clean

LONG: dict[str, Any] = {"lines": True, "max_length": 50000}
CHECKS = (
    ("R-70", _("未将注册资本、资产总额、营业收入、从业人员、利润、纳税额等规模条件作为资格要求或评审因素")),
    ("R-71", _("未以特定区域或行业的业绩、奖项，所有制、组织形式、所在地，或者指定品牌、供应商限制竞争")),
    ("R-72", _("资格条件未作为评审因素，评审因素已细化量化并与需求指标对应")),
)


class DocumentForm(forms.Form):
    """The tender document with the version it was read at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    ceiling = AmountField(label=_("最高限价（元）"), help_text=_("不得超过预算金额，随公告公开。"))
    closes_at = InstantField(label=_("投标截止时间（北京时间）"))
    price_weight = WholeField(label=_("价格分值"), min_value=1, max_value=100)
    small_business_rate = NumberField(
        label=_("小微企业价格扣除比例（%）"),
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=4,
        decimal_places=1,
    )
    conditions = CleanCharField(label=_("资格条件"), help_text=_("每行一条。"), **LONG)
    scope = CleanCharField(label=_("采购内容及要求"), **LONG)
    submission = CleanCharField(label=_("投标文件组成"), required=False, **LONG)
    contract_draft = CleanCharField(label=_("合同草案"), **LONG)
    allows_consortium = forms.BooleanField(label=_("接受联合体"), required=False)
    opening_place = CleanCharField(label=_("开标地点"), max_length=120)
    contact = CleanCharField(label=_("联系方式"), max_length=200, required=False)
    checks = forms.MultipleChoiceField(
        label=_("合规自查"), choices=CHECKS, required=False, widget=forms.CheckboxSelectMultiple
    )
    explanation = CleanCharField(
        label=_("自查说明"), required=False, max_length=500, lines=True, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("系统找到疑似差别待遇的表述而您认为合理时，写明理由。"),
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What the action takes, by field name of the document."""
        values = {n: v for n, v in self.cleaned_data.items() if n not in ("version", "conditions", "checks")}
        lines = [line for line in (clean(part) for part in self.cleaned_data["conditions"].splitlines()) if line]
        values["qualification"] = [{"code": f"Q{n}", "text": text[:300]} for n, text in enumerate(lines, 1)]
        values["confirmations"] = {code: code in self.cleaned_data["checks"] for code, _text in CHECKS}
        return values


class CriterionForm(forms.Form):
    name = CleanCharField(label=_("评审因素"), max_length=60)
    points = NumberField(
        label=_("分值"), min_value=Decimal("0.01"), max_value=Decimal(100), max_digits=5, decimal_places=2
    )
    objective = forms.BooleanField(label=_("客观分"), required=False)
    standard = CleanCharField(
        label=_("评分标准"), lines=True, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class PriceItemForm(forms.Form):
    name = CleanCharField(label=_("标的"), max_length=80)
    unit = CleanCharField(label=_("单位"), max_length=16)
    quantity = NumberField(label=_("数量"), min_value=Decimal("0.01"), max_digits=14, decimal_places=2)


Criteria = rows_of(CriterionForm, _("评分标准"), extra=3, most=40)
PriceItems = rows_of(PriceItemForm, _("报价清单"), extra=1, most=60)


class ClarificationForm(forms.Form):
    """A clarification; the version is empty for a new one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = CleanCharField(label=_("澄清或更正内容"), help_text=_("不得透露已获取文件的供应商名称、数量。"), **LONG)
    affects_bids = forms.BooleanField(label=_("可能影响投标文件编制"), required=False)
    new_closes_at = InstantField(label=_("新的投标截止时间（顺延时填写）"), required=False)
