"""The sentences with which an upload is refused, one for each code, and what to do instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.values.refusal import Refusal, Refused

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ALLOWED_TEXT = _("可上传 PDF、Word（docx）、Excel（xlsx）、图片（png、jpg）和文本（txt、csv）。")

_MESSAGES: dict[str, tuple[_StrPromise, _StrPromise | str]] = {
    "empty": (_("文件是空的，没有内容。"), _("请检查后重新选择文件。")),
    "too_large": (_("文件超过大小上限 {limit}。"), _("请压缩或拆分后上传。")),
    "not_allowed": (_("不接受这种类型的文件。"), ALLOWED_TEXT),
    "type_mismatch": (_("文件内容与其扩展名不符。"), _("请用原来的软件另存为正确的格式后上传。")),
    "broken": (_("文件已损坏或不完整，无法读取。"), _("请重新导出或扫描后上传。")),
    "encrypted": (_("文件设有密码或是旧版 Office 格式，无法检查。"), _("请取消密码，另存为 docx 或 xlsx 后上传。")),
    "pdf_encrypted": (_("PDF 已加密，无法检查。"), _("请取消密码和权限限制后上传。")),
    "pdf_script": (_("PDF 中含有脚本、启动动作或动态表单。"), _("请用“打印为 PDF”重新生成后上传。")),
    "pdf_embedded": (_("PDF 中嵌有其他文件。"), _("请去掉附件，逐个上传。")),
    "polyglot": (_("文件中夹带了另一种格式的内容。"), _("请重新导出后上传。")),
    "macros": (_("文件含有宏。"), _("请另存为不含宏的 docx 或 xlsx 后上传。")),
    "zip_bomb": (_("文件解压后过大，疑似压缩炸弹。"), _("请用原来的软件重新保存后上传。")),
    "zip_names": (_("文件内部结构异常。"), _("请用原来的软件重新保存后上传。")),
    "xml_entities": (_("文件内部含有不允许的 XML 实体。"), _("请用原来的软件重新保存后上传。")),
    "too_many_pixels": (_("图片尺寸过大，超过 6000 万像素。"), _("请缩小图片后上传。")),
    "too_many_pages": (_("PDF 页数过多，超过 5000 页。"), _("请拆分后上传。")),
    "too_complex": (_("文件过于复杂，检查时超出限制。"), _("请重新导出为普通文件后上传。")),
    "disk_full": (_("存储空间不足，文件没有保存。"), _("请稍后重试，并通知系统管理员。")),
    "not_in_memory": (_("投标文件总量超过上限 {limit}，没有接收。"), _("请压缩后重新上传。")),
}


def refused(code: str, *, field: str = "", limit: int = 0) -> Refused:
    """The exception for one code; `limit` in bytes is said in MB."""
    message, next_step = _MESSAGES[code]
    text = format_lazy(message, limit=size_text(limit)) if limit else message
    return Refused(Refusal(code=f"file.{code}", message=text, next_step=next_step, field=field))


def size_text(size: int) -> str:
    """A size in bytes for people: 512 B, 3.5 KB, 12 MB."""
    if size < 1024:
        return f"{size} B"
    if size < 2**20:
        return f"{size / 1024:.1f} KB".replace(".0 ", " ")
    return f"{size / 2**20:.1f} MB".replace(".0 ", " ")
