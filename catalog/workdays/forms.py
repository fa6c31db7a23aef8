"""Input of a year's calendar: the notice as it stands, and days typed line by line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from catalog.workdays.models import CalendarDraft
from catalog.workdays.previews import Effect, effect_of
from portal.ui.fields import FIRST_YEAR, LAST_YEAR, CleanCharField, WholeField

LONGEST_TEXT = 10_000


class CalendarForm(forms.Form):
    """Both texts are kept as typed; what they say is shown day by day on the draft's page."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    year = WholeField(label=_("年份"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    cites = CleanCharField(
        label=_("依据（文件名称及文号）"), max_length=120, help_text=_("例如：国务院办公厅关于部分节假日安排的通知及其文号。")
    )  # fmt: skip
    notice = CleanCharField(
        label=_("放假安排通知原文"), lines=True, required=False, max_length=LONGEST_TEXT,
        help_text=_("整篇粘贴即可；没有读懂的句子会逐句列出，不作猜测。"),
    )  # fmt: skip
    typed = CleanCharField(
        label=_("逐日填写"), lines=True, required=False, max_length=LONGEST_TEXT,
        help_text=_("每行一天或一段，例如“2027-01-01 放假 元旦”“2027-02-05 至 2027-02-12 放假 春节”。"),
    )  # fmt: skip


class ApproveForm(forms.Form):
    """The decision, beside what it would do."""

    shows = "catalog/workdays/_decision.html"

    def __init__(self, data: Any = None, files: Any = None, *, subject: CalendarDraft, actor: Any = None) -> None:
        self.draft, self.actor = subject, actor
        super().__init__(data, files)

    @cached_property
    def effect(self) -> Effect:
        """Counted only where the page is shown."""
        return effect_of(self.draft, self.actor)
