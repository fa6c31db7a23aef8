"""The payment plan of a contract: equal parts, or the rows its drafter has written, each up to its last day of service."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.values.money import instalments
from portal.values.refusal import Refusal

MONTHS = 12  # in a year
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Part:
    """One row of an unequal plan: for what, up to which day of service, how much in yuan."""

    subject: str
    ends_on: date
    amount: Decimal


@dataclass(frozen=True)
class Period:
    """A period of the service with what is due once it is accepted, in yuan; `subject` is "" in equal parts."""

    number: int
    subject: str
    first: date
    last: date
    amount: Decimal


def payment_plan(first: date, last: date, total: Decimal, count: int, parts: Sequence[Part]) -> list[Period]:
    """The periods of a service: the rows where there are any, else `count` equal parts, of which the last takes the rest.

    Raises ValueError when the total is too small for so many equal parts.
    """
    if parts:
        starts = [first, *(part.ends_on + DAY for part in parts[:-1])]
        rows = zip(starts, parts, strict=True)
        return [Period(n, p.subject, start, p.ends_on, p.amount) for n, (start, p) in enumerate(rows, start=1)]
    periods = zip(months_between(first, last, count), instalments(total, count), strict=True)
    return [Period(n, "", start, end, amount) for n, ((start, end), amount) in enumerate(periods, start=1)]


def problem_with(parts: Sequence[Part], first: date, last: date, total: Decimal) -> Refusal | None:
    """Why the rows are no plan of this contract: days out of order or not up to the last, a sum that is not its amount."""
    before = first - DAY
    for number, part in enumerate(parts, start=1):
        if part.ends_on <= before:
            return Refusal(
                "parts-out-of-order",
                _("付款计划第 %(number)s 行的服务期至 %(day)s，应在 %(before)s 之后。")
                % {"number": number, "day": part.ends_on, "before": before},
                next_step=_("请按先后顺序填写各期的最后一日，前后不重叠。"),
            )
        before = part.ends_on
    if before != last:
        return Refusal(
            "parts-not-to-the-end",
            _("付款计划最后一期到 %(day)s，合同服务结束日是 %(last)s，两者应一致。") % {"day": before, "last": last},
            next_step=_("请修改最后一期的服务期，或修改合同服务结束日。"),
        )
    planned = sum((part.amount for part in parts), Decimal(0))
    if planned == total:
        return None
    figures = {"planned": planned, "total": total, "gap": abs(total - planned)}
    text = (
        _("付款计划合计 %(planned)s 元，比合同金额 %(total)s 元少 %(gap)s 元。")
        if planned < total
        else _("付款计划合计 %(planned)s 元，比合同金额 %(total)s 元多 %(gap)s 元。")
    )
    return Refusal(
        "parts-sum", text % {name: f"{value:,.2f}" for name, value in figures.items()},
        next_step=_("请核对各期金额，合计应等于合同金额。"),
    )  # fmt: skip


def months_between(first: date, last: date, count: int) -> list[tuple[date, date]]:
    """`count` consecutive periods of whole months from `first`; the last one ends on `last`."""
    step = max(months_in(first, last) // count, 1)
    starts = [_add_months(first, step * n) for n in range(count)]
    ends = [start - DAY for start in starts[1:]] + [last]
    return list(zip(starts, ends, strict=True))


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, MONTHS)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def months_in(first: date, last: date) -> int:
    """How many months a service from `first` to `last`, both included, takes; a month begun counts."""
    end = last + DAY
    return (end.year - first.year) * MONTHS + end.month - first.month + (end.day > first.day)


def first_of_month(day: date, months: int) -> date:
    """The first day of the month so many months later."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    return date(year, month + 1, 1)
