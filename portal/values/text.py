"""Normalisation of what people type: full-width forms, invisible characters, control characters."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# Zero-width, joiners, byte-order mark, bidi controls and fillers: they show nothing, so they say nothing.
_INVISIBLE = frozenset("\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\ufeff\uffa0") | frozenset(
    chr(code)
    for block in ((0x200B, 0x2010), (0x202A, 0x202F), (0x2060, 0x2070), (0xFFF9, 0xFFFC))
    for code in range(*block)
)
_DROPPED = {ord(char): None for char in _INVISIBLE}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_LINE_BREAKS = re.compile(r"\r\n?|\u2028|\u2029|\x85")


def half_width(text: str) -> str:
    """Full-width ASCII forms and the ideographic space as their half-width twins; nothing else changes."""
    return text.translate(_HALF_WIDTH)


def is_storable(text: str) -> bool:
    """False for what a UTF-8 database cannot hold: NUL and lone surrogates."""
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def clean(text: str, *, lines: bool = False) -> str:
    """The text as it is kept: NFC, without control and invisible characters, ends trimmed.

    Line breaks become spaces unless `lines`; rare Han characters, emoji and full-width punctuation stay.
    """
    text = unicodedata.normalize("NFC", _LINE_BREAKS.sub("\n", text))
    if not lines:
        text = text.replace("\n", " ").replace("\t", " ")
    return _CONTROLS.sub("", text.translate(_DROPPED)).strip()


def is_blank(text: str) -> bool:
    """True if nothing of the text would be seen."""
    return not any(unicodedata.category(char)[0] not in "ZC" for char in text.translate(_DROPPED))


def search_key(text: str) -> str:
    """The form in which texts are compared and searched: compatibility forms, case and white space levelled."""
    return " ".join(unicodedata.normalize("NFKC", clean(text)).casefold().split())


_YES = frozenset("是 有 对 √ ✓ ✔ ☑ y yes true t 1 需要 属于".split())
_NO = frozenset("否 无 没有 不是 × ✗ ✘ x ☐ n no false f 0 - — / 不需要 不属于".split())


def yes_or_no(text: str) -> bool:
    """What a person wrote for yes or no: 是, √, 有 … and 否, ×, 无, nothing. Raises ValueError with a sentence."""
    word = search_key(text)
    if word in _YES:
        return True
    if not word or word in _NO:
        return False
    raise ValueError(_("请填“是”或“否”。"))


def plain(number: Decimal) -> str:
    """A quantity or points as people write them, with thousands marks and without idle zeros: 36500.00 → 36,500."""
    return f"{number.normalize():,f}"
