"""Input of the ranking."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import CleanCharField, WholeField


class RankForm(forms.Form):
    """The place of an item and why."""

    position = WholeField(label=_("次序"), min_value=1, help_text=_("1 为最先安排；其他事项依次后移。"))
    reason = CleanCharField(label=_("排序理由"), max_length=300, lines=True, widget=forms.Textarea(attrs={"rows": 3}))
