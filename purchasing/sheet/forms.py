"""The upload of a table of grants."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.files.forms import UploadField
from portal.ui.fields import CleanCharField

LARGEST = 5 * 2**20


class SheetForm(forms.Form):
    """One table for one year, with the document that grants it."""

    fiscal_year = forms.TypedChoiceField(label=_("年度"), coerce=int)
    document = CleanCharField(label=_("依据"), max_length=120, help_text=_("例如批复或下达文件的文号。"))
    table = UploadField(label=_("预算表"), max_bytes=LARGEST, help_text=_("xlsx 或 CSV，不超过 5 MB。"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = (today.year, today.year + 1, today.year - 1)
        self.fields["fiscal_year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        self.fields["table"].widget.attrs["accept"] = ".xlsx,.csv"
