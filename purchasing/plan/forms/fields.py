"""Fields of a plan's forms: figures, months, catalogue items and budget lines as people type or pick them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog.catalogue.models import CatalogueItem
from catalog.catalogue.queries import purchasable
from portal.ui.fields import AmountField, read_day
from portal.values.text import half_width
from purchasing.budget.models import BudgetLine

_MONTH = re.compile(r"(?P<year>[0-9]{4})(?:[-/.年]?(?P<month>[0-9]{2})|[-/.年](?P<short>[0-9]))月?")


class FigureField(AmountField):
    """A positive number with at most two decimals that is no amount of money."""

    def to_python(self, value: Any) -> Decimal | None:
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise ValidationError(_("请填写大于零的数字，最多两位小数，不超过 12 位整数。"), code="figure") from error


class MonthField(forms.Field):
    """A month ("2025-03", "2025年3月", "202503", or any of its days) as its first day."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2025-03"})

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%Y-%m") if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        typed = half_width(str(value)).strip().replace(" ", "")
        found = _MONTH.fullmatch(typed)
        year, month = (int(found["year"]), int(found["month"] or found["short"])) if found else (0, 0)
        if 2000 <= year <= 2199 and 1 <= month <= 12:
            return date(year, month, 1)
        try:
            return read_day(typed).replace(day=1)
        except ValueError as error:
            raise ValidationError(_("请按“年-月”填写，例如 2025-03。"), code="month") from error


class CatalogueChoice(forms.CharField):
    """A level-3 item by code or by "code name", picked from a searchable list that works without script."""

    def __init__(self, **kwargs: Any) -> None:
        self.day: date | None = None
        self.known: Mapping[str, CatalogueItem] | None = None  # what may be named, by code, where many forms ask
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        typed = half_width(str(super().clean(value) or "")).strip()
        code = typed.split()[0].upper() if typed else ""
        if self.known is not None and code in self.known:
            return self.known[code]
        assert self.day is not None, "the form sets the day"
        entry = purchasable(self.day).filter(code=code).first() if "\x00" not in code else None
        if entry is None:
            found = list(purchasable(self.day).filter(name_zh=typed)[:2]) if "\x00" not in typed else []
            entry = found[0] if len(found) == 1 else None
        if entry is None:
            raise ValidationError(_("请从目录中选择一个三级品目（输入编码或名称可以查找）。"), code="catalogue")
        return entry


class LineChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A budget line by its key; `known` answers without a statement where many forms ask."""

    known: Mapping[int, BudgetLine] | None = None

    def to_python(self, value: Any) -> Any:
        if self.known is not None and value in self.known:
            return self.known[value]
        return super().to_python(value)
