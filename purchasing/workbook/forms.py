"""The upload of a plan's workbook."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.files.forms import UploadField

LARGEST = 5 * 2**20


class WorkbookForm(forms.Form):
    """One xlsx workbook, the one given out for this plan."""

    workbook = UploadField(
        label=_("填好的表格"), max_bytes=LARGEST, help_text=_("本计划的 xlsx 填报表格，不超过 5 MB。")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["workbook"].widget.attrs["accept"] = ".xlsx"
