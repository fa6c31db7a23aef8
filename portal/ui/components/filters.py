"""Filters: amounts, days and sizes as people read them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

import portal.statutes as statutes
from portal.values import clock
from portal.values.money import fen
from portal.values.text import plain

register = template.Library()
WAN = Decimal(10_000)
NONE = "—"


@register.filter
def yuan(amount: Decimal | None) -> str:
    """1234567.8 → 1,234,567.80, in yuan; a dash for none. The unit is said in the column head or by `money`."""
    return NONE if amount in (None, "") else f"{fen(Decimal(str(amount))):,.2f}"


@register.filter
def wan(amount: Decimal | None) -> str:
    """1234567.8 → 123.46, in 万元, half up; a dash for none."""
    if amount in (None, ""):
        return NONE
    return f"{(Decimal(str(amount)) / WAN).quantize(Decimal('0.01'), ROUND_HALF_UP):,.2f}"


@register.filter
def percent(share: Decimal | None, places: int = 2) -> str:
    """0.0729 → 7.29 %."""
    if share in (None, ""):
        return NONE
    step = Decimal(1).scaleb(-places)
    return f"{(Decimal(str(share)) * 100).quantize(step, ROUND_HALF_UP)} %"


@register.filter
def localday(value: date | datetime | None) -> str:
    """The day in Beijing: 2025-03-11."""
    if not value:
        return NONE
    day = clock.day_of(value) if isinstance(value, datetime) else value
    return day.isoformat()


@register.filter(name="localtime_minute")
@register.filter
def localtime(value: datetime | None) -> str:
    """The instant in Beijing: 2025-03-11 09:30."""
    return clock.local(value).strftime("%Y-%m-%d %H:%M") if value else NONE


@register.filter
def exact_time(value: datetime | None) -> str:
    """The instant in Beijing to the millisecond: 2025-03-11 09:29:59.999."""
    return clock.local(value).isoformat(sep=" ", timespec="milliseconds")[:23] if value else NONE


@register.filter
def monthday(value: date | datetime | None) -> str:
    """03-11, for places where the year is said nearby."""
    return localday(value)[5:] if value else NONE


@register.filter
def filesize(size: int | None) -> str:
    """426000 → 416 KB."""
    if size is None:
        return NONE
    if size < 1024:
        return _("%(size)s 字节") % {"size": size}
    return f"{round(size / 1024)} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


@register.filter
def fingerprint(value: str) -> str:
    """The first and last groups of a hash, to compare at a glance: 9f2c 41d8 … 7be0."""
    return f"{value[:4]} {value[4:8]} … {value[-4:]}" if len(value) > 16 else value


@register.filter
def attribute(obj: Any, name: str) -> Any:
    """The item or attribute a template names by a variable."""
    return obj.get(name) if isinstance(obj, dict) else getattr(obj, name, None)


@register.filter
def quantity(number: Decimal | None) -> str:
    """12.00 → 12, 2400000.50 → 2,400,000.5; a dash for none."""
    return NONE if number in (None, "") else plain(Decimal(str(number)))


@register.simple_tag
def ruling(code: str) -> statutes.Ruling:
    """The rule in force today, for a sentence that tells its value: {% ruling "R-11" as r %}{{ r.phrase }}."""
    return statutes.on(code, clock.today())
