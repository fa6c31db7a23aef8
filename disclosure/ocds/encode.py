"""JSON whose numbers are exactly the decimals they were: 8885166.67 leaves as 8885166.67."""

from __future__ import annotations

import json
import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from portal.values import clock

_MARK = "\x00decimal:"  # NUL cannot stand in any stored text, so the mark cannot be typed
_MARKED = re.compile(r'"\\u0000decimal:(-?[0-9]+(?:\.[0-9]+)?)"')


def dumps(value: Any) -> str:
    """Compact JSON in UTF-8 text; Decimals as numbers, instants as ISO 8601 with Beijing's offset."""
    text = json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":"))
    return _MARKED.sub(r"\1", text.replace(_MARK, "\\u0000decimal:"))


def loads(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{_MARK}{value:f}"
    if isinstance(value, datetime):
        return instant(value)
    raise TypeError(f"{type(value).__name__} has no place in a release")


def instant(moment: datetime) -> str:
    """ISO 8601 to the second, in Beijing time with its offset."""
    return clock.local(moment).replace(microsecond=0).isoformat()
