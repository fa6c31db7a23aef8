"""Form fields that read what people type and store only the one form: amounts, numbers, text, credit codes, days, instants."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.values.clock import SHANGHAI
from portal.values.identifiers import uscc
from portal.values.money import MAXIMUM, yuan
from portal.values.text import clean, half_width, is_blank, is_storable

FIRST_YEAR, LAST_YEAR = 1949, 2199
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})-([0-9]{1,2})|([0-9]{2})([0-9]{2}))")
_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{0,10})?")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_SEPARATORS = str.maketrans({"年": "-", "月": "-", "日": "", "/": "-", ".": "-"})


class CleanCharField(forms.CharField):
    """Text without control and invisible characters; NUL is refused, and what shows nothing counts as empty.

    `lines=True` keeps line breaks and gives a text area.
    """

    def __init__(self, *, lines: bool = False, **kwargs: Any) -> None:
        self.lines = lines
        if lines:
            kwargs.setdefault("widget", forms.Textarea)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text = "" if value is None else str(value)
        if not is_storable(text):
            raise ValidationError(_("含有无法保存的字符，请删除后重新填写。"), code="unstorable")
        return str(super().to_python("" if is_blank(text) else clean(text, lines=self.lines)))


class AmountField(forms.Field):
    """An amount in yuan as Decimal with two places; see `money.yuan` for what is read and what is refused."""

    widget = forms.TextInput

    def __init__(self, *, allow_zero: bool = False, maximum: Decimal = MAXIMUM, **kwargs: Any) -> None:
        self.allow_zero, self.maximum = allow_zero, maximum
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return f"{value:.2f}" if isinstance(value, Decimal) and value.is_finite() else value

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        try:
            amount = value if isinstance(value, Decimal) and value.is_finite() else yuan(str(value))
        except ValueError as error:
            raise ValidationError(str(error), code="amount") from error
        if amount < 0 or (amount == 0 and not self.allow_zero):
            raise ValidationError(_("金额应大于零。"), code="amount")
        if amount > self.maximum:
            limit = {"maximum": f"{self.maximum:,}"}
            raise ValidationError(_("金额不能超过 %(maximum)s 元。"), code="amount", params=limit)
        return amount


LIMITS: dict[str, Any] = {
    "min_value": gettext_lazy("不能小于 %(limit_value)s。"),
    "max_value": gettext_lazy("不能大于 %(limit_value)s。"),
    "max_digits": gettext_lazy("数字太长，最多 %(max)s 位。"),
    "max_decimal_places": gettext_lazy("最多保留 %(max)s 位小数。"),
    "max_whole_digits": gettext_lazy("数字太大，整数部分最多 %(max)s 位。"),
}
"""What is said of a number outside its limits, by the code of the validator."""


class NumberField(forms.DecimalField):
    """A plain decimal number: full-width digits are read; exponents, underscores and other scripts' digits are not."""

    default_error_messages = LIMITS

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        return super().to_python(_plain(value, _NUMBER))


class WholeField(forms.IntegerField):
    """A whole number typed in plain digits, full-width ones included; at most 18 of them."""

    default_error_messages = LIMITS

    def to_python(self, value: Any) -> int | None:
        return super().to_python(_plain(value, _WHOLE))


def _plain(value: Any, pattern: re.Pattern[str]) -> Any:
    """What was typed in half width. Raises ValidationError unless it is empty or fits the pattern."""
    if not isinstance(value, str) or not value.strip():
        return value
    typed = half_width(value).strip()
    if not pattern.fullmatch(typed):
        raise ValidationError(_("请填写数字，例如 10 或 10.5，不要写单位或科学记数。"), code="invalid")
    return typed


class UsccField(forms.CharField):
    """A unified social credit code, normalised (spaces, case, full width) and then checked."""

    def to_python(self, value: Any) -> str:
        typed = str(super().to_python(value))
        if not typed:
            return typed
        try:
            return uscc(typed)
        except ValueError as error:
            raise ValidationError(str(error), code="uscc") from error


def read_day(text: str) -> date:
    """A day as people write it: 2026-1-1, 2026/1/1, 20260101, 2026年1月1日. Raises ValueError with a sentence."""
    typed = "".join(half_width(text).split()).translate(_SEPARATORS)
    match = _DAY.fullmatch(typed)
    if not match:
        raise ValueError(_("请按“年-月-日”填写日期，例如 2026-01-31。"))
    year, *rest = (int(part) for part in match.groups() if part)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(_("年份应在 %(first)s 至 %(last)s 之间。") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    try:
        return date(year, *rest)
    except ValueError as error:
        raise ValueError(_("没有这一天，请核对月份和日期。")) from error


class DayField(forms.Field):
    """A calendar day of a plausible year."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return read_day(str(value))
        except ValueError as error:
            raise ValidationError(str(error), code="day") from error


class InstantField(forms.Field):
    """An instant typed in Beijing time ("2026-01-31 09:30"); a time with its own offset is converted to it."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(SHANGHAI) if isinstance(value, datetime) and value.tzinfo else value

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=SHANGHAI)
        try:
            return _read_instant(str(value))
        except ValueError as error:
            raise ValidationError(str(error), code="instant") from error


def _read_instant(text: str) -> datetime:
    typed = half_width(text).strip().replace("/", "-")
    try:
        instant = parse_datetime(typed) if ":" in typed else None
    except ValueError:
        instant = None
    if instant is None or not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise ValueError(_("请按“年-月-日 时:分”填写北京时间，例如 2026-01-31 09:30。"))
    if instant.tzinfo is not None:
        return instant.astimezone(SHANGHAI)
    local = instant.replace(tzinfo=SHANGHAI)
    if local.astimezone(UTC).astimezone(SHANGHAI).replace(tzinfo=None) != instant:
        raise ValueError(_("北京时间没有这一时刻（当年夏令时跳过），请核对。"))
    return local
