"""Input of an intention (财库〔2020〕10号: project, needs, budget, expected time)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import AmountField, CleanCharField, DayField


class IntentionForm(forms.Form):
    """The draft with the version it was read at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = CleanCharField(label=_("采购项目名称"), max_length=120)
    needs = CleanCharField(
        label=_("采购需求概况"),
        lines=True,
        max_length=4000,
        help_text=_("主要功能或目标，需满足的质量、服务、时限要求。"),
    )
    budget = AmountField(label=_("预算金额（元）"))
    expected_month = DayField(label=_("预计采购时间"))
    sme_note = CleanCharField(label=_("面向中小企业情况"), max_length=300, required=False)
    note = CleanCharField(label=_("备注"), max_length=300, required=False)
