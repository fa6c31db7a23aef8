"""What a rule's figure may be, by the unit it is counted in: days, terms, dates, amounts, shares, numbers, conditions."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.statutes.models import Unit
from portal.values.money import MAXIMUM
from portal.values.text import half_width, plain

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LEAP_YEAR = 2024
LONGEST = 3660  # days of a period: ten years, so that a slip of the finger does not become a count without end
HOURS = 24 * 60  # minutes of a day

_NUMBER = re.compile(r"[0-9]{1,14}(\.[0-9]{1,6})?")
_DATE = re.compile(r"([0-9]{1,2})(?:-|月)([0-9]{1,2})日?")


class Kind(Enum):
    """Rules that code reads in one way. Within a kind the unit may change (working days, days), beyond it not."""

    DAYS = (Unit.WORKDAY, Unit.DAY)
    TERM = (Unit.MONTH, Unit.YEAR)
    MINUTES = (Unit.MINUTE,)
    DATE = (Unit.MONTH_DAY,)
    AMOUNT = (Unit.YUAN,)
    SHARE = (Unit.PERCENT,)
    POINTS = (Unit.POINT,)
    NUMBER = (Unit.COUNT,)
    CONDITION = (Unit.CONDITION,)

    @property
    def units(self) -> tuple[Unit, ...]:
        units: tuple[Unit, ...] = self.value
        return units


@dataclass(frozen=True)
class Shape:
    """What a figure of a kind must be, and the sentence for one that is not."""

    fits: Callable[[Decimal], bool]
    sentence: str | _StrPromise


def _is_date(value: Decimal) -> bool:
    month, day = divmod(int(value), 100)
    return 1 <= month <= 12 and 1 <= day <= monthrange(LEAP_YEAR, month)[1]


_SHAPES = {
    Kind.DAYS: Shape(lambda v: 0 <= v <= LONGEST, _("天数应是不超过十年的非负整数。")),
    Kind.TERM: Shape(lambda v: 1 <= v <= 100, _("期限应是 1 至 100 的整数。")),
    Kind.MINUTES: Shape(lambda v: 1 <= v <= HOURS, _("分钟数应是不超过一天的正整数。")),
    Kind.DATE: Shape(_is_date, _("请按“月-日”填写，例如 11-30。")),
    Kind.AMOUNT: Shape(lambda v: 0 <= v <= MAXIMUM, _("金额应不小于零，最多两位小数。")),
    Kind.SHARE: Shape(lambda v: 0 <= v <= 100, _("百分比应在 0 至 100 之间。")),
    Kind.POINTS: Shape(lambda v: 0 <= v <= 100, _("分值应在 0 至 100 之间。")),
    Kind.NUMBER: Shape(lambda v: 0 <= v <= LONGEST, _("个数应是不过大的非负整数。")),
    Kind.CONDITION: Shape(lambda v: v == 1, _("条件没有数值。")),
}


def kind_of(unit: str) -> Kind:
    return next(kind for kind in Kind if unit in kind.units)


def places_of(unit: str, used: list[Decimal]) -> int:
    """How many decimal places a figure may have: those of money, else as many as the rule's figures have had."""
    if kind_of(unit) is Kind.AMOUNT:
        return len("00")
    return max((len(text.partition(".")[2]) for text in map(plain, used)), default=0)


def fault_of(unit: str, value: Decimal, places: int) -> str:
    """What is wrong with a figure in a unit, in a sentence, or "" if nothing is."""
    shape = _SHAPES[kind_of(unit)]
    if not shape.fits(value):
        return str(shape.sentence)
    if value != round(value, places):
        return gettext("这条规则的数值最多 %(places)s 位小数。") % {"places": places}
    return ""


def read_value(unit: str, typed: str) -> Decimal:
    """A figure as people write it: "5", "4,000,000.00", "11-30" for a date. Raises ValueError with a sentence."""
    text = "".join(half_width(typed).split()).replace(",", "")
    kind = kind_of(unit)
    if kind is Kind.DATE:
        match = _DATE.fullmatch(text)
        if not match:
            raise ValueError(str(_SHAPES[kind].sentence))
        return Decimal(int(match[1]) * 100 + int(match[2]))
    if not _NUMBER.fullmatch(text):
        raise ValueError(gettext("请填写数字，例如 10 或 10.5，不要写单位或科学记数。"))
    return Decimal(text)


def written(unit: str, value: Decimal) -> str:
    """A figure as `read_value` reads it."""
    if kind_of(unit) is Kind.DATE:
        month, day = divmod(int(value), 100)
        return f"{month}-{day}"
    return plain(value).replace(",", "")
