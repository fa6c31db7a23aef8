"""Input of roll-ups: the year, and what the group is asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Organization
from portal.ui.drafts import Versioned
from portal.ui.fields import FIRST_YEAR, LAST_YEAR, CleanCharField, WholeField
from purchasing.group.queries import groups_on


class CompileForm(forms.Form):
    year = WholeField(label=_("年度"), min_value=FIRST_YEAR, max_value=LAST_YEAR)


class SendForm(Versioned):
    group = forms.ModelChoiceField(label=_("协调推进小组"), queryset=Organization.objects.none())
    summary = CleanCharField(
        label=_("需要研究决定的内容"), lines=True, max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("四张汇总表随议题一并提交，之后批准的事项不再计入。"),
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = groups_on(today)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        if len(groups) == 1:
            self.fields["group"].initial = groups[0]
