"""Input of payments: the supplier's invoice; the payee is never typed."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contracts.payment.models import PaymentRequest
from portal.accounts.actor import Actor
from portal.files.forms import UploadField
from portal.ui.fields import AmountField, CleanCharField, DayField
from portal.values.text import half_width

_NUMBER = re.compile(r"[0-9A-Za-z-]{6,40}")


class InvoiceForm(forms.Form):
    """The invoice that the payment answers."""

    invoice_number = CleanCharField(label=_("发票号码"), max_length=40, help_text=_("全电发票为 20 位数字。"))
    invoice_on = DayField(label=_("发票日期"), help_text=_("支付期限自收到发票之日起计算。"))
    amount = AmountField(
        label=_("发票金额（元）"), help_text=_("照发票填写，不超过本期验收后还可申请的金额；可以分几张发票先后支付。")
    )

    def __init__(
        self, *args: Any, subject: PaymentRequest | None = None, actor: Actor | None = None, **kwargs: Any
    ) -> None:
        if subject is not None:
            names = ("invoice_number", "invoice_on", "amount")
            kwargs.setdefault("initial", {name: getattr(subject, name) for name in names})
        super().__init__(*args, **kwargs)
        kept = (
            _("已上传：%(name)s，不换可以不选。") % {"name": subject.invoice.name}
            if subject and subject.invoice
            else ""
        )
        self.fields["invoice"] = UploadField(label=_("发票影像"), required=False)
        self.fields["invoice"].help_text = f"{kept}{self.fields['invoice'].help_text}"

    def clean_invoice_number(self) -> str:
        number = "".join(half_width(str(self.cleaned_data["invoice_number"])).split()).upper()
        if not _NUMBER.fullmatch(number):
            raise ValidationError(_("发票号码只含数字、字母和连字符，6 到 40 位。"), code="invoice")
        return number
