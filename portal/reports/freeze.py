"""A context as plain JSON that reads the same in ten years: Decimal and dates as text, nothing lazy, no floats."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise


def frozen(value: Any) -> Any:
    """A plain copy. Raises TypeError for floats and for anything that has no lossless text."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, (str, Promise)):
        return _clean(str(value))
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): frozen(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [frozen(item) for item in value]
    raise TypeError(f"{type(value).__name__} cannot be kept in a paper's snapshot")


def _clean(text: str) -> str:
    """Control characters have no place on paper (line ends and tabs apart)."""
    return "".join(char for char in text if char in "\n\t" or (ord(char) >= 32 and not 0xD800 <= ord(char) <= 0xDFFF))
