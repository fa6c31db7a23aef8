"""What papers print: amounts and dates in Chinese, and the QR code of the verification page."""

from __future__ import annotations

import base64
import io
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

import segno
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.values import clock

register = template.Library()

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
LIMIT = Decimal(10) ** 16


@register.filter
def amount_in_words(value: Any) -> str:
    """金额大写 by the rules of 《支付结算办法》 annex 1, exact to the fen: 8900000.05 → 人民币捌佰玖拾万元零伍分.

    Takes Decimal or its text, in yuan; at most 16 digits before the point. Raises ValueError otherwise.
    """
    amount = _decimal(value)
    if abs(amount) >= LIMIT:
        raise ValueError("too large for words")
    sign, fen = ("负" if amount < 0 else ""), int(abs(amount) * 100)
    yuan, jiao, cent = fen // 100, fen // 10 % 10, fen % 10
    whole = f"{_whole(yuan)}元" if yuan else ""
    if not jiao and not cent:
        return f"人民币{sign}{whole or '零元'}整"
    tenths = f"{_DIGITS[jiao]}角" if jiao else ("零" if yuan else "")
    if yuan and jiao and yuan % 10 == 0:
        tenths = f"零{tenths}"
    return f"人民币{sign}{whole}{tenths}{f'{_DIGITS[cent]}分' if cent else '整'}"


def _whole(number: int) -> str:
    words, gap = "", False
    for index in range(3, -1, -1):
        group = number // 10_000**index % 10_000
        if not group:
            gap = gap or bool(words)
            continue
        if words and (gap or group < 1000):
            words += "零"
        words += _group(group) + _GROUPS[index]
        gap = False
    return words.replace("万亿", "万", 1) if "万亿" in words and number // 10**8 % 10_000 else words


def _group(group: int) -> str:
    words, zero = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if not digit:
            zero = zero or bool(words)
            continue
        words += ("零" if zero else "") + _DIGITS[digit] + _PLACES[place]
        zero = False
    return words


@register.filter
def yuan(value: Any) -> str:
    """8,900,000.00 from Decimal or its text; "" for nothing."""
    return "" if value in (None, "") else f"{_decimal(value):,.2f}"


def _decimal(value: Any) -> Decimal:
    try:
        amount = Decimal(str(value)) if not isinstance(value, float) else None
    except InvalidOperation as error:
        raise ValueError("not an amount") from error
    if amount is None or not amount.is_finite():
        raise ValueError("not an amount")
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@register.filter
def chinese_date(value: Any) -> str:
    """2024年12月18日 from a day, an instant (taken in Beijing time) or their ISO text; "" for nothing."""
    day = _moment(value)
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


@register.filter
def chinese_time(value: Any) -> str:
    """2025年2月18日 09:30:00 in Beijing time, from an instant or its ISO text."""
    moment = _moment(value)
    if not isinstance(moment, datetime):
        return chinese_date(value)
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M:%S}"


def _moment(value: Any) -> date | None:
    if value in (None, ""):
        return None
    if isinstance(value, str):
        value = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    return clock.local(value) if isinstance(value, datetime) and value.tzinfo else value


@register.filter
def wide_gap(value: str, length: int = 16) -> str:
    """Break points in long unbroken text (hashes, keys), so that it wraps inside its cell."""
    return "\u200b".join(value[start : start + length] for start in range(0, len(value), length))


@register.simple_tag
def qr(address: str) -> SafeString:
    """The QR code of an address, as a picture in memory."""
    target = io.BytesIO()
    segno.make(address, error="m", micro=False).save(target, kind="png", scale=8, border=2)
    body = base64.b64encode(target.getvalue()).decode()
    return format_html('<img class="qr" alt="{}" src="data:image/png;base64,{}">', address, body)


@register.filter
def beside(row: list[Any], columns: list[dict[str, Any]]) -> list[tuple[dict[str, Any], Any]]:
    """Each cell of a row with its column."""
    return list(zip(columns, row, strict=True))


@register.filter
def by(items: list[Any], size: int) -> list[list[Any]]:
    """The items in rows of `size`."""
    return [items[start : start + size] for start in range(0, len(items), size)]


_BREAK_BEFORE = (
    "采购",
    "购买",
    "项目",
    "服务",
    "的批复",
    "的通知",
    "的公告",
    "中标",
    "开标",
    "评审",
    "验收",
    "评价",
    "合同",
)
_NEVER_FIRST = "的、，。》）：；"


@register.filter
def title_lines(title: str, width: int = 20) -> list[str]:
    """A long title in lines of similar length that break between words where one is known to begin."""
    count = -(-len(title) // width)
    lines: list[str] = []
    rest = title
    for left in range(count, 1, -1):
        ideal = -(-len(rest) // left)
        places = [
            i for i in range(ideal - 5, min(ideal + 5, width) + 1) if 0 < i < len(rest) and rest[i] not in _NEVER_FIRST
        ]
        good = [i for i in places if rest.startswith(_BREAK_BEFORE, i)]
        cut = min(good or places or [min(ideal, width)], key=lambda i: abs(i - ideal))
        lines.append(rest[:cut])
        rest = rest[cut:]
    return [*lines, rest]
