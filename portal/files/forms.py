"""A form field that takes one upload, checked by content; its cleaned value is what `store_checked` keeps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.files import kinds
from portal.files.content import Checked, check, max_upload_bytes
from portal.files.refusals import ALLOWED_TEXT, size_text
from portal.values.refusal import Refused


class UploadField(forms.FileField):
    """One file of an allowed kind. `max_bytes` lowers the house limit; refusals become the field's errors."""

    widget = forms.ClearableFileInput

    def __init__(self, *, max_bytes: int | None = None, **kwargs: Any) -> None:
        self.max_bytes = max_bytes
        limit = size_text(max_bytes or max_upload_bytes())
        kwargs.setdefault(
            "help_text", format_lazy(_("{allowed}单个文件不超过 {limit}。"), allowed=ALLOWED_TEXT, limit=limit)
        )
        kwargs.setdefault("error_messages", {})
        kwargs["error_messages"].setdefault("empty", _("文件是空的，没有内容。"))
        kwargs["error_messages"].setdefault("required", _("请选择文件。"))
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ",".join(f".{kind}" for kind in (*kinds.ALLOWED, "jpeg"))}

    def clean(self, data: Any, initial: Any = None) -> Checked | None:
        upload = super().clean(data, initial)
        if not isinstance(upload, UploadedFile):
            return None
        try:
            return check(upload.name or "", upload.file or upload, max_bytes=self.max_bytes)
        except Refused as refusal:
            raise ValidationError(
                [ValidationError(f"{r.message}{r.next_step}", code=r.code) for r in refusal.refusals]
            ) from refusal
