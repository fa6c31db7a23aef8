"""Input of a provider's profile."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.ui.drafts import Versioned
from portal.ui.fields import CleanCharField
from portal.values.text import half_width
from purchasing.supplier.models import Supplier

ACCOUNT = re.compile(r"[0-9]{8,32}")


class ProfileForm(Versioned):
    kind = forms.ChoiceField(label=_("承接主体类型"), choices=[("", _("请选择")), *Supplier.Kind.choices])
    size = forms.ChoiceField(
        label=_("企业规模"), choices=Supplier.Size.choices,
        help_text=_("按中小企业划型标准；投标时另须提供中小企业声明函。不是企业的选“不适用”。"),
    )  # fmt: skip
    contact_name = CleanCharField(label=_("联系人"), max_length=40)
    contact_phone = CleanCharField(label=_("联系电话"), max_length=40)
    bank_name = CleanCharField(label=_("开户银行"), max_length=80)
    bank_account = CleanCharField(
        label=_("银行账号"), max_length=60,
        help_text=_("收款账号，写入以后签订的合同；已签合同的账号不变。不公开。"),
    )  # fmt: skip
    field_order = ["kind", "size", "contact_name", "contact_phone", "bank_name", "bank_account", "version"]

    def clean_bank_account(self) -> str:
        digits = re.sub(r"[\s-]", "", half_width(self.cleaned_data["bank_account"]))
        if not ACCOUNT.fullmatch(digits):
            raise ValidationError(_("银行账号应为 8 至 32 位数字。"), code="account")
        return digits

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        enterprise, sized = values.get("kind") == Supplier.Kind.ENTERPRISE, values.get("size") != Supplier.Size.NONE
        if values.get("kind") and values.get("size") and enterprise != sized:
            said = _("企业应选择规模。") if enterprise else _("只有企业有规模，请选“不适用”。")
            self.add_error("size", ValidationError(said, code="size"))
        return values
