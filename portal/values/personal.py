"""Numbers that point at a person, found in text before it becomes public: mobile phones, identity cards, bank cards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from stdnum import luhn
from stdnum.cn import ric

from portal.values.text import half_width

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

_RUN = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9]){9,18}[0-9Xx]?(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?:86)?1[3-9][0-9]{9}")


@dataclass(frozen=True)
class PersonalNumber:
    """`shown` keeps three signs in front and two at the end, so that a page that warns does not repeat the number."""

    kind: Text
    shown: str


def personal_numbers(text: str) -> list[PersonalNumber]:
    """Each such number once, in order. Identity and bank cards only with a right check digit: few false alarms."""
    found: dict[str, PersonalNumber] = {}
    for match in _RUN.finditer(half_width(text)):
        digits = re.sub(r"[ -]", "", match.group()).upper()
        kind = _kind_of(digits)
        if kind:
            found.setdefault(digits, PersonalNumber(kind, f"{digits[:3]}…{digits[-2:]}"))
    return list(found.values())


def _kind_of(digits: str) -> Text | None:
    if _MOBILE.fullmatch(digits):
        return _("手机号码")
    if len(digits) == 18 and ric.is_valid(digits):
        return _("身份证号码")
    if 16 <= len(digits) <= 19 and digits.isdigit() and luhn.is_valid(digits):
        return _("银行卡号")
    return None
