"""The code printed on a paper, as people type it."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.reports.codes import typed


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("验证码"), max_length=40, help_text=_("印在文件末尾二维码旁，共 12 位，不分大小写，可不输连接符。")
    )

    def clean_code(self) -> str:
        code = typed(self.cleaned_data["code"])
        if not code:
            raise ValidationError(_("验证码应为 12 位字母和数字，不含 0、1、I、L、O、U。"), code="code")
        return code
