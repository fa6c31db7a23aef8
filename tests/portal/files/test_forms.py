"""The upload field: checked content comes out, refusals become errors of the field."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.files.forms import UploadField
from tests.portal.files import samples


class UploadForm(forms.Form):
    file = UploadField(label="附件", max_bytes=10_000)


def filled(name: str, body: bytes) -> UploadForm:
    return UploadForm({}, {"file": SimpleUploadedFile(name, body, content_type="application/pdf")})


def test_a_good_upload_comes_out_checked():
    form = filled("计划.pdf", samples.pdf())

    assert form.is_valid()
    assert form.cleaned_data["file"].content_type == "application/pdf"


def test_a_refusal_is_the_fields_error_with_what_to_do():
    form = filled("页.pdf", b"<html></html>")

    assert form.errors.as_data()["file"][0].code == "file.type_mismatch"
    assert form.errors["file"] == ["文件内容与其扩展名不符。请用原来的软件另存为正确的格式后上传。"]


def test_an_empty_file_and_none_at_all_are_told_apart():
    assert filled("空.pdf", b"").errors["file"] == ["文件是空的，没有内容。"]
    assert UploadForm({}, {}).errors["file"] == ["请选择文件。"]


def test_the_kinds_and_the_limit_are_said_before_anyone_uploads():
    field = UploadForm().fields["file"]

    assert (
        str(field.help_text)
        == "可上传 PDF、Word（docx）、Excel（xlsx）、图片（png、jpg）和文本（txt、csv）。单个文件不超过 9.8 KB。"
    )
    assert 'accept=".pdf,.docx,.xlsx,.png,.jpg,.txt,.csv,.jpeg"' in str(UploadForm()["file"])
