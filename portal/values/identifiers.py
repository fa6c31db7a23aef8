"""Identifiers of organisations: the unified social credit code (统一社会信用代码, GB 32100-2015)."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.cn import uscc as standard

from portal.values.text import half_width

_NEVER_USED = frozenset("IOSVZ")
# Registering body and kind (letters too: N for rural collectives), region, body code, check character.
_FORM = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RTUW-Y]{10}")


def uscc(value: str) -> str:
    """The code in its one form: 18 half-width capitals and digits, without spaces or hyphens.

    Raises ValueError with a sentence for the person who typed it. Source: GB 32100-2015.
    """
    code = "".join(half_width(value).split()).replace("-", "").upper()
    if len(code) == 15 and code.isascii() and code.isdigit():
        raise ValueError(_("这是 15 位的旧注册号，请填写 18 位统一社会信用代码。"))
    wrong = sorted(_NEVER_USED & set(code))
    if wrong:
        raise ValueError(_("统一社会信用代码不使用字母 %(letters)s，请核对。") % {"letters": "、".join(wrong)})
    if len(code) != 18:
        raise ValueError(_("统一社会信用代码应为 18 位，现有 %(length)s 位。") % {"length": len(code)})
    if not _FORM.fullmatch(code):
        raise ValueError(_("统一社会信用代码格式不对：第 3 至 8 位应为数字，其余为数字或大写字母。"))
    if code[-1] != standard.calc_check_digit(code[:-1]):
        raise ValueError(_("统一社会信用代码的校验位不对，请逐位核对。"))
    return code


def validate_uscc(value: str) -> None:
    """Model field validator: the value must be a code in its one form."""
    try:
        normal = uscc(value)
    except ValueError as error:
        raise ValidationError(str(error), code="uscc") from error
    if normal != value:
        raise ValidationError(_("统一社会信用代码应以半角大写、不带空格的形式保存。"), code="uscc")
