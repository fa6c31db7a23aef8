"""A holder's passphrase. It is used once, in the request that brings it, and kept nowhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actor import Actor
from purchasing.bid.sealing import typed_passphrase
from purchasing.opening.models import Opening


class KeyPartForm(forms.Form):
    """`cleaned_data` is {"passphrase", "session_hash"}; without a session of one's own no part is taken."""

    passphrase = forms.CharField(
        label=gettext_lazy("密钥口令"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("登记密钥时显示的 20 位口令，分五组；不分大小写，空格和横线可省略。"),
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, subject: Opening, actor: Actor, session_hash: str = ""
    ) -> None:
        super().__init__(data, files)
        self.opening, self.actor, self.session_hash = subject, actor, session_hash

    def clean_passphrase(self) -> str:
        typed = typed_passphrase(self.cleaned_data["passphrase"])
        if not typed:
            raise ValidationError(
                _("口令应为 20 位字母和数字（不含 0、1、I、L、O、U 等易混字符）。"), code="passphrase"
            )
        return typed

    def clean(self) -> dict[str, Any]:
        return {**self.cleaned_data, "session_hash": self.session_hash}
