"""Money: yuan as Decimal with two places; rounding half up, shares in whole fen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from portal.values.text import half_width

FEN = Decimal("0.01")
MAXIMUM = Decimal("9999999999999.99")  # below 10^13 yuan: more than any budget line, less than a typing slip

WAN = Decimal(10_000)  # yuan in a 万元

_PLAIN = re.compile(r"[0-9]{1,20}(\.[0-9]*)?")
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
_WITH_UNIT = re.compile(r"(?P<number>.*?)\s*(?P<unit>万元|万|元)?")


class MoneyField(models.DecimalField):  # type: ignore[type-arg]
    """An amount in yuan, two places, never negative: the database refuses a negative amount and NaN."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 18)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)

    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        column = connection.ops.quote_name(str(self.column))
        return f"{column} >= 0 AND {column} <> 'NaN'"


def fen(amount: Decimal) -> Decimal:
    """The amount in yuan, rounded half up to whole fen."""
    return amount.quantize(FEN, rounding=ROUND_HALF_UP)


def split(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Share `total` yuan by `weights` in whole fen by largest remainder; the shares add up to the total.

    Equal remainders are served in the given order. Raises ValueError for a total that is negative or not in
    whole fen, and for weights that are negative or add up to nothing.
    """
    whole = sum(weights, Decimal(0))
    if total < 0 or total != fen(total) or whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("shares need a total in whole fen and weights that are not negative and not all zero")
    units = int(total / FEN)
    exact = [units * Fraction(weight) / Fraction(whole) for weight in weights]
    floors = [floor(share) for share in exact]
    served = sorted(range(len(weights)), key=lambda index: floors[index] - exact[index])[: units - sum(floors)]
    return [Decimal(below + (index in served)) * FEN for index, below in enumerate(floors)]


def instalments(total: Decimal, n: int) -> list[Decimal]:
    """`n` instalments of `total` yuan: each rounded half up to the fen, the last takes the rest.

    Raises ValueError if `n` is not positive, or the total so small that the last would be negative.
    """
    if n < 1 or total < 0 or total != fen(total):
        raise ValueError("instalments need a total in whole fen and a positive number")
    each = fen(total / n)
    last = total - each * (n - 1)
    if last < 0:
        raise ValueError("the total is too small for so many instalments")
    return [each] * (n - 1) + [last]


def yuan(text: str) -> Decimal:
    """Read an amount as a person types it: "1,000.00", "１０００"; raises ValueError with a sentence for the person.

    Full-width digits and well-placed thousands marks are normalised. Refused: exponents, NaN, Infinity, signs,
    units (元, 万), more than two decimals, and amounts of 10^13 yuan and more.
    """
    typed = half_width(text).strip()
    if typed.startswith("-"):
        raise ValueError(_("金额不能为负数。"))
    if not (_PLAIN.fullmatch(typed) or _GROUPED.fullmatch(typed)):
        raise ValueError(_("请以元为单位填写数字，例如 10000.00 或 10,000.00；不要写单位、正负号或科学记数。"))
    whole, _point, decimals = typed.replace(",", "").partition(".")
    if len(decimals) > 2:
        raise ValueError(_("金额最多两位小数（精确到分）。"))
    amount = Decimal(f"{whole}.{decimals:0<2}")
    if amount > MAXIMUM:
        raise ValueError(_("金额不能达到或超过 10 万亿元（上限 %(maximum)s 元）。") % {"maximum": f"{MAXIMUM:,}"})
    return amount


def yuan_in(text: str, unit: str = "") -> Decimal:
    """An amount of a table as yuan: its unit stands behind it ("630万元", "６３０ 万") or is `unit`, "元" or "万元".

    Raises ValueError with a sentence where neither says the unit or both say different ones, and as `yuan` does; 万元 may
    have six decimals, which are whole fen.
    """
    match = _WITH_UNIT.fullmatch(half_width(text).strip())
    number, said = (match["number"], match["unit"] or "") if match else (text, "")
    said = "万元" if said == "万" else said
    if said and unit and said != unit:
        raise ValueError(_("表头的单位是“%(head)s”，这里写的是“%(cell)s”。") % {"head": unit, "cell": said})
    if not (said or unit):
        raise ValueError(_("没有写明单位是元还是万元。"))
    return _wan(number) if "万元" in (said, unit) else yuan(number)


def _wan(number: str) -> Decimal:
    if not (_PLAIN.fullmatch(number) or _GROUPED.fullmatch(number)):
        return yuan(number)  # says what is wrong with it
    amount = Decimal(number.replace(",", "")) * WAN
    if amount != fen(amount):
        raise ValueError(_("以万元填写的金额最多六位小数（精确到分）。"))
    return yuan(f"{fen(amount):f}")
