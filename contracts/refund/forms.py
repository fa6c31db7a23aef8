"""Input of refunds."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.refund.models import Ground
from portal.ui.fields import AmountField, CleanCharField, DayField


class RefundForm(forms.Form):
    """What came back of a payment, when, and why."""

    amount = AmountField(label=_("退回金额（元）"))
    ground = forms.ChoiceField(label=_("退回原因"), choices=Ground.choices, widget=forms.RadioSelect)
    reason = CleanCharField(label=_("说明"), max_length=500, lines=True, widget=forms.Textarea(attrs={"rows": "3"}))
    receipt = CleanCharField(label=_("缴款凭证号"), max_length=40, help_text=_("一张凭证只登记一次。"))
    received_on = DayField(label=_("收到日期"))
