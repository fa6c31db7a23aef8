"""The filter of published things, the same for page, facets, downloads and feed."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from disclosure.item.models import KINDS, SECTIONS, AmountBand, DisclosureItem
from portal.accounts.regions import REGIONS
from portal.values import clock
from purchasing.plan.models import Method

Rows = QuerySet[DisclosureItem]

LARGEST_KEY = 2**31 - 1


class DayField(forms.DateField):
    """A day as the browser's date field sends it."""

    widget = forms.DateInput(attrs={"type": "date"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"input_formats": ["%Y-%m-%d"], **kwargs})


class DayFilter(filters.DateFilter):  # type: ignore[misc]
    field_class = DayField


class AnyOf(filters.MultipleChoiceFilter):  # type: ignore[misc]
    """One of several values of a column of the row itself, so that no row is found twice."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"distinct": False, **kwargs})


class ItemFilter(filters.FilterSet):  # type: ignore[misc]
    """Facets are chosen by value; the days of publication are typed."""

    section = AnyOf(choices=list(SECTIONS.items()), label=_("栏目"))
    kind = AnyOf(choices=KINDS, label=_("种类"))
    region = AnyOf(choices=REGIONS, label=_("区域"))
    method = AnyOf(choices=Method.choices, label=_("采购方式"))
    amount_band = AnyOf(choices=AmountBand.choices, label=_("金额"))
    catalogue_group = filters.CharFilter(label=_("目录品目"), max_length=3)
    fiscal_year = filters.NumberFilter(label=_("年度"), min_value=2000, max_value=2200, decimal_places=0)
    purchaser = filters.NumberFilter(label=_("采购单位"), min_value=1, max_value=LARGEST_KEY, decimal_places=0)
    since = DayFilter(method="from_day", label=_("发布自"))
    until = DayFilter(method="until_day", label=_("发布至"))

    class Meta:
        model = DisclosureItem
        fields: list[str] = []

    def from_day(self, rows: Rows, name: str, day: date) -> Rows:
        return rows.filter(published_at__gte=clock.start_of(day))

    def until_day(self, rows: Rows, name: str, day: date) -> Rows:
        return rows.filter(published_at__lt=clock.end_of(day))
