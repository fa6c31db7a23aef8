"""The table as it is given out: headings with their notes, cells as text so that codes keep their zeros."""

from __future__ import annotations

import io

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override

from purchasing.sheet.layout import COLUMNS

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def blank() -> bytes:
    """An empty table of grants as a workbook."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    text = book.add_format({"num_format": "@"})
    head = book.add_format({"bold": True, "bg_color": "#E8EEF8", "border": 1, "text_wrap": True})
    page = book.add_worksheet("预算导入")
    with override("zh-hans"):
        for at, column in enumerate(COLUMNS):
            page.set_column(at, at, column.width, text)
            page.write_string(0, at, column.label, head)
            page.write_comment(0, at, "\n".join([str(column.note), _("必填") if column.required else _("可不填")]))
    page.freeze_panes(1, 0)
    book.close()
    return stream.getvalue()
